import Foundation
import ImageFiles
import ImageProcessing
import TestSupport
import Testing
import Volumes

/// IBSI-2 phase 2: intensity statistics of filtered images of the CT phantom.
@Suite struct IBSI2FeatureTests {
  private static let folder = "ibsi/ibsi2_reference"

  /// Every value with a consensus within its own tolerance.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: IBSI-2 feature values"))
  func everyFeatureIsWithinItsTolerance() throws {
    let cases = try IBSI2Case.table(ReferenceData.file("\(Self.folder)/ibsi2_phase2_feature_tests.csv"))
    let references = try references()
    #expect(references.values.reduce(0) { $0 + $1.count } == 323)
    #expect(Set(cases.map(\.id)) == Set(references.keys))
    let byVariant = ["A": try IBSI2Image.original(), "B": try IBSI2Image.resampled()]
    var rows = [
      "| test | filter | values | within tolerance | worst difference, share of tolerance |",
      "|---|---|---:|---:|---:|",
    ]
    for test in cases {
      let image = try #require(byVariant[String(test.id.suffix(1))])
      let statistics = IBSI2Statistics(try image.intensities(filteredBy: test.filter)).values
      let expected = references[test.id] ?? []
      let shares = try expected.map { reference in
        let value = try #require(statistics[reference.tag])
        let share = abs(value - reference.value) / reference.tolerance
        #expect(
          share <= 1, "\(test.id) \(reference.tag): \(value), reference \(reference.value) ± \(reference.tolerance)")
        return share
      }
      rows.append(
        "| \(test.id) | \(test.filter?.name ?? "none") | \(shares.count) | \(shares.count { $0 <= 1 })"
          + " | \((shares.max() ?? 0).formatted(decimals: 3)) |")
    }
    print(rows.joined(separator: "\n"))
  }

  private struct Reference {
    let tag: String
    let value: Double
    let tolerance: Double
  }

  /// By test; the one row without consensus is left out.
  private func references() throws -> [String: [Reference]] {
    let text = try String(
      contentsOf: ReferenceData.file("\(Self.folder)/ibsi2_reference_feature_values.csv"), encoding: .utf8)
    var result: [String: [Reference]] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let columns = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      guard let value = Double(columns[3]), let tolerance = Double(columns[4]) else { continue }
      result[columns[0], default: []].append(Reference(tag: columns[2], value: value, tolerance: tolerance))
    }
    return result
  }
}

/// The CT phantom after the image processing of phase 2, and the region after resegmentation to [-1000, 400] HU.
struct IBSI2Image {
  let image: Volume
  let region: Mask

  private init(_ image: Volume, _ mask: [Bool]) {
    self.image = image
    region = Mask(
      grid: image.grid, voxels: zip(image.voxels, mask).map { $1 && (-1000...400).contains($0) ? 1 : 0 })
  }

  private static func file(_ name: String) throws -> Volume {
    try readVolume(ReferenceData.file("ibsi/ibsi_ct_phantom_NONCOMMERCIAL/nifti/\(name).nii.gz").path)
  }

  /// Processing A: as it is, filtered by slice.
  static func original() throws -> IBSI2Image {
    let mask = try file("mask/mask")
    return IBSI2Image(try file("image/phantom"), mask.voxels.map { $0 >= 0.5 })
  }

  /// Processing B: 1 mm by cubic spline, rounded to whole Hounsfield units; the mask linearly, 0.5 and above inside.
  static func resampled() throws -> IBSI2Image {
    let image = CentredResampling(try file("image/phantom"), spacing: 1).cubic()
    let mask = CentredResampling(try file("mask/mask"), spacing: 1).linear()
    let rounded = Volume(grid: image.grid, voxels: image.voxels.map { $0.rounded() })
    return IBSI2Image(rounded, mask.voxels.map { $0 >= 0.5 })
  }

  /// The response inside the region; only its bounding box is filtered.
  func intensities(filteredBy filter: ImageFilter?) throws -> [Double] {
    let box = try #require(region.boundingBox)
    let response = try filter?.response(to: image, within: box) ?? image.cropped(to: box)
    return IntensityRegion(volume: response, mask: region.cropped(to: box)).insideIntensities
  }
}
