import DeepRadiomics
import Foundation
import ImageFiles
import Results
import SavedModels
import Testing
import TestSupport

/// `train: last-block` in a study of the synthetic cohort, by the built command, with a ResNet-18 drawn at random.
@Suite struct TrainedBlockStudyTests {
  /// The tensors of a weight file, in the order in which they are written.
  private struct Tensors {
    private(set) var all: [(name: String, shape: [Int], values: [Float])] = []

    mutating func set(_ name: String, _ shape: [Int], _ values: [Float]) {
      all.removeAll { $0.name == name }
      all.append((name, shape, values))
    }

    /// A convolution whose batch normalisation multiplies by `γ / √(1 + ε)` and adds a bias.
    mutating func set(
      _ kernel: String, _ norm: String, _ shape: [Int], _ values: [Float], gamma: Float = 1, bias: [Float]? = nil
    ) {
      set("\(kernel).weight", shape, values)
      set("\(norm).bias", [shape[0]], bias ?? Array(repeating: 0, count: shape[0]))
      for (part, value) in [("weight", gamma), ("running_mean", 0), ("running_var", 1)] as [(String, Float)] {
        set("\(norm).\(part)", [shape[0]], Array(repeating: value, count: shape[0]))
      }
    }

    /// A safetensors file.
    func write(to path: String) throws {
      var (lines, body) = ([String](), Data())
      for tensor in all {
        let end = body.count + 4 * tensor.values.count
        lines.append(
          "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),\"data_offsets\":[\(body.count),\(end)]}")
        tensor.values.withUnsafeBytes { body.append(contentsOf: $0) }
      }
      let header = Data("{\(lines.joined(separator: ","))}".utf8)
      try (withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body)
        .write(to: URL(filePath: path))
    }
  }

  /// Torchvision's names; kernels of the size that keeps sums as large from layer to layer.
  private var drawn: Tensors {
    var (tensors, state) = (Tensors(), UInt64(88_172_645_463_325_252))
    func convolution(_ kernel: String, _ norm: String, _ shape: [Int]) {
      let count = shape.reduce(1, *)
      let bound = (6 / Float(count / shape[0])).squareRoot()
      tensors.set(
        kernel, norm, shape,
        (0..<count).map { _ in
          // Marsaglia 2003, doi 10.18637/jss.v008.i14.
          state ^= state << 13
          state ^= state >> 7
          state ^= state << 17
          return (Float(state >> 40) / 8_388_608 - 1) * bound
        })
    }
    convolution("conv1", "bn1", [64, 3, 7, 7])
    var input = 64
    for layer in 0..<4 {
      let width = 64 << layer
      for block in 0..<2 {
        let name = "layer\(layer + 1).\(block)"
        if block == 0, layer > 0 {
          convolution("\(name).downsample.0", "\(name).downsample.1", [width, input, 1, 1])
        }
        convolution("\(name).conv1", "\(name).bn1", [width, input, 3, 3])
        convolution("\(name).conv2", "\(name).bn2", [width, width, 3, 3])
        input = width
      }
    }
    return tensors
  }

  private func weights(_ scratch: Scratch) throws -> String {
    let path = scratch.file("resnet18.safetensors")
    try drawn.write(to: path)
    return path
  }

  private func section(_ weights: String, train: String) -> String {
    """

    arms: [hcr, dlr]
    deep: {network: resnet18, weights: "\(weights)", side: 32, pooling: standard, series: [T2], ensemble: 1,
      beyond: none, train: \(train)}
    """
  }

