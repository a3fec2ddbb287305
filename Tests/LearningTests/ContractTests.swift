import Foundation
import Learning
import Testing

/// The table of the contract: complete, with ids that are not in ascending order of their rows.
private func contractTable() -> TrainingTable {
  let table = synthetic(21)
  let ids = table.subjects.indices.map { "S\(($0 * 37) % 60 + 100)" }
  let features = FeatureTable(
    subjects: ids, columns: table.columns, rows: rows(table.features).map { $0.map(Optional.init) })
  return TrainingTable(features: features, outcomes: table.outcomes.events)
}

/// A selector as something that is fitted.
private struct Selecting: Fitting {
  let selector: any ColumnSelector

  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> [String] {
    try selector.keep(table, log: &log, workers: 1)
  }

  static func == (a: Selecting, b: Selecting) -> Bool { AnyHashable(a.selector) == AnyHashable(b.selector) }
  func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(selector)) }
}

extension LearningStep {
  /// A choice with standard values, required ones given, and fewer trees and rounds where the standard would take long.
  private var choice: StepChoice {
    var given = ["keep": ["20"], "table": ["icc.csv"]]
    if place == .select { given.merge(["trees": ["25"], "rounds": ["30"], "entering": ["5"]]) { first, _ in first } }
    return StepChoice(self, given: given)
  }

  private func context(_ table: TrainingTable) -> StepContext {
    StepContext(
      factors: Array(table.columns.prefix(3)),
      reliability: ["icc.csv": Dictionary(uniqueKeysWithValues: table.columns.map { ($0, 0.8) })], seed: 1)
  }

  /// The batches of a table: facts about subjects, so there is no default; dealt out by the last character of their
  /// ids.
  private func batches(_ table: TrainingTable) -> BatchContext {
    let labels = table.subjects.map { ($0, "\((Int($0.suffix(1)) ?? 0) % 2)") }
    return BatchContext(batches: Dictionary(uniqueKeysWithValues: labels))
  }

  /// What the step fits: of a classifier its first and last standard setting.
  func learners(_ table: TrainingTable) -> [any Fitting] {
    switch place {
    case .impute: return [choice.imputation(context(table))]
    case .scale: return [choice.scaling]
    case .harmonise: return [choice.harmonisation(batches(table))]
    case .filters: return name == "constant-columns" ? [ConstantColumnFilter()] : choice.filters(context(table))
    case .select: return [Selecting(selector: choice.selector(context(table)))]
    case .classifier:
      let settings = choice.settings(context(table)).map(\.settings)
      return settings.count > 1 ? [settings[0], settings[settings.count - 1]] : settings
    }
  }

  /// What the log calls such a fit.
  fileprivate var kind: FitKind {
    switch place {
    case .impute: .imputation
    case .scale: .scaling
    case .harmonise: .harmonisation
    case .filters: name == "constant-columns" ? .constantColumns : .filter
    case .select: .selection
    case .classifier: .classifier
    }
  }

  /// A short pipeline with the step in its place.
  fileprivate func pipeline(_ table: TrainingTable) -> Pipeline {
    let context = context(table)
    let logistic = [AnyClassifier(LogisticRegression())]
    return Pipeline(
      preparation: Preparation(
        imputation: place == .impute ? choice.imputation(context) : ConstantImputation(),
        harmonisation: place == .harmonise ? choice.harmonisation(batches(table)) : nil,
        filters: place == .filters ? choice.filters(context) : [],
        scaling: place == .scale ? choice.scaling : ColumnScaling()),
      selector: place == .select ? choice.selector(context) : RedundancySelection(kept: 4),
      settings: place == .classifier ? Array(choice.settings(context).prefix(2)) : logistic, folds: .stratified(2),
      seed: 3)
  }
}

