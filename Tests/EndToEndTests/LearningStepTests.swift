import Execution
import Foundation
import Learning
import Results
import Testing

/// The same on images: the phantom's patients are of three scanners.
@Suite struct LearningPhantomTests {
  /// Runs the phantom's study with these lines more and audits it.
  private func run(_ lines: String, _ name: String, _ scratch: Scratch, change: (String) -> String = { $0 }) throws {
    if !FileManager.default.fileExists(atPath: scratch.file("cohort")) {
      #expect(try Command("phantom", scratch.file("cohort"), "--patients", "30", "--seed", "3").status == 0)
    }
    let text = change(try scratch.read("cohort/study.yaml"))
    let file = try scratch.write("\(text)\n\(lines)\n", to: "cohort/\(name).yaml")
    let run = try Command("study", "run", file, "-o", scratch.file(name), "--quiet")
    #expect(run.status == 0, "\(name): \(run.errors)")
    let audit = try Command("audit", scratch.file(name))
    #expect(audit.status == 0, "\(name): \(audit.output)")
  }

  @Test func stepsRunOnImagesAndTheAuditIsClean() throws {
    let scratch = try Scratch()
    try run("learning: {select: [correlation, mrmr], classifier: {name: forest, trees: 20}}", "forest", scratch)
    try run(
      "learning: {select: lasso, classifier: logistic, impute: {name: multiple, completions: 2}}", "lasso", scratch)
    try run("learning: {harmonise: {batch: scanner}, classifier: svm-linear, select: mrmr}", "combat", scratch)
    try run(
      "learning: {search: halving, settings: 9, classifier: logistic, select: mrmr}", "sites", scratch
    ) { $0.replacing(/split:\n  train: .*/, with: "split: {site: scanner}") }
    let data = try Data(contentsOf: URL(filePath: scratch.file("sites/results.json")))
    let results = try JSONDecoder().decode(StudyResults.self, from: data)
    #expect(results.evaluation == .sites(column: "scanner", count: 3))
    #expect(results.study.featureCount == 1890)
  }
}

/// Every registered name, in a study, by the built command.
@Suite struct EveryStepRunsTests {
  /// The section that has a step of the registry in it, and what the log calls its fits.
  private static func section(_ step: LearningStep) -> (text: String, kind: FitKind) {
    switch step.place {
    case .impute: ("{impute: \(step.name), classifier: naive-bayes, select: mrmr}", .imputation)
    case .scale: ("{scale: \(step.name), classifier: naive-bayes, select: mrmr}", .scaling)
    case .harmonise:
      ("{harmonise: {name: \(step.name), batch: scanner}, classifier: naive-bayes, select: mrmr}", .harmonisation)
    case .filters where step.options.contains { $0.domain == .path }:
      ("{filters: {name: \(step.name), table: icc.csv}, classifier: naive-bayes, select: none}", .filter)
    case .filters:
      (
        "{filters: \(step.name), classifier: naive-bayes, select: none}",
        step.name == "constant-columns" ? .constantColumns : .filter
      )
    case .select: ("{select: \(step.name), classifier: naive-bayes}", .selection)
    case .classifier: ("{classifier: \(step.name), select: mrmr}", .classifier)
    }
  }

  private static let named = StepRegistry.all.filter(\.isNamed).map { "\($0.place.rawValue) \($0.name)" }

  /// Without the section the study's own pipelines run; an empty one has the standard steps.
  @Test(arguments: named + ["study", "standard"])
  func everyRegisteredNameRuns(name: String) throws {
    let cohort = try TabularCohort(patients: 40, columns: 6)
    _ = try cohort.scratch.write("feature,icc\nf0,0.9\nf1,0.8\nf2,0.5\nf3,0.95\n", to: "icc.csv")
    let step = StepRegistry.all.first { "\($0.place.rawValue) \($0.name)" == name && $0.isNamed }
    let steps = step.map { Self.section($0) }
    let run = try cohort.run(steps.map { "learning: \($0.text)" } ?? (name == "standard" ? "learning: {}" : ""))
    #expect(run.status == 0, "\(name): \(run.errors)")
    let results = try cohort.results()
    for model in results.models { #expect(model.predictions.allSatisfy { $0.score?.isFinite ?? false }, "\(name)") }
    if let steps {
      #expect(try cohort.fits().entries.contains { $0.kind == steps.kind }, "\(name) left no fit")
    }
    try cohort.auditsClean()
  }
}

/// Steps that are sound one by one are sound together: no combination is refuted.
@Suite struct StepCombinationTests {
  /// A section `learning:` and a split, drawn by a seed.
  private static func study(_ seed: UInt64) -> (learning: String, split: String) {
    var stream = RandomStream(seed: seed, name: "combination of steps")
    let place = { (place: LearningStep.Place) in
      StepRegistry.all.filter { step in
        step.isNamed && step.place == place && !step.options.contains { $0.domain == .path } && step.name != "boruta"
      }.map(\.name)
    }
    let pick = { (names: [String]) in names.shuffled(using: &stream)[0] }
    let keys = [
      "impute: \(pick(place(.impute)))", "scale: \(pick(place(.scale)))", "select: \(pick(place(.select)))",
      "filters: \(pick(place(.filters)))", "classifier: \(pick(place(.classifier)))",
      "search: \(pick(["grid", "random", "halving"]))", "oversample: \(pick(["none", "random", "synthetic"]))",
      "weights: \(pick(["none", "balanced"]))", "folds: \(pick(["stratified", "in-order", "shuffled"]))", "settings: 6",
    ]
    let splits = ["{train: 0.66}", "{nested: 3}", "{repeated: {folds: 3, times: 2}}", "{every: 3}"]
    return ("learning: {\(keys.joined(separator: ", "))}", "split: \(pick(splits))")
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func noCombinationIsRefuted(seed: UInt64) throws {
    let cohort = try TabularCohort(patients: 48, columns: 6)
    let study = Self.study(seed)
    let run = try cohort.run(study.learning, split: study.split)
    // Two steps may refuse each other before any work; then there is nothing to audit.
    guard run.status != 65 else { return }
    #expect(run.status == 0, "seed \(seed): \(study): \(run.errors)")
    try cohort.auditsClean()
  }
}

/// A split that cannot have the folds that its study asks for says so.
@Suite struct FewerFoldsTests {
  @Test(arguments: ["{nested: 500}", "{repeated: {folds: 90, times: 1}}"])
  func fewerFoldsThanAskedForAreNamed(split: String) throws {
    let cohort = try TabularCohort(patients: 40, columns: 3)
    let lines = "learning: {select: none, classifier: naive-bayes}"
    let run = try cohort.run(lines, split: "split: \(split)")
    try #require(run.status == 0, "\(run.errors)")
    let titles = try cohort.results().findings.map(\.title)
    #expect(titles.contains { $0.contains("folds, not the") }, "\(titles)")
  }

  @Test func asManyFoldsAsAskedForAreNoFinding() throws {
    let cohort = try TabularCohort(patients: 40, columns: 3)
    let lines = "learning: {select: none, classifier: naive-bayes}"
    let run = try cohort.run(lines, split: "split: {nested: 5}")
    try #require(run.status == 0, "\(run.errors)")
    #expect(try !cohort.results().findings.contains { $0.title.contains("folds, not the") })
  }
}