  /// Refused with the numbers before any image is opened: there are none.
  @Test func aStudyWithTooFewEventsIsRefusedBeforeAnyImageIsOpened() throws {
    let scratch = try Scratch()
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "16", "--matrix", "64", "--slices", "8")
    #expect(made.status == 0, "\(made.errors)")
    let path = scratch.file("cohort/study.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try (text + section(try weights(scratch), train: "last-block")).write(
      toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: scratch.file("cohort/patients"))
    let run = try Command("study", "run", path, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 65 && run.errors.contains("8,391,168 trained parameters"), "\(run.errors)")
    #expect(run.errors.contains("train: {part: last-block, despite: few-events}"))
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/results.json")))
  }

  /// The audit proves whom the blocks saw, and the saved models say of the test patients what the study said.
  @Test func aBlockAskedForByNameIsAuditedAndItsModelRepeatsTheStudy() throws {
    let scratch = try Scratch()
    let file = try weights(scratch)
    let run = try SavedModelRun(patients: 18) {
      $0 + section(file, train: "{part: last-block, despite: few-events}")
    }
    for id in ["dlr_mr", "dlr_mr_cf"] { try run.expectParity(id, options: ["--weights", file]) }
    let audit = try Command("audit", run.scratch.file("run"))
    #expect(audit.status == 0 && audit.output.contains("proved [sound] Every last block"), "\(audit.output)")
    #expect(audit.output.contains("despite: few-events asks for it by name"))
    let sums = try run.scratch.read("run/models/dlr_mr/SHA256SUMS")
    #expect(sums.contains("block.safetensors"))
    try expectPictures(run)
    try expectMapsOfTheSameWeights(run, file)
  }

  /// The report has the chosen patients of a row with a trained block, as of any other.
  private func expectPictures(_ run: SavedModelRun) throws {
    let page = try run.scratch.read("run/report.html")
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: run.scratch.file("run/results.json"))))
    let row = try #require(results.protocols.first?.models.first { $0.id == "dlr_mr" })
    let patients = try #require(row.deep?.patients)
    #expect(row.deep?.block != nil)
    for level in patients.flatMap(\.series).flatMap(\.levels) {
      #expect(level.activation != nil && level.firstLayer != nil)
    }
    let highest = try #require(patients.first { $0.reasons.contains(.highest) })
    #expect(page.contains("Grad-CAM, \(highest.subject), T2, superior level"))
  }

  /// `apus deep maps` of the saved model, against the same command on a ResNet-18 whose last layer holds the trained
  /// numbers, with the saved head.
  private func expectMapsOfTheSameWeights(_ run: SavedModelRun, _ file: String) throws {
    let saved = try SavedModel(reading: run.model("dlr_mr"))
    guard case .heads(_, _, _, let heads) = saved.predictor, let blocks = saved.blocks else {
      throw Unexpected("a model of heads with blocks")
    }
    let block = try WeightSet(contentsOf: URL(filePath: run.model("dlr_mr") + "/block.safetensors")).tensors
    #expect(heads.count == 1 && !blocks.isEmpty && block.count == 2 * 5)
    var (tensors, largest) = (drawn, Float(0))
    for (name, tensor) in block.sorted(by: { $0.key < $1.key }) where name.hasSuffix(".weight") {
      let kernel = String(name.dropFirst("head1.".count).dropLast(".weight".count))
      let own = try #require(tensors.all.first { $0.name == "\(kernel).weight" }).values
      largest = max(largest, zip(own, tensor.values).reduce(0) { max($0, abs($1.0 - $1.1)) })
      tensors.set(
        kernel, kernel.replacing("downsample.0", with: "downsample.1").replacing("conv", with: "bn"), tensor.shape,
        tensor.values, gamma: Float((1 + 1e-5).squareRoot()), bias: block["head1.\(kernel).bias"]?.values)
    }
    // A head whose training did not help keeps the block of the file; the maps must agree in either case.
    print("the trained block differs from that of the file by \(largest)")
    let (other, head) = (run.scratch.file("tuned.safetensors"), run.scratch.file("head.json"))
    try tensors.write(to: other)
    try JSONEncoder().encode(heads[0]).write(to: URL(filePath: head))
    let crop = try #require(saved.description.inputs.deep?.crop?.side)
    let squares = ["--patch", "16", "--stride", "16"]
    var shown = 0
    for (patient, expected) in try run.written("dlr_mr").sorted(by: { $0.key < $1.key }) {
      let own = try Command(
        "deep", "maps",
        ["--model", run.model("dlr_mr"), "--weights", file, "--case", patient, "-o", run.scratch.file("own")] + squares)
      try #require(own.status == 0, "\(own.errors)")
      let page = try run.scratch.read("own/maps.html")
      #expect(page.contains("score \(expected.score)") && page.contains("its last block trained with the head"))
      let folder = run.scratch.file("cohort/patients/\(patient)")
      let plain = try Command(
        "deep", "maps",
        [
          "\(folder)/T2", "\(folder)/RTSTRUCT_T2.dcm", "--network", "resnet18", "--weights", other, "--head", head,
          "--pooling", "standard", "--inflation", "none", "--side", "32", "--crop", "\(crop)", "-o",
          run.scratch.file("plain"),
        ] + squares)
      try #require(plain.status == 0, "\(plain.errors)")
      for map in ["gradcam", "occlusion"] {
        let volumes = try ["own", "plain"].map { try readVolume(run.scratch.file("\($0)/\(map).nii.gz")) }
        let scale = volumes[1].voxels.reduce(0) { max($0, abs($1)) }
        let far = zip(volumes[0].voxels, volumes[1].voxels).reduce(0) { max($0, abs($1.0 - $1.1)) }
        // Sums in another order of float32, in a score that amplifies them.
        #expect(far <= 1e-3 * scale, "\(patient) \(map): \(far) of \(scale)")
        shown += scale > 0 ? 1 : 0
      }
    }
    #expect(shown > 4, "maps that are 0 everywhere would prove nothing")
  }
}

private struct Unexpected: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = "expected \(description)" }
}