/// Whether a fit keeps the contract: it logs the subjects of its table and no other, is the same twice, and its model
/// is data.
private func keepsContract(
  _ settings: some Fitting, _ table: TrainingTable, _ kind: FitKind, _ rowOrder: LearningStep.RowOrder
) throws {
  var (first, second) = (FitLog(purpose: "contract"), FitLog(purpose: "contract"))
  let model = try settings.fit(table, log: &first)
  #expect(try settings.fit(table, log: &second) == model)
  #expect(first == second)
  #expect(first.entries.contains { $0.kind == kind })
  #expect(Set(first.cohorts.joined()).isSubset(of: table.subjects))
  #expect(first.entries.contains { first.subjects(of: $0) == table.subjects })
  let data = try JSONEncoder().encode(model)
  #expect(try JSONDecoder().decode(type(of: model), from: data) == model)
  let order = table.subjects.indices.map { ($0 * 23 + 5) % table.subjects.count }
  let other = try settings.fit(table.rows(order), log: &second)
  switch rowOrder {
  case .nothing: #expect(other == model)
  case .rounding: #expect(isNear(try numbers(other), try numbers(model)))
  case .folds: break
  }
}

/// Every number of a model's JSON, keys in order.
private func numbers(_ model: some Encodable) throws -> [Double] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let text = String(decoding: try encoder.encode(model), as: UTF8.self)
  return text.split { !"0123456789.eE+-".contains($0) }.compactMap { Double($0) }
}

private func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-7 * max(1, abs($1)) }
}

@Test(arguments: StepRegistry.all.indices)
func everyStepKeepsTheContract(position: Int) throws {
  let (step, table) = (StepRegistry.all[position], contractTable())
  let learners = step.learners(table)
  #expect(!learners.isEmpty)
  for learner in learners { try keepsContract(learner, table, step.kind, step.rowOrder) }
}

/// In a pipeline, on a table with a constant column and holes: nobody held out is seen, and a model from a file scores
/// the same bits.
@Test(arguments: StepRegistry.all.indices)
func everyStepWorksInThePipelineAndComesBackFromAFile(position: Int) throws {
  let (step, whole) = (StepRegistry.all[position], withHoles(contractTable()))
  let constant = FeatureTable(
    subjects: whole.subjects, columns: ["constant"], columnMajor: whole.subjects.map { _ in 2.5 })
  let table = TrainingTable(features: whole.features.appending(constant), outcomes: whole.outcomes.events)
  var log = FitLog(purpose: "contract")
  let fit = try step.pipeline(table).fit(table, log: &log)
  #expect(log.entries.contains { $0.kind == step.kind })
  #expect(!fit.model.columns.contains("constant") && fit.model.fault == nil)
  for held in log.heldOut {
    let hidden = Set(log.subjects(of: held))
    let own = log.entries.filter { $0.purpose == held.purpose }
    #expect(!own.isEmpty && own.allSatisfy { hidden.isDisjoint(with: log.subjects(of: $0)) })
  }
  let copy = try JSONDecoder().decode(PipelineFit.self, from: JSONEncoder().encode(fit))
  #expect(copy == fit)
  let scores = try copy.model.scores(table.features)
  #expect(scores == fit.record.resubstitutionScores && scores.allSatisfy(\.isFinite))
}

/// The pipelines that the study and its file can ask for.
enum PipelineKind: String, CaseIterable {
  case handcrafted, published, logistic, steps

  func pipeline(_ table: TrainingTable) -> Pipeline {
    let grid = Array(SupportVectorClassifier.studyGrid[4..<6])
    switch self {
    case .handcrafted: return .handcrafted(keptFeatures: 5, grid: grid, seed: 1)
    case .published:
      return .handcrafted(
        keptFeatures: 3, grid: grid, seed: 1, scope: .onceBeforeFolds, elimination: .logisticThenForest(entering: 5))
    case .logistic: return .logistic(seed: 1)
    case .steps:
      return Pipeline(
        preparation: Preparation(
          imputation: MultipleImputation(factors: Array(table.columns.prefix(2)), completions: 2),
          filters: [ColumnFilter.correlation(above: 0.95)], scaling: ColumnScaling(.robust)),
        selector: RedundancySelection(kept: 6), oversampling: .synthetic,
        settings: [
          AnyClassifier(LogisticRegression()), AnyClassifier(RandomForest(trees: 20)),
          AnyClassifier(GaussianNaiveBayes()), AnyClassifier(NearestNeighbours()),
          AnyClassifier(ElasticNet(penalty: .fixed(0.05))),
        ], search: .successiveHalving(budget: 5, factor: 2), seed: 1)
    }
  }
}

