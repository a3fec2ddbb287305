import Foundation
import Testing
import TestSupport

/// Slices without a contour, in the commands that read a region for something other than a table of features.
@Suite struct BetweenTests {
  private let scratch: Scratch
  private let image: String
  private let set: String

  init() throws {
    scratch = try Scratch()
    image = scratch.file("img")
    set = scratch.file("rs.dcm")
    try FileManager.default.createDirectory(atPath: image, withIntermediateDirectories: true)
    for (k, slice) in GeneratedSeries().slices.enumerated() {
      try Data(slice).write(to: URL(filePath: scratch.file("img/I\(k).dcm")))
    }
    let body: [SIMD2<Double>] = [[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]]
    let contours = [1, 3, 5, 7].map { GeneratedStructureSet.Contour(body, z: Double($0) * 3) }
    let drawn = GeneratedStructureSet([GeneratedStructureSet.Region("GTV", number: 1, contours)])
    try Data(drawn.bytes).write(to: URL(filePath: set))
  }

  private func isRefused(_ run: Command) -> Bool { (run.errors + run.output).contains("slices 3, 5, 7") }

  @Test func explainReadsTheRegionAsTheOtherTableDid() throws {
    let peer = scratch.file("peer.csv")
    try #require(try Command("extract", image, set, "--between", "fill", "-o", peer).status == 0)
    let refused = try Command("explain", image, [set, "--against", peer])
    #expect(refused.status == 1 && isRefused(refused), "\(refused.errors)\(refused.output)")
    let filled = try Command("explain", image, [set, "--against", peer, "--between", "fill"])
    #expect(filled.status == 0, "\(filled.errors)\(filled.output.prefix(500))")
    // With the gaps left the region is another.
    let left = try Command("explain", image, [set, "--against", peer, "--between", "leave"])
    #expect(left.status == 2, "\(left.errors)")
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: BetweenTests, no reference data"))
  func networksReadTheRegionAsAsked() throws {
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let network = ["--network", "efficientnet-lite0", "--weights", weights]
    let features = ["deep", "features", image, set] + network
    let maps = ["deep", "maps", image, set, "--patch", "0", "-o", scratch.file("maps")] + network
    for (command, status) in [(features, Int32(1)), (maps, 65)] {
      let refused = try Command(arguments: command)
      #expect(refused.status == status && isRefused(refused), "\(command[1]): \(refused.status) \(refused.errors)")
      let filled = try Command(arguments: command + ["--between", "fill"])
      #expect(filled.status == 0, "\(command[1]): \(filled.errors)")
    }
    let filled = try Command(arguments: features + ["--between", "fill"])
    #expect(filled.output.contains("slices 3, 5, 7") && filled.output.contains("between: fill"))
  }

  @Test func aModelIsAppliedToTheRegionAsAsked() throws {
    let run = try SavedModelRun()
    let files = ["CE-T1", "T2"].flatMap { ["--image", "\($0)=\(image)", "--mask", "\($0)=\(set)"] }
    let patient = ["--case", "new"] + files + SavedModelRun.acceptAll
    let refused = try Command("predict", run.model("hcr_mr"), patient)
    #expect(refused.status == 1 && isRefused(refused), "\(refused.errors)\(refused.output)")
    let filled = try Command("predict", run.model("hcr_mr"), patient + ["--between", "fill"])
    #expect(filled.status == 0 && filled.output.contains("probability of"), "\(filled.errors)\(filled.output)")
  }
}
