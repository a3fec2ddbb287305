import Extraction
import Testing
import TestSupport

/// The texts by which caches, saved models and tables know settings: a change of any is a change of schema.
@Suite struct ExtractionIdentityTests {
  private static let everything = """
    imageType:
      Original: {}
      Wavelet: {wavelet: db4, level: 2, start_level: 1}
      LoG: {sigma: [1, 2.5], binWidth: 5}
      Square: {binCount: 16}
      Gradient: {}
      LBP2D: {}
      LBP3D: {}
    featureClass:
      shape: [MeshVolume]
      firstorder: [Mean, Entropy]
      glcm: [Contrast]
    setting:
      binWidth: 20
      label: 3
      normalize: true
      normalizeScale: 100
      removeOutliers: 3
      resampledPixelSpacing: [1, 1, 2.5]
      interpolator: sitkLinear
      padDistance: 10
      preCrop: true
      minimumROIDimensions: 3
      minimumROISize: 50
      resegmentRange: [-3, 3]
      resegmentMode: sigma
      resegmentShape: true
      geometryTolerance: 0.001
      correctMask: true
      distances: [1, 2]
      gldm_a: 1
      voxelArrayShift: 300
      weightingNorm: euclidean
      symmetricalGLCM: false
    """

  /// The first line that differs, as it is and as it should be; `nil` where none does.
  private func difference(_ settings: ExtractionSettings, _ file: String) throws -> [String]? {
    let own = settings.identity.lines
    let golden = try Fixture.text(file).split(separator: "\n").map(String.init)
    if let pair = zip(own, golden).first(where: { $0 != $1 }) { return [pair.0, pair.1] }
    return own.count == golden.count ? nil : ["\(own.count) lines", "\(golden.count) lines"]
  }

  @Test func theDefaultsOfPyRadiomicsHaveTheirText() throws {
    let found = try difference(.pyradiomicsDefaults, "identity/pyradiomics.txt")
    #expect(found == nil, "\(found ?? [])")
  }

  @Test func theRecipeOfTheStudyHasItsText() throws {
    let found = try difference(.jeong2024, "identity/jeong2024.txt")
    #expect(found == nil, "\(found ?? [])")
  }

  @Test func everySettingThatDiffersIsInTheText() throws {
    let settings = try ExtractionSettings(parameterText: Self.everything, file: "everything.yaml")
    let found = try difference(settings, "identity/everything.txt")
    #expect(found == nil, "\(found ?? [])")
  }

  @Test func theDefaultsOfIBSIHaveTheirText() throws {
    let found = try difference(.ibsiDefaults, "identity/ibsi.txt")
    #expect(found == nil, "\(found ?? [])")
  }

  @Test func noTextHoldsTheNameOfASwiftType() throws {
    let all = [
      ExtractionSettings.pyradiomicsDefaults, .jeong2024, .ibsiComplete,
      try ExtractionSettings(parameterText: Self.everything, file: "everything.yaml"),
    ]
    let names = ["Study.", "ImageProcessing.", "Features.", "Settings(", "Optional(", "nil"]
    for settings in all { for name in names { #expect(!settings.identity.text.contains(name)) } }
  }
}
