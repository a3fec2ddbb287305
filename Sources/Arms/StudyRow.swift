import Cohorts
import Learning
import Results
import Statistics

/// One row of Table 2: what it sees and how it learns. An arm is a family of rows.
///
/// A row is made from the analysed cohort and holds its own inputs (a table of features, tensors) for all patients.
/// ``RowTask`` says which patients it may use in one fit. The whole contract is in `Documentation/design.md`, "How an
/// arm plugs in".
package protocol StudyRow: Sendable {
  /// The role of the row, which determines its key in files.
  var role: RowRole { get }
  /// The name in the study, e.g. "HCR (MR+CF)".
  var name: String { get }
  /// A description in one sentence.
  var summary: String { get }
  /// The family, which determines the protocol choices that apply.
  var family: ModelFamily { get }
  /// Whether the row uses clinical factors.
  var usesFactors: Bool { get }

  /// Learns from the training patients of `task` and scores the patients it asks for; every fit is recorded in `log`.
  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit
}

extension StudyRow {
  /// The published choices of a protocol that apply to this row.
  package func choices(in evaluation: EvaluationProtocol) -> [PublishedChoice] {
    let readsTables = (self as? any DeepStudyRow)?.inputs.deep.readsTables ?? false
    return evaluation.choices(for: family).filter { choice in
      switch choice {
      case .unknownAsMiddle: usesFactors
      // Vectors that were computed elsewhere have no depth that Apus chooses.
      case .deepDepthOfCohort: !readsTables
      default: true
      }
    }
  }
}

/// What a row is given for one fit.
package struct RowTask: Sendable {
  /// The training set of the split, by which inputs that were fitted on its images are found.
  package let trainingSet: TrainingSet
  /// Positions in the cohort of the training patients.
  package let training: [Int]
  /// Outcomes of the training patients in the same order; a row gets no others.
  package let outcomes: Outcomes
  /// Positions of the patients to score, none of them in `training`.
  package let scored: [Int]
  /// Outcomes of the patients to score. They are given only if the protocol chooses on the test set, and are `nil` in
  /// `sound`. Empty if `scored` is empty.
  package let scoredOutcomes: Outcomes?
  /// Clinical factors of the whole cohort and their encoder; `nil` if the models of the study use none.
  package let clinical: ClinicalInput?
  /// The protocol of the fit.
  package let evaluation: EvaluationProtocol
  /// The tuning budget, which is the same for every arm.
  package let budget: TuningBudget
  /// Number of threads; no result depends on it.
  package let workers: Int

  /// Takes every part as given.
  package init(
    trainingSet: TrainingSet, training: [Int], outcomes: Outcomes, scored: [Int], scoredOutcomes: Outcomes?,
    clinical: ClinicalInput?, evaluation: EvaluationProtocol, budget: TuningBudget, workers: Int
  ) {
    self.trainingSet = trainingSet
    self.training = training
    self.outcomes = outcomes
    self.scored = scored
    self.scoredOutcomes = scoredOutcomes
    self.clinical = clinical
    self.evaluation = evaluation
    self.budget = budget
    self.workers = workers
  }
}

/// The tuning budget of every arm: the number of settings and the inner folds on which they are tried.
package struct TuningBudget: Hashable, Sendable {
  /// Number of settings tried.
  package let settings: Int
  /// Number of inner folds.
  package let folds: Int
  /// Seed of the inner folds. The same seed and training patients give the same folds.
  package let seed: UInt64
  /// How inner folds are dealt if the study file says so; `nil` leaves it to the protocol.
  package var dealing: FoldDealing?

  /// Takes every part as given.
  package init(settings: Int, folds: Int, seed: UInt64, dealing: FoldDealing? = nil) {
    self.settings = settings
    self.folds = folds
    self.seed = seed
    self.dealing = dealing
  }
}

