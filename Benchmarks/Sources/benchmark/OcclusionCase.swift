import Foundation

/// `apus deep maps` with ResNet-50 on a volume of the published size: Grad-CAM and occlusion of one patient.
///
/// The weights are random, made here from the layers that `apus network describe` names: time does not depend on them.
struct OcclusionCase {
  let command: Command
  let jobs: Int
  private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-occlusion-\(getpid())").path
  private static let (side, slices) = (420, 77)

  init(command: Command, jobs: Int) { (self.command, self.jobs) = (command, jobs) }

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try writeWeights()
    try writeImage()
    print("maps by ResNet-50, 77 slices of 420 x 420, a lesion of 60 x 60 x 48 mm, squares of 56 pixels")
    // Where slices mix, each depth position takes a pass a square, so there the squares lie side by side.
    for (inflation, stride) in [("centre", "28"), ("average", "56")] {
      for patch in ["0", "56"] {
        let output = "\(folder)/\(inflation)-\(patch)"
        let cost = try command.run([
          "deep", "maps", "\(folder)/image.nii", "\(folder)/mask.nii", "--network", "resnet50", "--weights",
          "\(folder)/random.safetensors", "--inflation", inflation, "--input", "jeong2024", "--depth", "77", "--patch",
          patch,
          "--stride", stride, "-o", output, "-j", "\(jobs)",
        ])
        let page = try String(contentsOfFile: "\(output)/maps.html", encoding: .utf8)
        let passes = page.firstMatch(of: /(\d+) passes/).map { "occlusion, \($0.1) passes, \(stride) pixels apart" }
        print(
          "  \(inflation.padding(toLength: 10, withPad: " ", startingAt: 0)) \(cost.words); \(passes ?? "Grad-CAM alone")"
        )
      }
    }
  }

  private struct Described: Decodable {
    struct Layer: Decodable {
      let name: String
      let kernel: [Int]
    }
    struct Network: Decodable { let layers: [Layer] }
    let description: Network
  }

  private func writeWeights() throws {
    let text = try command.run(["network", "describe", "resnet50", "--repeats", "0", "--json"]).output
    var (header, body) = ([String](), Data())
    var state: UInt64 = 1
    func append(_ name: String, _ shape: [Int], _ value: (UInt64) -> Float) {
      let count = shape.reduce(1, *)
      let start = body.count
      let numbers = (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return value(state)
      }
      numbers.withUnsafeBytes { body.append(contentsOf: $0) }
      header.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(start),\(body.count)]}")
    }
    for layer in try JSONDecoder().decode(Described.self, from: text).description.layers {
      let shape = [layer.kernel[0], layer.kernel[1], layer.kernel[3], layer.kernel[4]]
      // He et al. 2015, so that no layer's numbers die out or grow.
      let bound = Float((6 / Double(shape.dropFirst().reduce(1, *))).squareRoot())
      append("\(layer.name).weight", shape) { bound * Float(Double($0 >> 11) / 4_503_599_627_370_496 - 1) }
      let normalisation = Self.normalisation(after: layer.name)
      for (part, value) in [("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)] as [(String, Float)] {
        append("\(normalisation).\(part)", [shape[0]]) { _ in value }
      }
    }
    let json = Data("{\(header.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    try (length + json + body).write(to: URL(filePath: "\(folder)/random.safetensors"))
  }

  /// torchvision's names: `conv2` has `bn2`, `downsample.0` has `downsample.1`.
  private static func normalisation(after layer: String) -> String {
    layer.hasSuffix("downsample.0") ? layer.dropLast() + "1" : layer.replacing("conv", with: "bn")
  }

  private func writeImage() throws {
    let (side, slices) = (Self.side, Self.slices)
    var image = [Int16]()
    var mask = [UInt8]()
    for slice in 0..<slices {
      for row in 0..<side {
        for column in 0..<side {
          let (z, y, x) = (Double(slice - 38) / 12, Double(row - 215) / 46, Double(column - 205) / 46)
          let isLesion = x * x + y * y + z * z <= 1
          mask.append(isLesion ? 1 : 0)
          image.append(Int16(400 + (row * 31 + column * 17 + slice * 57) % 211 + (isLesion ? 150 : 0)))
        }
      }
    }
    try image.withUnsafeBytes { try write(Data($0), "image.nii", code: 4, bits: 16) }
    try write(Data(mask), "mask.nii", code: 2, bits: 8)
  }

  /// A NIfTI-1 file of 0.65 x 0.65 x 2 mm, axes along the patient's.
  private func write(_ voxels: Data, _ name: String, code: Int16, bits: Int16) throws {
    var header = Data(count: 352)
    func put<Value>(_ value: Value, _ at: Int) {
      withUnsafeBytes(of: value) { header.replaceSubrange(at..<(at + $0.count), with: $0) }
    }
    put(Int32(348), 0)
    for (at, length) in [3, Self.side, Self.side, Self.slices, 1, 1, 1, 1].enumerated() {
      put(Int16(length), 40 + 2 * at)
    }
    put(code, 70)
    put(bits, 72)
    for (at, width) in ([1, 0.65, 0.65, 2] as [Float]).enumerated() { put(width, 76 + 4 * at) }
    put(Float(352), 108)
    put(UInt8(2), 123)
    put(Int16(1), 254)
    put(Float(-0.65), 280)
    put(Float(-0.65), 300)
    put(Float(2), 320)
    header.replaceSubrange(344..<347, with: Data("n+1".utf8))
    try (header + voxels).write(to: URL(filePath: "\(folder)/\(name)"))
  }
}
