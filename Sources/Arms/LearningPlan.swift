import Cohorts
import Learning
import StudyFiles

/// The steps of a study file made ready for its cohort: pipelines for rows, batches of patients, tables that filters
/// read.
package struct LearningPlan: Sendable {
  package let steps: StudyFile.LearningSteps
  /// Batch of each patient by id; empty where nothing is harmonised.
  package let batches: [String: String]
  /// Intraclass correlations by column, by path of their table.
  package let reliability: [String: [String: Double]]
  /// Names of clinical factors as text has them, by key.
  package let labels: [String: String]

  /// The plan of a study; `nil` where its file chooses no steps.
  package init?(_ cohort: AnalysisCohort, _ reliability: [String: [String: Double]]) {
    guard let steps = cohort.study.learning else { return nil }
    (self.steps, self.reliability) = (steps, reliability)
    batches = Dictionary(
      uniqueKeysWithValues: cohort.patients.compactMap { patient in patient.batch.map { (patient.id, $0) } })
    labels = Dictionary(uniqueKeysWithValues: cohort.study.factors.map { ($0.name, $0.label) })
  }

  /// Columns of a table by what they are.
  package struct Columns: Sendable {
    /// Clinical columns of the model, appended to what is selected.
    package let clinical: [String]
    /// Columns that are there as covariates of the harmonisation.
    package let covariates: [String]
    /// Columns of level numbers among them.
    package let levels: [LevelColumns]

    /// All parts, as they are.
    package init(clinical: [String], covariates: [String], levels: [LevelColumns]) {
      self.clinical = clinical
      self.covariates = covariates
      self.levels = levels
    }

    /// The clinical columns as the model has them once levels have columns of their own.
    package var spread: [String] { spreading(clinical) }

    /// Columns once levels have columns of their own.
    func spreading(_ columns: [String]) -> [String] {
      columns.flatMap { name in levels.first { $0.column == name }?.names ?? [name] }
    }

    /// The covariates, of levels all but the first column: it follows from the others.
    package var protected: [String] {
      let all = spreading(covariates)
      return all.filter { name in
        let factor = name.split(separator: "=").first.map(String.init) ?? name
        return factor == name || all.first { $0.hasPrefix("\(factor)=") } != name
      }
    }

    /// The covariates that are in no model.
    package var auxiliary: [String] { covariates.filter { !clinical.contains($0) } }
  }

  /// The pipeline of a handcrafted row.
  package func pipeline(_ columns: Columns, training: [String], _ task: RowTask) -> Pipeline {
    let context = context(columns, task)
    let selectors = steps.select.map { $0.selector(context) }
    return Pipeline(
      preparation: Preparation(
        imputation: steps.impute.imputation(context), harmonisation: harmonisation(columns, training),
        filters: steps.filters.flatMap { $0.filters(context) }, scaling: steps.scale.scaling,
        exempt: columns.spread, auxiliary: columns.spreading(columns.auxiliary), levels: columns.levels),
      selector: selectors.count > 1 ? SelectionInTurn(selectors) : selectors.first, alwaysKept: columns.spread,
      oversampling: oversampling, settings: settings(context), search: search,
      folds: .stratified(task.budget.folds), seed: task.budget.seed, dealing: task.dealing, scope: task.scope)
  }

  /// Logistic regression on clinical factors that are imputed as the steps say.
  package func baseline(_ columns: Columns, _ task: RowTask) -> Pipeline {
    Pipeline(
      preparation: Preparation(
        imputation: steps.impute.imputation(context(columns, task)), exempt: columns.spread, levels: columns.levels),
      selector: nil, alwaysKept: columns.spread, settings: [AnyClassifier(LogisticRegression())],
      folds: .stratified(task.budget.folds), seed: task.budget.seed, dealing: task.dealing, scope: task.scope)
  }

  private func context(_ columns: Columns, _ task: RowTask) -> StepContext {
    StepContext(
      factors: columns.clinical + columns.auxiliary, reliability: reliability,
      balancesClasses: steps.weights == .balanced, seed: task.budget.seed, groups: task.dealing.groups)
  }

  /// Each setting once, in the order of the file.
  private func settings(_ context: StepContext) -> [AnyClassifier] {
    var seen: Set<AnyClassifier> = []
    return steps.classifiers.flatMap { $0.settings(context) }.filter { seen.insert($0).inserted }
  }

  private var search: SettingsSearch {
    switch steps.search {
    case .grid: .grid
    case .random: .random(budget: steps.settings)
    case .halving: .successiveHalving(budget: steps.settings, factor: steps.factor)
    }
  }

  private var oversampling: Oversampling {
    switch steps.oversample {
    case .none: .none
    case .random: .random
    case .synthetic: .synthetic
    }
  }

  private func harmonisation(_ columns: Columns, _ training: [String]) -> (any Harmonisation)? {
    steps.harmonise.map { harmonise in
      harmonise.step.harmonisation(
        BatchContext(batches: own(training), covariates: columns.protected, reference: harmonise.reference))
    }
  }

  /// Batches of `subjects`, and of nobody else: a model keeps those of its training patients.
  private func own(_ subjects: [String]) -> [String: String] {
    let wanted = Set(subjects)
    return batches.filter { wanted.contains($0.key) }
  }
}

