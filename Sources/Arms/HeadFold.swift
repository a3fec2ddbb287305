import DeepRadiomics
import Execution
import Learning

/// The heads of one inner fold: those of every setting tried, and then the ensemble of the chosen setting.
///
/// Cutoff and calibration are applied to the mean probability of an ensemble, which is less extreme than that of a
/// single head. So they must come from ensembles too. The ensemble of a fold is made as the final one is, from the
/// patients of the fold alone, and no patient is scored by a head that saw this patient.
struct HeadFold {
  /// Probabilities of the held-out patients, one list per setting; `nil` for a setting whose training diverged.
  let probabilities: [[Double]?]
  /// The patients of the fold, once for each way of joining slices that a setting has.
  private let prepared: [PreparedCohort]
  private let heldOut: HeadCohort

  /// Trains a head of every setting on the patients at the positions `training`.
  init(
    _ draws: [HeadSettings], training: [Int], heldOut held: [Int], cohort: DeepCohort, stopping: StoppingRule,
    task: RowTask, log: inout FitLog
  ) throws {
    let data = try cohort.data(fittingOn: training, log: &log)
    let whole = data.cohort(.training, outcomes: task.outcomes.classes)
    let prepared = try PreparedCohort.all(whole.selecting(training), stopping, draws.map(\.pooling))
    let out = whole.selecting(held)
    let results = parallelMap(draws, workers: task.workers) { draw throws in
      try Self.probabilities(of: out, by: draw, prepared)
    }
    (self.prepared, heldOut) = (prepared, out)
    log.record(.earlyStopping, subjects: prepared[0].stopping.subjects)
    for draw in draws { log.record(.classifier, subjects: prepared[0].subjects, setting: draw.fitSetting) }
    probabilities = try results.map { result in
      do {
        return try result.get()
      } catch HeadError.diverged {
        return nil
      }
    }
  }

  private static func probabilities(
    of out: HeadCohort, by settings: HeadSettings, _ prepared: [PreparedCohort]
  ) throws -> [Double] {
    var training = try HeadTraining(settings, of: prepared)
    return try training.run().probabilities(of: out)
  }

  /// Log odds of the mean probability of an ensemble for each held-out patient.
  ///
  /// The first head is the one that the fold has tried already. The others are recorded as the fold's own model of all
  /// its training patients, so that an audit can tell them from the settings tried.
  /// - Parameter first: position of the first head among the settings tried.
  func scores(
    ofEnsemble settings: [HeadSettings], first: Int, workers: Int, log: inout FitLog
  ) throws -> [Double] {
    let others = Array(settings.dropFirst())
    let made = try parallelMap(others, workers: workers) { own throws in
      try Self.probabilities(of: heldOut, by: own, prepared)
    }.map { try $0.get() }
    var own = log.branch(.allTraining)
    for head in others {
      own.record(.classifier, subjects: prepared[0].subjects, setting: head.fitSetting)
      own.record(.earlyStopping, subjects: prepared[0].stopping.subjects)
    }
    log.append(own)
    let all = [probabilities[first] ?? []] + made
    return heldOut.subjects.indices.map { patient in
      heldLogit(all.map { $0[patient] }.reduce(0, +) / Double(all.count))
    }
  }
}
