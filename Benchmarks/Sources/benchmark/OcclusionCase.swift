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
    try RandomWeights(command: command).write(
      "resnet50", to: "\(folder)/random.safetensors", normalisation: Self.normalisation)
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
    let file = NIfTIFile(lengths: [side, side, slices], spacing: [0.65, 0.65, 2])
    try file.write(image, to: "\(folder)/image.nii")
    try file.write(mask, to: "\(folder)/mask.nii")
  }
}