@Test(arguments: PipelineKind.allCases)
func everyPipelineKeepsTheContract(kind: PipelineKind) throws {
  let table = contractTable()
  try keepsContract(kind.pipeline(table), table, .tuning, .folds)
}

/// Codes in files are written once: renaming a type renames no code. Each text is what version 0.1 wrote.
@Test
func settingsAreWrittenUnderCodesThatDoNotChange() throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let texts: [(any Classifier, String)] = [
    (
      SupportVectorClassifier(kernel: .radial(gamma: 0.5), cost: 2),
      #"{"supportVector":{"_0":{"balancesClasses":false,"cost":2,"kernel":{"radial":{"gamma":0.5}},"tolerance":0.001}}}"#
    ),
    (
      LogisticRegression(),
      #"{"logistic":{"_0":{"balancesClasses":false,"inverseRegularisation":1,"penalisesIntercept":false}}}"#
    ),
    (
      ElasticNet(penalty: .fixed(0.5)),
      #"{"elasticNet":{"_0":{"balancesClasses":false,"mixing":1,"penalty":{"fixed":{"_0":0.5}}}}}"#
    ),
    (
      RandomForest(), #"{"forest":{"_0":{"balancesClasses":false,"seed":1,"smallestLeaf":1,"trees":100}}}"#
    ),
    (
      GradientBoosting(rate: 0.5),
      #"{"boosting":{"_0":{"balancesClasses":false,"deepest":3,"rate":0.5,"seed":1,"share":1,"smallestLeaf":1,"#
        + #""trees":100}}}"#
    ),
    (GaussianNaiveBayes(), #"{"naiveBayes":{"_0":{"balancesClasses":false}}}"#),
    (
      NearestNeighbours(),
      #"{"nearestNeighbours":{"_0":{"balancesClasses":false,"neighbours":5,"weighsByDistance":false}}}"#
    ),
  ]
  for (settings, text) in texts {
    let written = try encoder.encode(AnyClassifier(settings))
    #expect(String(decoding: written, as: UTF8.self) == text)
    #expect(try JSONDecoder().decode(AnyClassifier.self, from: written) == AnyClassifier(settings))
  }
  let known = Set(texts.map { type(of: $0.0).code })
  for step in StepRegistry.steps(.classifier) {
    let settings = StepChoice(step).settings(StepContext(seed: 1))
    #expect(settings.allSatisfy { known.contains(type(of: $0.settings).code) }, "\(step.name) has no text here")
  }
}

/// A kind of step that is not registered is named, with those that are.
@Test
func anUnknownCodeIsRefusedByName() {
  let text = Data(#"{"oracle":{"_0":{}}}"#.utf8)
  do {
    _ = try JSONDecoder().decode(AnyClassifier.self, from: text)
    Issue.record("an oracle was read")
  } catch {
    #expect("\(error)".contains("oracle") && "\(error)".contains("supportVector"))
  }
}

/// Sums run in another order, so the last bits change; the ranking must not.
@Test(arguments: 0..<3 as Range<UInt64>)
func orderOfSubjectsDoesNotChangeTheSelection(seed: UInt64) throws {
  let table = synthetic(seed)
  var log = FitLog()
  let forward = try RecursiveElimination(kept: 5).fit(table, log: &log)
  let backward = try RecursiveElimination(kept: 5).fit(table.rows(table.subjects.indices.reversed()), log: &log)
  #expect(forward.eliminated == backward.eliminated)
}
