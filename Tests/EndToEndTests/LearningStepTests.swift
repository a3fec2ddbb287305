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
  /// The section that has a learner of the registry in it.
  private func section(_ learner: Learner) -> String? {
    switch learner.kind {
    case .imputation: "{impute: \(learner.name), classifier: naive-bayes, select: mrmr}"
    case .scaling: "{scale: \(learner.name), classifier: naive-bayes, select: mrmr}"
    case .harmonisation: "{harmonise: {name: \(learner.name), batch: scanner}, classifier: naive-bayes, select: mrmr}"
    case .filter where learner.name == "reliability":
      "{filters: {name: reliability, table: icc.csv}, classifier: naive-bayes, select: none}"
    case .filter, .constantColumns: "{filters: \(learner.name), classifier: naive-bayes, select: none}"
    case .selection: "{select: \(learner.name), classifier: naive-bayes}"
    case .classifier: "{classifier: \(learner.name), select: mrmr}"
    default: nil
    }
  }

  @Test(arguments: LearnerRegistry.all.map(\.name) + ["select lasso", "select elastic-net"])
  func everyRegisteredNameRuns(name: String) throws {
    let cohort = try TabularCohort(patients: 40, columns: 6)
    _ = try cohort.scratch.write("feature,icc\nf0,0.9\nf1,0.8\nf2,0.5\nf3,0.95\n", to: "icc.csv")
    let selects = name.hasPrefix("select ")
    let learner = LearnerRegistry.all.first { $0.name == name }
    let steps = selects ? "{select: \(name.dropFirst(7)), classifier: naive-bayes}" : learner.flatMap(section)
    // The pipelines are rows of every study: the study's own without the section, a recipe with it.
    let lines = steps.map { "learning: \($0)" } ?? (name == "recipe" ? "learning: {}" : "")
    let run = try cohort.run(lines)
    #expect(run.status == 0, "\(name): \(run.errors)")
    let results = try cohort.results()
    for model in results.models { #expect(model.predictions.allSatisfy { $0.score?.isFinite ?? false }, "\(name)") }
    if let steps, let learner {
      #expect(steps.contains(learner.name))
      #expect(try cohort.fits().entries.contains { $0.kind == learner.kind }, "\(name) left no fit")
    }
    try cohort.auditsClean()
  }
}
