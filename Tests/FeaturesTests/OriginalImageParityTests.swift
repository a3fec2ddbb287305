import Features
import Foundation
import ImageFiles
import ImageProcessing
import TestSupport
import Testing
import Volumes

/// The original image of seven cases against PyRadiomics 3.1.1 (`pyradiomics/reference`, values at full precision).
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: PyRadiomics parity of features, needs the reference data"))
struct OriginalImageParityTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let name: String
    let binWidth: Double
    let texture: TextureSettings

    var testDescription: String { name }
  }

  /// Settings i and iii of the reference; ii needs resampling.
  static let settings = [
    Setting(name: "i_default", binWidth: 25, texture: TextureSettings()),
    Setting(name: "iii_bw5_d12", binWidth: 5, texture: TextureSettings(distances: [1, 2])),
  ]

  static let cases = ["brain1", "brain2", "breast1", "lung2", "STS_002", "STS_003", "STS_019"]

  @Test(arguments: cases, settings)
  func everyValueAgrees(name: String, setting: Setting) throws {
    let reference = try Self.reference("\(name)__\(setting.name)")
    let region = try Self.region(name)
    let values =
      shapeFeatures(of: region.mask)
      + features(
        intensities: region, levels: try region.discretised(.fixedBinWidth(setting.binWidth)), settings: setting.texture
      )
    #expect(values.count == reference.count)
    for feature in values {
      let expected = try #require(reference["original_\(feature.column)"], "\(feature.column)")
      let value = try #require(feature.value.number, "\(feature.column)")
      #expect(abs(value - expected) <= 1e-6 * abs(expected), "\(name) \(setting.name) \(feature.column)")
    }
  }

  private static func region(_ name: String) throws -> IntensityRegion {
    let isSTS = name.hasPrefix("STS")
    let image = isSTS ? "sts/nifti/\(name)/MR_T1_image.nii.gz" : "pyradiomics/data/\(name)_image.nrrd"
    let mask = isSTS ? "sts/nifti/\(name)/MR_T1_mask.nii.gz" : "pyradiomics/data/\(name)_label.nrrd"
    return IntensityRegion(
      volume: try readVolume(ReferenceData.file(image).path), mask: try readMask(ReferenceData.file(mask).path))
  }

  private struct ReferenceFile: Decodable {
    let features: [String: Double]
  }

  private static func reference(_ name: String) throws -> [String: Double] {
    let data = try Data(contentsOf: ReferenceData.file("pyradiomics/reference/\(name).json"))
    return try JSONDecoder().decode(ReferenceFile.self, from: data).features.filter { $0.key.hasPrefix("original_") }
  }
}
