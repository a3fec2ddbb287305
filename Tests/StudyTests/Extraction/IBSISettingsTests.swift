import Extraction
import Testing

/// The parameter file of the profile `ibsi`.
@Suite struct IBSISettingsTests {
  private func settings(_ text: String) throws -> ExtractionSettings {
    try ExtractionSettings(parameterText: "profile: ibsi\n" + text, file: "ibsi.yaml")
  }

  @Test func anEmptyFileIsTheDefaults() throws {
    #expect(try settings("") == .ibsiDefaults)
    #expect(ExtractionSettings.ibsiDefaults.profile == .ibsi)
    #expect(ExtractionSettings.pyradiomicsDefaults.profile == .pyradiomics)
    #expect(try ExtractionSettings(parameterText: "", file: "p.yaml") == .pyradiomicsDefaults)
  }

  /// Every key changes the key of cached features: two settings never share a value.
  @Test func everyKeyIsPartOfTheFingerprint() throws {
    let texts = [
      "", "label: 2", "geometry-tolerance: 0.1", "round-image: true", "resampling: {spacing: 2}",
      "resampling: {spacing: [2, 2]}", "resampling: {spacing: 2, interpolator: spline}",
      "resampling: {spacing: 2, rounding: true}", "resampling: {spacing: 2, mask-interpolator: nearest}",
      "resampling: {spacing: 2, mask-threshold: 0.4}", "resegmentation: {range: [0, 9]}",
      "resegmentation: {range: [0, .inf]}", "resegmentation: {sigma: 3}", "discretisation: none",
      "discretisation: {bin-size: 5}", "discretisation: {bin-size: 5, start: 1}", "discretisation: {bin-number: 16}",
      "intensity-volume-histogram: none", "intensity-volume-histogram: {bin-size: 5}", "families: [glcm]",
      "aggregations: all", "texture: {glcm-distance: 2}", "texture: {ngtdm-distance: 2}",
      "texture: {ngldm-distance: 2}", "texture: {ngldm-coarseness: 1}", "filters: [{mean: {support: 3}}]",
      "filters: [{name: a, mean: {support: 3}}]", "filters: [{name: a, mean: {support: 3, boundary: zero}}]",
      "filters: [{mean: {support: 3}}]\nresponse-maps: {discretisation: {bin-number: 8}}",
      "filters: [{mean: {support: 3}}]\nresponse-maps: {families: [glcm]}",
    ]
    let prints = try texts.map { try settings($0).identity }
    #expect(Set(prints).count == texts.count)
    for (text, print) in zip(texts, prints) { #expect(try settings(text).identity == print) }
  }

  /// The lower end of the range is where bins of one size begin (reference manual, fixed bin size).
  @Test func binsBeginAtTheRange() throws {
    let ibsi = try #require(try settings("resegmentation: {range: [-500, 400]}\ndiscretisation: {bin-size: 25}").ibsi)
    #expect("\(ibsi.binning)".contains("-500"))
    let open = try #require(try settings("resegmentation: {range: [-.inf, 400]}\ndiscretisation: {bin-size: 25}").ibsi)
    #expect("\(open.binning)".contains("nil"))
  }

  @Test func theLabelCanBeReplaced() throws {
    let other = try settings("families: [glcm]").with(label: 3)
    #expect(other.label == 3 && other.profile == .ibsi && other.columns.count == 50)
  }
}
