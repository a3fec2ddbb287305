import Cohorts
import Learning
import StudyFiles

/// The steps that a study file chooses, prepared for its cohort: pipelines for the rows, batches of patients, and the
/// tables that filters read.
package struct LearningPlan: Sendable {
  package let steps: StudyFile.LearningSteps
  /// The batch of each patient by id; empty if nothing is harmonised.
  package let batches: [String: String]
  /// Intraclass correlations by column, for the path of each table.
  package let reliability: [String: [String: Double]]
  /// Labels of the clinical factors for texts, by name.
  package let labels: [String: String]

  /// The plan of a study; `nil` if its file chooses no steps.
  package init?(of cohort: AnalysisCohort, reliability: [String: [String: Double]]) {
    guard let steps = cohort.study.learning else { return nil }
    (self.steps, self.reliability) = (steps, reliability)
    batches = Dictionary(
      uniqueKeysWithValues: cohort.patients.compactMap { patient in patient.batch.map { (patient.id, $0) } })
    labels = Dictionary(uniqueKeysWithValues: cohort.study.factors.map { ($0.name, $0.label) })
  }

  /// The columns of a table, by what they are used for.
  package struct Columns: Sendable {
    /// Clinical columns of the model, which are added to the selected features.
    package let clinical: [String]
    /// Columns that are covariates of the harmonisation.
    package let covariates: [String]
    /// Those among them that hold numbers of levels.
    package let levels: [LevelColumns]

    /// Takes every part as given.
    package init(clinical: [String], covariates: [String], levels: [LevelColumns]) {
      self.clinical = clinical
      self.covariates = covariates
      self.levels = levels
    }

    /// The clinical columns after each level has got its own column.
    package var spread: [String] { spreading(clinical) }

    /// Replaces columns of level numbers by one column per level.
    func spreading(_ columns: [String]) -> [String] {
      columns.flatMap { name in levels.first { $0.column == name }?.names ?? [name] }
    }

    /// The covariates of the harmonisation. The first level of a factor is left out, as it follows from the others.
    package var protected: [String] {
      let all = spreading(covariates)
      return all.filter { name in
        let factor = name.split(separator: "=").first.map(String.init) ?? name
        return factor == name || all.first { $0.hasPrefix("\(factor)=") } != name
      }
    }

    /// The covariates that no model uses.
    package var auxiliary: [String] { covariates.filter { !clinical.contains($0) } }
  }

  /// The pipeline of a handcrafted row.
  package func pipeline(_ columns: Columns, training: [String], task: RowTask) -> Pipeline {
    let context = context(columns, task: task)
    let selectors = steps.select.map { $0.selector(context) }
    return Pipeline(
      preparation: Preparation(
        imputation: steps.impute.imputation(context), harmonisation: harmonisation(columns, training: training),
        filters: steps.filters.flatMap { $0.filters(context) }, scaling: steps.scale.scaling,
        exempt: columns.spread, auxiliary: columns.spreading(columns.auxiliary), levels: columns.levels),
      selector: selectors.count > 1 ? SelectionInTurn(selectors) : selectors.first, alwaysKept: columns.spread,
      oversampling: oversampling, settings: settings(context), search: search,
      folds: .stratified(task.budget.folds), seed: task.budget.seed, dealing: task.dealing, scope: task.scope)
  }

  /// Logistic regression on clinical factors, which are imputed as the study file says.
  package func baseline(_ columns: Columns, task: RowTask) -> Pipeline {
    Pipeline(
      preparation: Preparation(
        imputation: steps.impute.imputation(context(columns, task: task)), exempt: columns.spread,
        levels: columns.levels),
      selector: nil, alwaysKept: columns.spread, settings: [AnyClassifier(LogisticRegression())],
      folds: .stratified(task.budget.folds), seed: task.budget.seed, dealing: task.dealing, scope: task.scope)
  }

  private func context(_ columns: Columns, task: RowTask) -> StepContext {
    StepContext(
      factors: columns.clinical + columns.auxiliary, reliability: reliability,
      balancesClasses: steps.weights == .balanced, seed: task.budget.seed, groups: task.dealing.groups)
  }

  /// The settings in the order of the file, without repetitions.
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

  private func harmonisation(_ columns: Columns, training: [String]) -> (any Harmonisation)? {
    steps.harmonise.map { harmonise in
      harmonise.step.harmonisation(
        BatchContext(batches: own(training), covariates: columns.protected, reference: harmonise.reference))
    }
  }

  /// The batches of `subjects` only, because a model keeps the batches it is given.
  private func own(_ subjects: [String]) -> [String: String] {
    let wanted = Set(subjects)
    return batches.filter { wanted.contains($0.key) }
  }
}

// Scoring patients whose batch may be unknown to the model.
extension LearningPlan {
  /// Scores of the rows of a table, with remarks on patients without a score.
  package struct Scored {
    /// One score per row; `nil` for a patient whose batch has no training patients.
    package var scores: [Double?]
    /// Remarks on patients without a score and on batches that were estimated.
    package var remarks: [RowFlag]
    /// The model, including batches that were estimated later.
    package var pipeline: PipelineFit
  }

  /// Scores `table`. A batch without training patients gets no scores, or is estimated from at least 20 of its patients
  /// if the study file asks for that.
  package func score(_ pipeline: PipelineFit, on table: FeatureTable, log: inout FitLog) throws(LearningError)
    -> Scored
  {
    guard let known = pipeline.model.batches else {
      return Scored(scores: try pipeline.model.scores(table), remarks: [], pipeline: pipeline)
    }
    var result = Scored(scores: [], remarks: [], pipeline: pipeline)
    let unseen = Set(table.subjects.compactMap { batches[$0] }).subtracting(known).sorted()
    for batch in unseen { try meet(batch, in: table, result: &result, log: &log) }
    let able = result.pipeline.model.batches ?? []
    let places = table.subjects.indices.filter { batches[table.subjects[$0]].map(able.contains) ?? false }
    let rows = table.rows(places)
    let values = try result.pipeline.model.scores(rows, batches: own(rows.subjects))
    result.scores = [Double?](repeating: nil, count: table.subjects.count)
    for (place, value) in zip(places, values) { result.scores[place] = value }
    return result
  }

  /// Estimates a batch without training patients, or adds a remark that its patients have no score.
  private func meet(
    _ batch: String, in table: FeatureTable, result: inout Scored, log: inout FitLog
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
  /// How inner folds are dealt. Every row has the same seed and therefore the same folds.
  package var dealing: FoldDealing {
    budget.dealing ?? (evaluation.makes(.unstratifiedFolds) ? .plain(seed: 10) : .stratified)
  }

  /// Whether preparation and selection are fitted in every fold or once before the folds.
  package var scope: PreparationScope { evaluation.makes(.selectionBeforeFolds) ? .onceBeforeFolds : .everyFold }
}
