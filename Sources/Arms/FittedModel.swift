import Cohorts
import Execution
import Learning
import Results
import Statistics

/// One row of Table 2 in one protocol, fitted and applied to every pair of a split.
package struct FittedModel {
  package let row: any StudyRow
  package let evaluation: EvaluationProtocol
  /// One per pair; `nil` where the training patients allow no model.
  package let trials: [RowFit?]
  /// Why pairs have no model, one message for each such pair.
  package let failures: [String]
  /// The log of every fit with the patients it saw.
  package let log: FitLog
  /// The model to keep: the only fit or, without a test set, one on all patients, which is not evaluated.
  package let kept: RowFit?

  /// Intensity normalisations of the images that the row uses.
  package let intensities: [SeriesIntensities]?
  /// Patients whose score is explained by maps; empty for rows without them.
  package var explained: [ExplainedPatient] = []

  /// What a row is fitted to. `outcomes` are those of the cohort or, for a negative control, permuted ones.
  package struct Context: Sendable {
    package let evaluation: EvaluationProtocol
    package let clinical: ClinicalInput?
    package let ids: [String]
    package var outcomes: Outcomes
    package let budget: TuningBudget
    /// Intensity normalisations of the images.
    package var intensities: [SeriesIntensities]?
    /// How prediction sets are made; `nil` for none.
    package var conformal: ConformalRule?
    /// Fits that need not be made again.
    package var fits: FitStore

    /// Takes every part as given.
    package init(
      evaluation: EvaluationProtocol, clinical: ClinicalInput?, ids: [String], outcomes: Outcomes, budget: TuningBudget,
      intensities: [SeriesIntensities]? = nil, conformal: ConformalRule? = nil, fits: FitStore = .none
    ) {
      self.evaluation = evaluation
      self.clinical = clinical
      self.ids = ids
      self.outcomes = outcomes
      self.budget = budget
      self.intensities = intensities
      self.conformal = conformal
      self.fits = fits
    }
  }

  package init(
    _ row: any StudyRow, split: StudySplit, context: Context, workers: Int, step: @Sendable () -> Void
  ) {
    (self.row, evaluation) = (row, context.evaluation)
    intensities = context.intensities
    let attempts = split.attempts(patients: context.ids.count)
    // Many attempts run on one thread each; a single attempt uses the threads itself.
    let inner = attempts.count > 1 ? 1 : workers
    let results = parallelMap(attempts, workers: workers) { attempt in
      defer { step() }
      return try context.fits.fit(row, attempt, context) {
        try row.trial(on: attempt, context: context, workers: inner)
      }
    }
    var trials: [RowFit?] = []
    var failures: [String] = []
    var logs: [FitLog] = []
    for (attempt, result) in zip(attempts, results) {
      switch result {
      case .success(let (fit, log)):
        trials.append(fit)
        logs.append(log)
      case .failure(let error):
        trials.append(nil)
        failures.append("\(FitPurpose.row(row.name).on(attempt.set)): \(error)")
      }
    }
    self.trials = Array(trials.prefix(split.pairs.count))
    self.failures = failures
    kept = trials.last.flatMap(\.self)
    log = FitLog(joining: logs)
  }

  /// Makes one fit for the store of `context`, where a run finds it. One that is not possible is left to the run, which
  /// says why.
  package static func keep(_ row: any StudyRow, on pair: StudySplit.Pair, context: Context, workers: Int) {
    _ = try? context.fits.fit(row, pair, context) { try row.trial(on: pair, context: context, workers: workers) }
  }

  /// The predictions for patients that the models have not seen: pair after pair, or one per patient if folds were
  /// repeated. Where a handful of patients is held out at a time, probabilities are biased against the outcome, so
  /// there are none: whoever took them from the table would have an AUC near 0.
  package func predictions(over split: StudySplit, of cohort: AnalysisCohort) -> [Prediction] {
    let all = foldPredictions(over: split, of: cohort).flatMap(\.self)
      .map { split.holdsOutHandfuls ? $0.withoutProbability : $0 }
    guard split.evaluation.hasFolds else { return all }
    let own = Dictionary(grouping: all, by: \.subject)
    return cohort.patients.map { Prediction(merging: own[$0.id] ?? [], of: $0) }
  }

  /// The predictions of each pair.
  package func foldPredictions(over split: StudySplit, of cohort: AnalysisCohort) -> [[Prediction]] {
    zip(split.pairs, trials).map { pair, trial in
      pair.test.enumerated().map { row, position in
        guard let trial else { return Prediction(unscored: cohort.patients[position]) }
        var prediction = trial.prediction(cohort.patients[position], score: trial.scores[row])
        prediction.spread = trial.scores[row].flatMap { _ in trial.spreads?[row] }
        return prediction
      }
    }
  }

  /// The flags of all fits.
  package var flags: Set<RowFlag> { Set((trials + [kept]).compactMap(\.self).flatMap(\.flags)) }

  /// The key of the row in every file of the run.
  package var id: String { RowKey(row.role, in: evaluation.name).description }
}

