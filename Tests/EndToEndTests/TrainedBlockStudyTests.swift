import Foundation
import Results
import Testing
import TestSupport

/// `train: last-block` in a study of the synthetic cohort, by the built command, with a ResNet-18 drawn at random.
@Suite struct TrainedBlockStudyTests {
  /// A safetensors file with torchvision's names; kernels of the size that keeps sums as large from layer to layer.
  private func weights(_ scratch: Scratch) throws -> String {
    var (lines, body, state) = ([String](), Data(), UInt64(88_172_645_463_325_252))
    func add(_ name: String, _ shape: [Int], _ values: [Float]) {
      let end = body.count + 4 * values.count
      lines.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(body.count),\(end)]}")
      values.withUnsafeBytes { body.append(contentsOf: $0) }
    }
    func convolution(_ kernel: String, _ norm: String, _ shape: [Int]) {
      let count = shape.reduce(1, *)
      let bound = (6 / Float(count / shape[0])).squareRoot()
      add(
        "\(kernel).weight", shape,
        (0..<count).map { _ in
          // Marsaglia 2003, doi 10.18637/jss.v008.i14.
          state ^= state << 13
          state ^= state >> 7
          state ^= state << 17
          return (Float(state >> 40) / 8_388_608 - 1) * bound
        })
      for (part, value) in [("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)] as [(String, Float)] {
        add("\(norm).\(part)", [shape[0]], Array(repeating: value, count: shape[0]))
      }
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
    let header = Data("{\(lines.joined(separator: ","))}".utf8)
    let path = scratch.file("resnet18.safetensors")
    try (withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body)
      .write(to: URL(filePath: path))
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
    #expect(run.status == 65 && run.errors.contains("8,391,168 trained numbers"), "\(run.errors)")
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
    let maps = try Command(
      "deep", "maps", "--model", run.model("dlr_mr"), "--weights", file, "--case", "P002", "-o", scratch.file("maps"))
    #expect(maps.status != 0 && maps.errors.contains("trained for each head"), "\(maps.errors)")
  }
}
