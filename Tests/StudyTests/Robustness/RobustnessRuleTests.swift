import Foundation
import ImageFiles
import Testing

@Suite struct RobustnessRuleTests {
  private let features = """
    features:
      recipe: jeong2024
      robustness:
        perturbations: {rotate: [-10, 10], translate: 0.25, noise: 1, volume: [-0.1, 0.1], contour: 2}
        icc: 1.1
        at-least: 0.9
        by: estimate
    """

  @Test func theRuleIsReadAndReadsBack() throws {
    let study = try StudyText.study(StudyText.base.replacingLine("features:", with: features))
    let rule = try #require(study.robustness)
    #expect(rule.coefficient == .oneWay)
    #expect(rule.criterion == .estimate)
    #expect(rule.limit == 0.9)
    guard case .perturbations(let request) = rule.source else {
      Issue.record("another source")
      return
    }
    #expect(
      request.versions == [
        "original", "rotate:-10", "rotate:10", "translate:0.25", "noise:1", "volume:-0.1", "volume:0.1", "contour:1",
        "contour:2",
      ])
    #expect(study.resolvedText.contains("robustness"))
    #expect(try StudyText.study(study.resolvedText) == study)
  }

  @Test func defaultsAreTheLowerLimitOfConsistencyAtThreeQuarters() throws {
    let text = "features: {recipe: jeong2024, robustness: {table: retest.csv}}"
    let rule = try #require(try StudyText.study(StudyText.base.replacingLine("features:", with: text)).robustness)
    #expect(rule.source == .table("retest.csv"))
    #expect(rule.coefficient == .consistency && rule.criterion == .lowerLimit && rule.limit == 0.75)
    #expect(try StudyText.study().robustness == nil)
  }

  @Test(arguments: [
    "{}", "{perturbations: {}}", "{perturbations: {noise: -1}}", "{perturbations: {rotate: [a]}}",
    "{perturbations: {rotate: 10, turn: 3}}", "{perturbations: {translate: 1}}", "{perturbations: {volume: -1}}",
    "{perturbations: {rotate: 10}, table: a.csv}", "{table: a.csv, icc: 2.1}", "{table: a.csv, at-least: 75}",
    "{table: a.csv, by: mean}", "{table: a.csv, keep: 3}",
  ])
  func whatCannotBeMeantIsRefused(rule: String) {
    let text = "features: {recipe: jeong2024, robustness: \(rule)}"
    #expect(StudyText.error(StudyText.base.replacingLine("features:", with: text)) != nil)
  }
}
