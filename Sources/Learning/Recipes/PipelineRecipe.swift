import Execution
import Statistics

/// A pipeline from a table with missing values to calibrated probabilities: prepare, select, balance, classify, with the setting of the
/// classifier chosen on inner folds.
///
/// Every step is fitted inside each fold and once more on all training subjects, and every fit is in the log. Columns of
/// ``alwaysKept`` are appended to what was selected, as clinical factors are in the study. With multiple imputation there is one
/// preparation, selection and classifier per completed table, and scores are averaged over them.
public struct PipelineRecipe: Hashable, Codable, Sendable {
  /// Everything before the selection.
  public let preparation: PreparationRecipe
  /// What chooses columns; `nil` keeps all.
  public let selector: FeatureSelector?
  /// Columns that are in every model.
  public let alwaysKept: [String]
  /// How classes are balanced before the classifier.
  public let oversampling: Oversampling
  /// The settings to choose from; of equal ones the first wins.
  public let settings: [AnyClassifier]
  /// How they are chosen.
  public let search: SettingsSearch
  /// The inner folds.
  public let folds: FoldPlan
  /// How subjects are dealt into stratified folds.
  public let dealing: FoldDealing
  /// Where everything before the classifier is fitted.
  public let scope: PreparationScope
  /// Seed of folds, search and oversampling.
  public let seed: UInt64

  /// A recipe; by default the study's grid on 20 columns from elimination.
  public init(
    preparation: PreparationRecipe = PreparationRecipe(),
    selector: FeatureSelector? = .elimination(RecursiveElimination(kept: 20)), alwaysKept: [String] = [],
    oversampling: Oversampling = .none,
    settings: [AnyClassifier] = SupportVectorClassifier.studyGrid.map { .supportVector($0) },
    search: SettingsSearch = .grid, folds: FoldPlan = .stratified(5), seed: UInt64,
    dealing: FoldDealing = .stratified, scope: PreparationScope = .everyFold
  ) {
    (self.dealing, self.scope) = (dealing, scope)
    precondition(!settings.isEmpty, "a pipeline has a classifier")
    (self.preparation, self.selector, self.alwaysKept) = (preparation, selector, alwaysKept)
    (self.oversampling, self.settings, self.search) = (oversampling, settings, search)
    (self.folds, self.seed) = (folds, seed)
  }
}

extension PipelineRecipe: Fitting {
  /// Fits on the caller's thread.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> RecipeFit {
    try fit(table, log: &log, workers: 1)
  }

  /// Fits the recipe to `table` on up to `workers` threads; the result does not depend on their number.
  /// - Throws: ``LearningError``, such as ``LearningError/tooFewToHoldOut(events:nonEvents:)`` for a class of one.
  public func fit(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> RecipeFit {
    try table.requireBothClasses()
    let spread = Set(preparation.levels.flatMap(\.names))
    _ = try table.columns(named: alwaysKept.filter { !spread.contains($0) } + preparation.levels.map(\.column))
    let (assignment, flags) = deal(table)
    guard assignment.count >= 2 else {
      throw .tooFewToHoldOut(events: table.events, nonEvents: table.nonEvents)
    }
    let parts = (1...assignment.count).map { FitPurpose.Part.fold($0, of: assignment.count) } + [.allTraining]
    for fold in 0..<assignment.count {
      log.holdOut(assignment.heldOut(fold).map { table.subjects[$0] }, part: parts[fold])
    }
    let prepared = try prepareParts(table, assignment, parts, log: &log, workers: workers)
    let trial = try RecipeTrial(
      recipe: self, table: table, folds: assignment, prepared: prepared, parts: parts, flags: flags)
    let results = try trial.search(log: &log, workers: workers)
    return try trial.finish(results, log: &log)
  }

  private func deal(_ table: TrainingTable) -> (folds: Folds, flags: [TrainingFlag]) {
    guard case .stratified(let wanted) = folds else { return (folds.assign(outcomes: table.outcomes, seed: seed), []) }
    let (dealt, flags) = dealing.deal(
      table.outcomes, into: wanted, seed: seed, subjects: table.subjects)
    return (dealt, flags + (dealt.count < wanted ? [.fewerFolds(asked: wanted, used: dealt.count)] : []))
  }

  /// Prepared training sets of the folds, then of everybody; in the published way all of them from one preparation.
  private func prepareParts(
    _ table: TrainingTable, _ folds: Folds, _ parts: [FitPurpose.Part], log: inout FitLog, workers: Int
  ) throws(LearningError) -> [[RecipeMember]] {
    let purposes = parts.map { log.purpose.part($0) }
    let rows = (0..<folds.count).map { folds.training($0) } + [Array(table.outcomes.indices)]
    let fitted = scope == .everyFold ? Array(rows.indices) : [folds.count]
    let prepared = try runAll(fitted, fitted.map { purposes[$0] }, workers: workers, log: &log) {
      part, own throws(LearningError) in try prepare(table.rows(rows[part]), log: &own)
    }
    guard scope == .onceBeforeFolds else { return prepared }
    return rows.map { rows in
      prepared[0].map { RecipeMember(preparation: $0.preparation, table: $0.table.rows(rows)) }
    }
  }

  /// The completed tables of a training set, prepared and reduced to their columns.
  func prepare(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> [RecipeMember] {
    var members: [RecipeMember] = []
    var last: (open: TrainingTable, chosen: [String])?
    for fitted in try preparation.fit(table, log: &log) {
      let scaled = TrainingTable(features: try fitted.transform(table.features), outcomes: table.outcomes)
      let appended = scaled.columns.filter { alwaysKept.contains($0) }
      let open = try scaled.columns(named: scaled.columns.filter { !alwaysKept.contains($0) })
      // Completions differ in clinical factors; where those do not compete, one selection serves all of them.
      let isKnown = last?.open == open
      let chosen = isKnown ? last?.chosen ?? [] : try select(open, log: &log)
      last = (open, chosen)
      let columns = chosen + appended
      members.append(RecipeMember(preparation: fitted.selecting(columns), table: try scaled.columns(named: columns)))
    }
    return members
  }
}

extension PipelineRecipe {
  private func select(_ open: TrainingTable, log: inout FitLog) throws(LearningError) -> [String] {
    guard let selector else { return open.columns }
    guard open.columns.isEmpty else { return try selector.fit(open, log: &log) }
    log.record(.selection, subjects: open.subjects, detail: FitLog.keptNothing)
    return []
  }
}

/// One completed and prepared training set.
struct RecipeMember: Sendable {
  let preparation: FittedPreparation
  let table: TrainingTable
}

/// Runs `body` for every item, in parallel, each with a log of its own for its purpose; the logs are joined in the order of the items.
func runAll<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ purposes: [FitPurpose], workers: Int, log: inout FitLog,
  _ body: @Sendable (Item, inout FitLog) throws(LearningError) -> Value
) throws(LearningError) -> [Value] {
  let branches = purposes.map { FitLog(purpose: $0) }
  let results = parallelMap(Array(items.enumerated()), workers: workers) {
    item -> Result<(Value, FitLog), LearningError> in
    var own = branches[item.offset]
    do throws(LearningError) { return .success((try body(item.element, &own), own)) } catch { return .failure(error) }
  }
  var values: [Value] = []
  for result in results {
    let (value, own) = try result.get()
    values.append(value)
    log.append(own)
  }
  return values
}
