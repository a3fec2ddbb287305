/// A pipeline from a table with missing values to calibrated probabilities: prepare, select, balance, classify, with
/// the setting of the classifier chosen on inner folds.
///
/// Every step is fitted inside each fold and once more on all training subjects, and every fit is in the log. Columns
/// of ``alwaysKept`` are appended to the selected ones, as clinical factors are in the study. With multiple imputation
/// there is one preparation, selection and classifier per completed table, and scores are averaged over them.
public struct Pipeline: Hashable, Sendable {
  /// Everything before the selection.
  public let preparation: Preparation
  /// The selection of columns; `nil` keeps all.
  public let selector: (any ColumnSelector)?
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
  /// Whose steps they are; those of a study file unless ``of(_:)`` says otherwise.
  private(set) var origin = Origin.steps

  /// A pipeline of steps; by default the study's grid on 20 columns from elimination.
  public init(
    preparation: Preparation = Preparation(),
    selector: (any ColumnSelector)? = RecursiveElimination(kept: 20), alwaysKept: [String] = [],
    oversampling: Oversampling = .none,
    settings: [AnyClassifier] = SupportVectorClassifier.studyGrid.map { AnyClassifier($0) },
    search: SettingsSearch = .grid, folds: FoldPlan = .stratified(5), seed: UInt64,
    dealing: FoldDealing = .stratified, scope: PreparationScope = .everyFold
  ) {
    precondition(!settings.isEmpty, "a pipeline has a classifier")
    (self.preparation, self.selector, self.alwaysKept) = (preparation, selector, alwaysKept)
    (self.oversampling, self.settings, self.search) = (oversampling, settings, search)
    (self.folds, self.dealing, self.scope, self.seed) = (folds, dealing, scope, seed)
  }

  /// The same steps of another origin.
  func of(_ origin: Origin) -> Pipeline {
    var own = self
    own.origin = origin
    return own
  }
}

/// Where imputation, scaling and selection are fitted.
public enum PreparationScope: String, Hashable, Codable, Sendable {
  /// In every fold anew, on the subjects that train there, and once more on all training subjects.
  case everyFold
  /// Once on all training subjects, before the folds, as in the published study. The subjects that a fold holds out
  /// have then helped to choose its columns, and cross-validated scores are too good.
  case onceBeforeFolds
}

extension Pipeline: Fitting {
  /// Fits on the caller's thread.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> PipelineFit {
    try fit(table, log: &log, workers: 1)
  }

  /// Fits the pipeline to `table` on up to `workers` threads; the result does not depend on their number.
  /// - Throws: ``LearningError``, such as ``LearningError/tooFewToHoldOut(events:nonEvents:)`` for a class of one.
  public func fit(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> PipelineFit {
    try table.requireBothClasses()
    // Candidates are trained without a step that could throw.
    try LinearAlgebra.load()
    let spread = Set(preparation.levels.flatMap(\.names))
    _ = try table.columns(named: alwaysKept.filter { !spread.contains($0) } + preparation.levels.map(\.column))
    let (assignment, flags) = deal(table)
    guard assignment.count >= 2 else { return try fitUntuned(table, log: &log) }
    let parts = (1...assignment.count).map { FitPurpose.Part.fold($0, of: assignment.count) } + [.allTraining]
    for fold in 0..<assignment.count {
      log.holdOut(assignment.heldOut(fold).map { table.subjects[$0] }, part: parts[fold])
    }
    let prepared = try prepareParts(table, assignment, parts, log: &log, workers: workers)
    let trial = try PipelineTrial(
      pipeline: self, table: table, folds: assignment, prepared: prepared, parts: parts, flags: flags)
    let results = try trial.search(log: &log, workers: workers)
    return try trial.finish(results, log: &log)
  }

  private func deal(_ table: TrainingTable) -> (folds: Folds, flags: [TrainingFlag]) {
    guard case .stratified(let wanted) = folds else {
      return (folds.assign(outcomes: table.outcomes.events, seed: seed), [])
    }
    let (dealt, flags) = dealing.deal(
      table.outcomes.events, into: wanted, seed: seed, subjects: table.subjects)
    return (dealt, flags + (dealt.count < wanted ? [.fewerFolds(asked: wanted, used: dealt.count)] : []))
  }

  /// Prepared training sets of the folds, then of everybody; in the published way all of them from one preparation.
  private func prepareParts(
    _ table: TrainingTable, _ folds: Folds, _ parts: [FitPurpose.Part], log: inout FitLog, workers: Int
  ) throws(LearningError) -> [[PreparedTable]] {
    let purposes = parts.map { log.purpose.part($0) }
    let rows = (0..<folds.count).map { folds.training($0) } + [Array(table.outcomes.indices)]
    let fitted = scope == .everyFold ? Array(rows.indices) : [folds.count]
    // One part: the threads go inside.
    let inner = fitted.count == 1 ? workers : 1
    let prepared = try runAll(fitted, fitted.map { purposes[$0] }, workers: workers, log: &log) {
      part, own throws(LearningError) in try prepare(table.rows(rows[part]), log: &own, workers: inner)
    }
    guard scope == .onceBeforeFolds else { return prepared }
    return rows.map { rows in
      prepared[0].map {
        PreparedTable(preparation: $0.preparation, table: $0.table.rows(rows), candidates: $0.candidates)
      }
    }
  }

  /// The completed tables of a training set, prepared and reduced to their columns.
  func prepare(
    _ table: TrainingTable, log: inout FitLog, workers: Int = 1
  ) throws(LearningError) -> [PreparedTable] {
    var members: [PreparedTable] = []
    var last: (open: TrainingTable, chosen: [String])?
    for fitted in try preparation.fit(table, log: &log) {
      let scaled = TrainingTable(features: try fitted.transform(table.features), outcomes: table.outcomes)
      let appended = scaled.columns.filter { alwaysKept.contains($0) }
      let open = try scaled.columns(named: scaled.columns.filter { !alwaysKept.contains($0) })
      // Completions differ in clinical factors; where those do not compete, one selection serves all of them.
      let isKnown = last?.open == open
      let chosen = isKnown ? last?.chosen ?? [] : try select(open, besides: appended.count, log: &log, workers: workers)
      last = (open, chosen)
      let columns = chosen + appended
      members.append(
        PreparedTable(
          preparation: fitted.selecting(columns), table: try scaled.columns(named: columns),
          candidates: scaled.columns.count))
    }
    return members
  }
}

extension Pipeline {
  private func select(
    _ open: TrainingTable, besides appended: Int, log: inout FitLog, workers: Int
  ) throws(LearningError) -> [String] {
    guard let selector else { return open.columns }
    guard open.columns.isEmpty, !asksSelector(besides: appended) else {
      return try selector.keep(open, log: &log, workers: workers)
    }
    // A selection that has nothing to choose from is a fit all the same: a log without it says that it was done
    // elsewhere.
    log.record(.selection, subjects: open.subjects, fact: .noColumn)
    return []
  }
}

extension Pipeline {
  /// Whether both do the same.
  public static func == (a: Pipeline, b: Pipeline) -> Bool { a.parts == b.parts }

  /// Hashes everything that is done.
  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

  private var parts: [AnyHashable] {
    [preparation, alwaysKept, oversampling, settings, search, folds, dealing, scope, seed, origin]
      + (selector.map { [AnyHashable($0)] } ?? [])
  }
}

/// One completed and prepared training set.
struct PreparedTable: Sendable {
  let preparation: FittedPreparation
  let table: TrainingTable
  /// Columns that were left to choose from.
  let candidates: Int
}
