import StudyFiles
import Testing

@Suite struct SeriesNormalisationTests {
  private func text(_ keys: String) -> String {
    StudyText.base.replacingLine("  T1:", with: "  T1: {image: a, mask: b, \(keys)}")
  }

  @Test(arguments: [
    "normalisation: {method: nyul}", "normalisation: {method: nyul, percentiles: [5, 50, 95], high: 1000}",
    "normalisation: {method: whitestripe, reference: 'muscle/{id}.nii.gz', reference-label: 2}, bias-field: n4",
    "normalisation: {method: percentile, clip: false, outliers: 3, body: 20}", "bias-field: n4", "bias-field: none",
  ])
  func whatIsShownReadsBackAsTheSameStudy(keys: String) throws {
    let study = try StudyText.study(text(keys))
    let again = try StudyFile(parsing: study.resolvedText, file: "again.yaml", folder: "/")
    #expect(again == study)
    if keys.contains("nyul") { #expect(study.resolvedText.contains("\"percentiles\"")) }
    if keys.contains("n4") { #expect(study.series[0].biasField == .n4) }
  }

  @Test(arguments: [
    "normalisation: {method: zscore}", "normalisation: {}", "normalisation: {method: nyul, lowr: 5}",
    "normalisation: {method: zscore-image, body: mean}", "normalisation: {method: zscore-body, reference: a}",
    "normalisation: {method: whitestripe, reference-roi: a}", "normalisation: nyul", "bias-field: n3",
    "normalisation: {method: zscore-body, scale: [1, 2]}",
  ])
  func whatCannotBeMeantIsRefused(keys: String) {
    #expect(StudyText.error(text(keys)) != nil)
  }

  @Test func anUnknownParameterIsNamedWithTheKnownOnes() throws {
    let error = try #require(StudyText.error(text("normalisation: {method: nyul, lowr: 5}")))
    #expect("\(error)".contains("series.T1.normalisation") && "\(error)".contains("\"lowr\""))
    #expect("\(error)".contains("percentiles"))
  }

  /// Every training set would have landmarks of its own, which the perturbed images of a patient would have to be taken
  /// anew with.
  @Test func perturbationsWithLandmarksWantOneTrainingSet() throws {
    let perturbed = text("normalisation: {method: nyul}").replacingLine(
      "features:", with: "features: {recipe: jeong2024, robustness: {perturbations: {rotate: 10}}}")
    #expect(StudyText.error(perturbed) == nil)
    let error = try #require(StudyText.error(perturbed.replacingLine("split:", with: "split: {leave-one-out: true}")))
    #expect("\(error)".contains("features.robustness") && "\(error)".contains("one training set"))
  }
}
