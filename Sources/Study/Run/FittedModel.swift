import Execution
import Learning

/// One row of Table 2, fitted and applied over every pair of a split.
struct FittedModel {
  let model: StandingModel
  /// One per pair; `nil` where the training patients allow no model.
  let trials: [Trial?]
  /// Why there is none, by pair.
  let failures: [String]
  /// Every fit with the patients it saw.
  let log: FitLog
  /// The model to keep: the only fit, or in leave-one-out one on all patients, which is not evaluated.
  let kept: StandingModel.Fit?

  /// A fit and what it says of patients that it has not seen.
  struct Trial: Sendable {
    let fit: StandingModel.Fit
    let log: FitLog
    let scores: [Double]
    /// Levels of clinical factors that only the patients scored have, in words.
    let unseenLevels: [String]
  }

  init(
    _ model: StandingModel, _ split: StudySplit, cohort: AnalysisCohort, workers: Int, step: @Sendable () -> Void
  ) {
    self.model = model
    let attempts = split.attempts(patients: cohort.patients.count)
    // Many attempts: one thread each. One attempt: the threads go inside.
    let inner = attempts.count > 1 ? 1 : workers
    let outcomes = cohort.outcomes
    let results = parallelMap(attempts, workers: workers) { attempt in
      defer { step() }
      return try model.seeing(attempt.name).trial(attempt, outcomes: outcomes, workers: inner)
    }
    var trials: [Trial?] = []
    var failures: [String] = []
    for (attempt, result) in zip(attempts, results) {
      switch result {
      case .success(let trial): trials.append(trial)
      case .failure(let error):
        trials.append(nil)
        failures.append("\(model.name) / \(attempt.name): \(error)")
      }
    }
    self.trials = Array(trials.prefix(split.pairs.count))
    self.failures = failures
    kept = trials.last.flatMap { $0?.fit }
    log = FitLog(joining: trials.compactMap { $0?.log })
  }

  /// What the fits say of patients that they have not seen.
  func predictions(_ split: StudySplit, _ cohort: AnalysisCohort) -> [Prediction] {
    zip(split.pairs, trials).flatMap { pair, trial in
      pair.test.enumerated().map { row, position in
        Prediction(cohort.patients[position], score: trial?.scores[row], by: trial?.fit.pipeline.model)
      }
    }
  }

  /// What `model.json` keeps.
  var file: ModelFile {
    ModelFile(id: model.id, name: model.name, software: StudyRun.software, fit: kept, intensities: model.intensities)
  }
}

extension StandingModel {
  /// Fits on the training side of `pair` only, then scores its test side.
  fileprivate func trial(
    _ pair: StudySplit.Pair, outcomes: [Bool], workers: Int
  ) throws(LearningError) -> FittedModel.Trial {
    let (fit, log) = try fit(pair.training, outcomes: outcomes, purpose: "\(name) / \(pair.name)", workers: workers)
    return FittedModel.Trial(
      fit: fit, log: log, scores: try scores(pair.test, by: fit), unseenLevels: unseenLevels(pair.test, by: fit))
  }
}

/// A model as data: nothing in it is executable.
struct ModelFile: Codable {
  var schema = 1
  let id: String
  let name: String
  let software: String
  let fit: StandingModel.Fit?
  /// What was done to the intensities of its images, landmarks included; `nil` for a model without images.
  let intensities: [SeriesIntensities]?
}

extension FitLog {
  /// The fits of several logs, one after the other.
  init(joining logs: [FitLog]) {
    self.init()
    for log in logs { append(log) }
  }
}

extension Prediction {
  /// What `model` makes of a patient's score.
  init(_ patient: Patient, score: Double?, by model: TrainedModel?) {
    self.init(
      subject: patient.id, outcome: patient.outcome, score: score,
      probability: score.flatMap { model?.probability($0).value }, isCalledEvent: score.flatMap { model?.call($0) })
  }
}
