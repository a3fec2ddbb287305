import Learning
import StudyFiles
import Testing

/// The section `learning:` of a study file.
@Suite struct LearningSectionTests {
  private func study(_ learning: String, more: String = "") throws(StudyFileError) -> StudyFile {
    try StudyText.study("\(StudyText.base)\n\(more)\nlearning: \(learning)\n")
  }

  private func error(_ learning: String, more: String = "") -> StudyFileError? {
    StudyText.error("\(StudyText.base)\n\(more)\nlearning: \(learning)\n")
  }

  @Test func withoutTheSectionNothingIsChosen() throws {
    #expect(try StudyText.study().learning == nil)
    #expect(try !StudyText.study().resolvedText.contains("learning"))
  }

  @Test func whatIsNotChosenIsTheStudys() throws {
    let steps = try #require(try study("{classifier: forest}").learning)
    #expect(steps.impute.name == "median" && steps.scale.name == "standard" && steps.filters.isEmpty)
    #expect(steps.select.map(\.description) == ["rfe (keep 20; inverse-penalty 1.0; intercept free)"])
    #expect(steps.search == .grid && steps.settings == 28)
    #expect(steps.weights == .none && steps.oversample == .none && steps.harmonise == nil)
  }

  @Test func filtersInASelectionGoFirst() throws {
    let steps = try #require(try study("{select: [correlation, {name: mrmr, keep: 5}]}").learning)
    #expect(steps.filters.map(\.description) == ["correlation (above 0.9)"])
    #expect(steps.select.map(\.description) == ["mrmr (keep 5)"])
    let late = try #require(error("{select: [mrmr, correlation]}")?.description)
    #expect(late.contains("correlation after a selector"))
  }

