import Foundation
import ImageFiles
import ImageProcessing
import TestSupport
import Testing
import Volumes

/// IBSI-2 phase 1: response maps on digital phantoms.
@Suite struct IBSI2ResponseMapTests {
  /// Every voxel within 1 % of the range of the reference map, the tolerance of `ibsi2_reference/README.md`.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: IBSI-2 response maps"))
  func everyVoxelOfEveryMapIsWithinOnePercentOfItsRange() throws {
    let folder = "ibsi/ibsi2_reference"
    let table = try IBSI2Case.table(ReferenceData.file("\(folder)/ibsi2_phase1_response_map_tests.csv"))
    let cases = table + IBSI2Case.withoutRow
    let maps = try ReferenceData.file("\(folder)/response_maps")
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: maps.path)) == Set(cases.map(\.map)))
    var rows = ["| map | phantom | filter | worst difference, % of range | within 1 % |", "|---|---|---|---:|---|"]
    for test in cases {
      let filter = try #require(test.filter)
      let image = try readVolume(ReferenceData.file(phantom(test.phantom)).path)
      let reference = try readVolume(maps.appending(path: test.map).path).voxels
      let range = (reference.max() ?? 0) - (reference.min() ?? 0)
      let response = try filter.response(to: image).voxels
      let worst = zip(response, reference).map { 100 * abs($0 - $1) / range }.max() ?? .infinity
      rows.append(
        "| \(test.id) | \(test.phantom) | \(filter.name) | \(worst.formatted(decimals: 4)) | \(worst <= 1 ? "yes" : "no") |"
      )
      #expect(worst <= 1, "map \(test.id), \(filter.name)")
    }
    print(rows.joined(separator: "\n"))
  }

  private func phantom(_ name: String) -> String {
    "ibsi/ibsi2_digital_phantoms/nifti/\(name)/image/\(name).nii.gz"
  }
}

extension Double {
  func formatted(decimals: Int) -> String { String(format: "%.\(decimals)f", self) }
}