// Who can be scored.
extension LearningPlan {
  /// Scores of the rows of a table, and what a reader must be told of those who have none.
  package struct Scored {
    /// One a row, `nil` for a patient whose batch no training patient is of.
    package var scores: [Double?]
    /// Who they are, and which batches were met.
    package var remarks: [RowFlag]
    /// The model, with batches that were estimated later.
    package var pipeline: PipelineFit
  }

  /// Scores `table`; a batch outside training is refused, or estimated from 20 patients of it or more where the file
  /// says so.
  package func score(_ pipeline: PipelineFit, _ table: FeatureTable, log: inout FitLog) throws(LearningError)
    -> Scored
  {
    guard let known = pipeline.model.batches else {
      return Scored(scores: try pipeline.model.scores(table), remarks: [], pipeline: pipeline)
    }
    var result = Scored(scores: [], remarks: [], pipeline: pipeline)
    let unseen = Set(table.subjects.compactMap { batches[$0] }).subtracting(known).sorted()
    for batch in unseen { try meet(batch, table, &result, log: &log) }
    let able = result.pipeline.model.batches ?? []
    let places = table.subjects.indices.filter { batches[table.subjects[$0]].map(able.contains) ?? false }
    let rows = table.rows(places)
    let values = try result.pipeline.model.scores(rows, batches: own(rows.subjects))
    result.scores = [Double?](repeating: nil, count: table.subjects.count)
    for (place, value) in zip(places, values) { result.scores[place] = value }
    return result
  }

  /// Says of a batch outside training that it has no score, or estimates it.
  private func meet(
    _ batch: String, _ table: FeatureTable, _ result: inout Scored, log: inout FitLog
  ) throws(LearningError) {
    let places = table.subjects.indices.filter { batches[table.subjects[$0]] == batch }
    let names = places.map { table.subjects[$0] }
    let isEnough = names.count >= ComBatModel.fewestOfUnseenBatch
    guard steps.harmonise?.unseen == .estimate, isEnough else {
      let fewest = steps.harmonise?.unseen == .estimate ? ComBatModel.fewestOfUnseenBatch : nil
      result.remarks.append(.unknownBatch(batch, patients: names, fewest: fewest))
      return
    }
    result.pipeline = try result.pipeline.adding(batch, of: table.rows(places))
    log.record(.harmonisation, subjects: names, fact: .unseenBatch(batch))
    result.remarks.append(.estimatedBatch(batch, patients: names.count))
  }
}

extension RowTask {
  /// How inner folds are dealt: every row of a table has the same seed and so the same folds.
  package var dealing: FoldDealing {
    budget.dealing ?? (evaluation.makes(.unstratifiedFolds) ? .plain(seed: 10) : .stratified)
  }

  /// Where what comes before the classifier is fitted.
  package var scope: PreparationScope { evaluation.makes(.selectionBeforeFolds) ? .onceBeforeFolds : .everyFold }
}