  @Test func aGridIsCounted() throws {
    let steps = try #require(try study("{classifier: {name: forest, leaf: [1, 5], depth: [0, 3, 6]}}").learning)
    #expect(steps.settings == 6)
    let both = try #require(try study("{classifier: [naive-bayes, {name: lasso, penalty: [0.1, 0.01]}]}").learning)
    #expect(both.settings == 3)
    let wrong = try #require(error("{classifier: svm, settings: 20}")?.description)
    #expect(wrong.contains("28"))
    let many = try #require(error("{classifier: {name: svm-rbf, cost: 1, gamma: [1, 2]}, search: random, settings: 3}"))
    #expect(many.description.contains("at most 2"))
    let halving = try #require(
      try study("{classifier: boosting, search: {name: halving, factor: 2}, settings: 16}").learning)
    #expect(halving.search == .halving && halving.factor == 2 && halving.settings == 16)
  }

  @Test(arguments: [
    ("{classifier: oak}", "Known: svm, svm-linear"), ("{impute: guess}", "Known: median"),
    ("{scale: big}", "Known: standard, robust"), ("{select: best}", "mrmr"),
    ("{filters: mrmr}", "Known: constant-columns"),
    ("{weights: heavy}", "Known: none, balanced"), ("{oversample: smote}", "Known: none, random, synthetic"),
    ("{search: luck}", "Known: grid, random, halving"), ("{trees: 5}", "unknown key"),
    ("{classifier: {name: forest, treess: 5}}", "trees"),
    ("{filters: {name: correlation, above: 2}}", "from 0.0 to 1.0"),
    ("{select: {name: mrmr, keep: 0}}", "whole number from 1"),
    ("{classifier: {name: svm-rbf, gamma: [0.1, -1]}}", "\"-1\""),
    ("{filters: {name: correlation, above: [0.5, 0.6]}}", "2 values"), ("{impute: [median, mode]}", "2 steps"),
    ("{filters: reliability}", "table"), ("{search: {name: grid, factor: 2}}", "halving"),
    ("{harmonise: combat}", "batch"), ("{harmonise: {batch: response}}", "the column of the outcome"),
    ("{harmonise: {batch: site, covariates: [age]}}", "Known: size, hpv"),
    ("{harmonise: {name: magic, batch: site}}", "Known: combat"), ("{classifier: []}", "empty"),
    ("{select: {name: rfe, intercept: none}}", "one of free, penalised"),
    ("{select: {name: rfe, inverse-penalty: 0}}", "inverse-penalty"),
    ("{folds: random}", "Known: stratified, in-order, shuffled"), ("{folds: {seed: 3}}", "name"),
    ("{folds: {name: in-order, seed: 3}}", "expected shuffled"),
    ("{folds: {name: shuffled, seed: -1}}", "whole number"),
  ]) func mistakesAreNamedWithWhatIsKnown(learning: String, expected: String) throws {
    let message = try #require(error(learning)?.description, "\(learning) was taken")
    #expect(message.contains(expected), "\(message)")
  }

  /// Selection on patients whom a fold holds out is to be had by the protocol's name only, and on test patients not at
  /// all.
  @Test func aLeakIsNoSettingOfSound() throws {
    #expect(try #require(error("{scope: training}")).description.contains("as-published"))
    #expect(try #require(error("{scope: all}", more: "protocol: as-published")).description.contains("no protocol"))
    #expect(error("{scope: folds}", more: "protocol: both") != nil)
    #expect(try study("{scope: training}", more: "protocol: as-published").learning != nil)
    #expect(try study("{scope: folds}").learning != nil)
  }

  /// Folds that the file deals are everybody's: the protocol's own choice of folds is not made then, and not said to
  /// be.
  @Test func foldsOfTheFileHoldInBothProtocols() throws {
    let own = try study("{folds: {name: shuffled, seed: 3}}", more: "protocol: both")
    #expect(own.learning?.folds == .shuffled(seed: 3))
    #expect(try study("{folds: shuffled}").learning?.folds == .shuffled(seed: 10))
    #expect(try study("{classifier: svm}").learning?.folds == nil)
  }

  @Test func everySoManyPatientsAreTest() throws {
    let text = StudyText.base.replacingLine("split:", with: "split: {every: 3}")
    let study = try StudyText.study(text)
    #expect(study.split == .every(3))
    #expect(try StudyText.study(study.resolvedText).split == .every(3))
    let wrong = StudyText.base.replacingLine("split:", with: "split: {every: 1}")
    #expect(try #require(StudyText.error(wrong)).description.contains("whole number from 2"))
  }

  @Test func aSiteThatIsHeldOutCannotBeHarmonisedWithoutBeingSeen() throws {
    let split = "{harmonise: {batch: site}}"
    let text = StudyText.base.replacingLine("split:", with: "split: {site: site}")
    #expect(
      try #require(StudyText.error("\(text)\nlearning: \(split)\n")).description.contains("unseen: estimate"))
    let fine = try StudyText.study("\(text)\nlearning: {harmonise: {batch: site, unseen: estimate}}\n")
    #expect(fine.split == .site("site") && fine.learning?.harmonise?.unseen == .estimate)
  }

  @Test(arguments: [
    "{impute: {name: multiple, completions: 5}, select: [lasso, rfe], classifier: [logistic, forest]}",
    "{harmonise: {batch: site, covariates: [size], reference: A, unseen: estimate, means-only: true}, filters: "
      + "[variance, welch]}",
    "{scale: robust, select: none, weights: balanced, oversample: synthetic, search: {name: halving, factor: 4}, "
      + "settings: 9}",
    "{folds: {name: shuffled, seed: 7}, select: {name: rfe, intercept: penalised, inverse-penalty: 0.5}}",
    "{folds: in-order, select: {name: rfecv-logistic, folds: in-order, intercept: penalised}}", "{folds: stratified}",
    "{filters: [{name: reliability, table: icc.csv}, {name: auc, at-least: 0.7}], classifier: nearest-neighbours, "
      + "search: random}",
  ]) func theResolvedTextReadsBackAsTheSameSteps(learning: String) throws {
    let first = try study(learning, more: "preset: jeong2024")
    let second = try StudyText.study(first.resolvedText)
    #expect(second.learning == first.learning && first.learning != nil)
    #expect(second.resolvedText == first.resolvedText)
  }
}
