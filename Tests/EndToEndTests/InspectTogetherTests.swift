import Foundation
import TestSupport
import Testing

/// What `inspect` says of regions beside images, against what `extract` says of them; and the option for uneven slices.
@Suite struct InspectTogetherTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    let url = URL(filePath: scratch.file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  private func series(_ name: String, _ change: (inout GeneratedSeries) -> Void = { _ in }) throws -> String {
    var series = GeneratedSeries()
    change(&series)
    for (k, slice) in series.slices.enumerated() { try write(slice, "\(name)/I\(k).dcm") }
    return scratch.file(name)
  }

  private func set(_ name: String, left: Double = 4.5, heights: [Int] = [2, 3, 4], frame: String = "2.25.200") throws
    -> String
  {
    let body: [SIMD2<Double>] = [[left, 4.5], [left + 10, 4.5], [left + 10, 12.5], [left, 12.5]]
    let contours = heights.map { GeneratedStructureSet.Contour(body, z: Double($0) * 3) }
    try write(
      GeneratedStructureSet([.init("GTV", number: 1, frame: frame, contours)]).bytes, name)
    return scratch.file(name)
  }

  /// Every region that `extract` refuses on the only series is a problem of `inspect`, with the same sentence.
  @Test func inspectSaysWhatExtractSays() throws {
    let image = try series("img")
    for (mask, isRefused) in [
      (try set("sound.dcm"), false), (try set("wide.dcm", left: 20.5), true),
      (try set("gap.dcm", heights: [2, 4]), true),
      (try set("high.dcm", heights: [7, 8, 9]), true), (try set("frame.dcm", frame: "2.25.999"), true),
    ] {
      let extracted = try Command("extract", image, mask)
      #expect((extracted.status != 0) == isRefused, "\(mask) \(extracted.errors)")
      for arguments in [[mask], ["--mask", mask]] {
        let inspected = try Command("inspect", image, arguments)
        #expect(inspected.status == (isRefused ? 65 : 0), "\(arguments) \(inspected.output)")
        guard isRefused, let line = extracted.errors.split(separator: "\n").first else { continue }
        #expect(inspected.output.contains(line.dropFirst("apus: ".count)), "\(arguments) \(inspected.output)")
      }
    }
    // The image as its own mask, and a region beside two series of which it fits one.
    #expect(try Command("inspect", image, ["--mask", image]).status == 65)
    let other = try series("other") { ($0.uid, $0.frame) = ("2.25.101", "2.25.201") }
    #expect(try Command("inspect", image, [other, try set("sound.dcm")]).status == 0)
  }

  /// Every command that reads a DICOM series takes the tolerance.
  @Test func unevenSlicesAreReadWhereTheyAreAllowed() throws {
    let image = try series("uneven") { $0.shifts = { $0 == 4 ? 0.2 : 0 } }
    let mask = try set("rs.dcm")
    let commands = [
      ["extract", image, mask], ["maps", image, mask, "--feature", "firstorder_Mean", "-o", scratch.file("maps")],
      ["normalise", image, "--method", "zscore-image", "-o", scratch.file("n.nii")], ["inspect", image, mask],
    ]
    for command in commands {
      let refused = try Command(arguments: command)
      let said = refused.errors + refused.output
      #expect(refused.status != 0 && said.contains("--spacing-tolerance"), "\(command[0]) \(said)")
      let read = try Command(arguments: command + ["--spacing-tolerance", "0.1"])
      #expect(
        read.status == 0 && (read.errors + read.output).contains("apart and were read as if"),
        "\(command[0]) \(read.errors)")
    }
    for command in [
      ["extract"], ["maps"], ["normalise", "image"], ["normalise", "fit"], ["filter"], ["robustness"], ["explain"],
      ["deep", "features"],
      ["deep", "maps"], ["predict"], ["inspect"],
    ] {
      #expect(try Command(arguments: command + ["--help"]).output.contains("--spacing-tolerance"), "\(command)")
    }
    #expect(try Command("extract", image, [mask, "--spacing-tolerance", "2"]).status == 64)
  }
}
