import Execution
import Learning

/// One row of Table 2, fitted and applied over every pair of a split.
struct FittedModel {
  let model: StandingModel
  /// One per pair; `nil` where the training patients allow no model.
  let fits: [StandingModel.Fit?]
  /// Why there is none, by pair.
  let failures: [String]
  /// Every fit with the patients it saw.
  let log: FitLog
  /// The model to keep: the only fit, or in leave-one-out one on all patients, which is not evaluated.
  let kept: StandingModel.Fit?

  init(
    _ model: StandingModel, _ split: StudySplit, cohort: AnalysisCohort, workers: Int, step: @Sendable () -> Void
  ) {
    self.model = model
    var attempts = split.pairs.map { ("\(model.name) / \($0.name)", $0.training) }
    if split.isLeaveOneOut { attempts.append(("\(model.name) / all patients", Array(cohort.patients.indices))) }
    // Many attempts: one thread each. One attempt: the threads go inside.
    let inner = attempts.count > 1 ? 1 : workers
    let outcomes = cohort.outcomes
    let results = parallelMap(attempts, workers: workers) { purpose, training in
      defer { step() }
      return try model.fit(training, outcomes: outcomes, purpose: purpose, workers: inner)
    }
    let all = results.map { try? $0.get().0 }
    fits = Array(all.prefix(split.pairs.count))
    kept = all.last ?? nil
    log = FitLog(joining: results.compactMap { try? $0.get().1 })
    failures = zip(attempts, results).compactMap { attempt, result in
      if case .failure(let error) = result { "\(attempt.0): \(error)" } else { nil }
    }
  }

  /// What the fits say of patients that they have not seen.
  func predictions(_ split: StudySplit, _ cohort: AnalysisCohort) -> [Prediction] {
    zip(split.pairs, fits).flatMap { pair, fit in
      let scores = fit.flatMap { try? model.scores(pair.test, by: $0) }
      return pair.test.enumerated().map { row, position in
        Prediction(cohort.patients[position], score: scores?[row], by: fit?.pipeline.model)
      }
    }
  }

  /// What `model.json` keeps.
  var file: ModelFile {
    ModelFile(id: model.id, name: model.name, software: StudyRun.software, fit: kept)
  }
}

/// A model as data: nothing in it is executable.
struct ModelFile: Codable {
  var schema = 1
  let id: String
  let name: String
  let software: String
  let fit: StandingModel.Fit?
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