/// What a row returns of one fit.
package struct RowFit: Sendable {
  /// One score per patient of `RowTask.scored`, higher for the event; `nil` for a patient whom the model cannot score.
  package var scores: [Double?]
  /// The calibration from scores to probabilities, fitted to held-out scores of training patients.
  package let calibration: ScoreCalibration
  /// The cutoff on the score.
  package let cutoff: ScoreCutoff
  /// Held-out scores of the training patients; `nil` if none could be held out.
  package let outOfFoldScores: [Double]?
  /// Scores of the training patients by the final model.
  package let resubstitutionScores: [Double]
  /// Mean AUC of the chosen setting over the tuning folds; `nil` without tuning.
  package let tuningAUC: Double?
  /// Number of settings tried on the inner folds.
  package let settingsTried: Int
  /// The columns of the model.
  package let selected: [String]
  /// The chosen setting in words.
  package let setting: String
  /// Departures from the plan.
  package var flags: [RowFlag]
  /// Levels of clinical factors that occur only in scored patients.
  package let unseenLevels: [RowFlag]
  /// The model for `models/` or, if it is not a ``SavableFit``, for `training.json`. It is data, never code.
  package let data: any Codable & Sendable
  /// How a deep row was trained; `nil` for other rows.
  package var deep: DeepResult?
  /// Classifiers fitted in each inner fold; `nil` if it is one per setting.
  package var fitsInFold: Int?
  /// Remarks on scored patients who have no score, with the reason.
  package var remarks: [RowFlag] = []
  /// Standard deviation of each scored patient's probability over the heads of an ensemble; `nil` for other models.
  package var spreads: [Double]?
  /// The limits of prediction sets, from out-of-fold probabilities; `nil` without these.
  package internal(set) var limits: ConformalLimits?

  /// Takes every part as given.
  package init(
    scores: [Double?], calibration: ScoreCalibration, cutoff: ScoreCutoff, outOfFoldScores: [Double]?,
    resubstitutionScores: [Double], tuningAUC: Double?, settingsTried: Int, selected: [String], setting: String,
    flags: [RowFlag], unseenLevels: [RowFlag], data: any Codable & Sendable, deep: DeepResult? = nil,
    fitsInFold: Int? = nil, remarks: [RowFlag] = [], spreads: [Double]? = nil
  ) {
    self.scores = scores
    self.calibration = calibration
    self.cutoff = cutoff
    self.outOfFoldScores = outOfFoldScores
    self.resubstitutionScores = resubstitutionScores
    self.tuningAUC = tuningAUC
    self.settingsTried = settingsTried
    self.selected = selected
    self.setting = setting
    self.flags = flags
    self.unseenLevels = unseenLevels
    self.data = data
    self.deep = deep
    self.fitsInFold = fitsInFold
    self.remarks = remarks
    self.spreads = spreads
  }

  /// The prediction for a patient with this score.
  package func prediction(_ patient: Patient, score: Double?) -> Prediction {
    prediction(id: patient.id, outcome: patient.outcome, score: score)
  }

  /// The prediction for a patient id with this score.
  package func prediction(id: String, outcome: SubjectOutcome, score: Double?) -> Prediction {
    let probability = score.flatMap(probability)
    return Prediction(
      subject: id, outcome: outcome, score: score, probability: probability,
      isCalledEvent: score.flatMap { score in cutoff.threshold.map { score >= $0 } },
      set: probability.flatMap { limits?.set($0) })
  }

  /// The same with limits of prediction sets, if the fit has out-of-fold scores and a calibration.
  /// - Parameter outcomes: those of the training patients.
  func limited(_ rule: ConformalRule?, outcomes: Outcomes) -> RowFit {
    guard let rule, let outOfFoldScores else { return self }
    let probabilities = outOfFoldScores.compactMap(probability)
    guard probabilities.count == outcomes.count, outcomes.count > 0 else { return self }
    var fit = self
    switch outcomes {
    case .binary(let classes):
      fit.limits = ConformalLimits(probabilities: probabilities, outcomes: classes, rule: rule)
    }
    return fit
  }

  private func probability(_ score: Double) -> Double? {
    if case .sigmoid(let sigmoid) = calibration { sigmoid.probability(score) } else { nil }
  }
}
