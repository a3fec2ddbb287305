import ImageFiles
import Testing

/// `between:` of a series.
@Suite struct BetweenKeyTests {
  private func text(_ value: String) -> String {
    StudyText.base.replacing("mask.nii.gz\"}", with: "mask.nii.gz\", between: \(value)}")
  }

  @Test(arguments: BetweenContours.allCases) func theChoiceIsReadAndReadsBack(between: BetweenContours) throws {
    let study = try StudyText.study(text(between.rawValue))
    #expect(study.series[0].between == between)
    #expect(try StudyText.study(study.resolvedText) == study)
    // Another choice is another study.
    #expect(study.resolvedText != (try StudyText.study().resolvedText))
  }

  @Test func anUnknownChoiceIsRefusedByName() throws {
    #expect(StudyText.error(text("interpolate"))?.description.contains("fill") == true)
    #expect(try StudyText.study().series[0].between == nil)
  }

  @Test func aBorrowedMaskHasNoChoiceOfItsOwn() {
    let borrowed = StudyText.base.replacing(
      "mask.nii.gz\"}", with: "mask.nii.gz\"}\n  T2: {image: \"{id}/t2.nii.gz\", mask-of: T1, between: fill}")
    #expect(StudyText.error(borrowed)?.description.contains("between") == true)
  }
}
