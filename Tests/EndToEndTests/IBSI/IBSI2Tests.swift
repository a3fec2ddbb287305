import Foundation
import ImageFiles
import Records
import Testing
import TestSupport

/// IBSI-2 from the built command: response maps as files, and features of response maps.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: IBSI2Tests, no reference data"))
struct IBSI2Tests {
  /// Phase 1: every voxel of every map within 1 % of the range of the reference map.
  @Test(arguments: ["checkerboard", "impulse", "sphere", "pattern_1"])
  func everyMapIsWithinOnePercent(phantom: String) throws {
    let scratch = try Scratch()
    let parameters = Examples.file("ibsi/response-maps-\(phantom.replacing("_", with: "-")).yaml")
    let image = try ReferenceData.file("ibsi/ibsi2_digital_phantoms/nifti/\(phantom)/image/\(phantom).nii.gz").path
    let run = try Command("filter", image, "-p", parameters, "-o", scratch.file("maps"))
    try #require(run.status == 0, "\(run.errors)")
    let grid = try readVolume(image).grid
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.file("maps")).sorted()
    #expect(run.output.split(separator: "\n").count == names.count)
    #expect(try names.count == Self.references().filter { $0.phantom == phantom }.count)
    for name in names {
      let found = try readVolume(scratch.file("maps/\(name)"))
      let test = String(name.dropLast(".nii.gz".count))
      let map = try #require(Self.references().first { $0.test == test }?.map)
      let reference = try readVolume(ReferenceData.file("ibsi/ibsi2_reference/response_maps/\(map)").path).voxels
      let range = (reference.max() ?? 0) - (reference.min() ?? 0)
      let worst = zip(found.voxels, reference).map { abs($0 - $1) / range }.max() ?? .infinity
      #expect(found.grid.agrees(with: grid, tolerance: 1e-6))
      #expect(worst <= 0.01, "map \(test): \(worst)")
    }
  }

  /// Phase 2: every value with a consensus within its own tolerance.
  @Test(arguments: ["A", "B"])
  func everyFeatureIsWithinItsTolerance(variant: String) throws {
    let folder = "ibsi/ibsi_ct_phantom_NONCOMMERCIAL/nifti"
    let scratch = try Scratch()
    let run = try Command(
      "extract", ReferenceData.file("\(folder)/image/phantom.nii.gz").path,
      ReferenceData.file("\(folder)/mask/mask.nii.gz").path, "-p", Examples.file("ibsi/filters-\(variant).yaml"),
      "-o", scratch.file("out.csv"))
    try #require(run.status == 0, "\(run.errors)")
    let found = try Examples.numbers(in: scratch.file("out.csv"))
    let text = try String(
      contentsOf: ReferenceData.file("ibsi/ibsi2_reference/ibsi2_reference_feature_values.csv"), encoding: .utf8)
    var scored = 0
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      guard cells[0].hasSuffix(variant), let value = Double(cells[3]), let tolerance = Double(cells[4]) else {
        continue
      }
      let column = cells[0] == "1.\(variant)" ? cells[2] : "\(cells[0])_\(cells[2])"
      let number = try #require(found[column], "\(column)")
      #expect(abs(number - value) <= tolerance, "\(column): \(number), reference \(value) ± \(tolerance)")
      scored += 1
    }
    #expect(scored == (variant == "A" ? 162 : 161))
  }

  private struct Reference {
    let test: String
    let phantom: String
    let map: String
  }

  /// The table of phase 1 and the three maps without a row in it (`Documentation/filters.md`).
  private static func references() throws -> [Reference] {
    let table = try CSVTable(
      reading: ReferenceData.file("ibsi/ibsi2_reference/ibsi2_phase1_response_map_tests.csv").path)
    return table.rows.map { Reference(test: $0[0], phantom: $0[1], map: $0[5]) } + [
      Reference(test: "9A", phantom: "impulse", map: "9_a-ValidCRM.nii.gz"),
      Reference(test: "9B1", phantom: "sphere", map: "9_b_1-ValidCRM.nii.gz"),
      Reference(test: "10B1", phantom: "pattern_1", map: "10_b_1-ValidCRM.nii.gz"),
    ]
  }
}