extension StudyRow {
  /// Fits on the training side of `pair` only and then scores its test side.
  fileprivate func trial(
    on pair: StudySplit.Pair, context: FittedModel.Context, workers: Int
  ) throws -> (RowFit, FitLog) {
    var log = FitLog(purpose: context.evaluation.purpose(of: name).on(pair.set))
    if !pair.test.isEmpty { log.holdOut(pair.test.map { context.ids[$0] }) }
    let mayChooseOnTest =
      family == .deep
      && (context.evaluation.makes(.deepCutoffOnTest) || context.evaluation.makes(.deepStoppingOnTest))
    let task = RowTask(
      trainingSet: pair.set, training: pair.training, outcomes: context.outcomes.at(pair.training),
      scored: pair.test,
      scoredOutcomes: mayChooseOnTest ? context.outcomes.at(pair.test) : nil, clinical: context.clinical,
      evaluation: context.evaluation, budget: context.budget, workers: workers)
    let fit = try fit(task, log: &log)
    guard fit.scores.count == pair.test.count else {
      throw RowFault.scores(asked: pair.test.count, given: fit.scores.count)
    }
    let finite = fit.withFiniteScores(pair.test.map { context.ids[$0] })
    return (finite.limited(context.conformal, outcomes: task.outcomes), log)
  }
}

/// An output of a row that cannot be used. The row then has no model for that pair, and the run goes on.
enum RowFault: Error, CustomStringConvertible {
  case scores(asked: Int, given: Int)

  var description: String {
    switch self {
    case .scores(let asked, let given):
      "the row returned \(given) scores for \(asked) patients. This is a fault of Apus; please report it."
    }
  }
}

extension RowFit {
  /// The same fit, without the scores that are not finite numbers, since no ROC curve can contain them. A remark names
  /// the patients.
  func withFiniteScores(_ ids: [String]) -> RowFit {
    let odd = scores.indices.filter { at in scores[at].map { !$0.isFinite } ?? false }
    guard !odd.isEmpty else { return self }
    var fit = self
    for at in odd { fit.scores[at] = nil }
    fit.remarks.append(.notFinite(patients: odd.map { ids[$0] }))
    return fit
  }
}

extension FitLog {
  /// Joins the fits of several logs in order.
  package init(joining logs: [FitLog]) {
    self.init()
    for log in logs { append(log) }
  }
}

extension Prediction {
  /// The same without what is made of its probability.
  fileprivate var withoutProbability: Prediction {
    var other = self
    (other.probability, other.spread, other.set) = (nil, nil, nil)
    return other
  }

  /// A patient whom no model could score.
  package init(unscored patient: Patient) {
    self.init(subject: patient.id, outcome: patient.outcome, score: nil, probability: nil, isCalledEvent: nil)
  }

  /// The mean over repetitions, and the class that most repetitions predict; at equal numbers, the event.
  package init(merging all: [Prediction], of patient: Patient) {
    let (scores, probabilities) = (all.compactMap(\.score), all.compactMap(\.probability))
    let calls = all.compactMap(\.isCalledEvent)
    let mean = { (values: [Double]) in
      values.isEmpty || values.count < all.count ? nil : values.reduce(0, +) / Double(values.count)
    }
    self.init(
      subject: patient.id, outcome: patient.outcome, score: mean(scores), probability: mean(probabilities),
      isCalledEvent: calls.isEmpty || calls.count < all.count ? nil : 2 * calls.count { $0 } >= calls.count,
      spread: mean(all.compactMap(\.spread)),
      set: all.allSatisfy { $0.set != nil } ? PredictionSet(majorityOf: all.compactMap(\.set)) : nil)
  }
}
