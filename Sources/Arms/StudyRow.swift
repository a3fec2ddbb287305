import Cohorts
import Learning
import Results

/// One row of Table 2: what it sees and how it learns. An arm is a family of rows.
///
/// A row is made from the analysed cohort and holds its own inputs (a table of features, tensors) for all patients;
/// what it may use of them in one fit is what ``RowTask`` names. `Documentation/design.md`, "How an arm plugs in", has
/// the whole contract.
package protocol StudyRow: Sendable {
  /// What it is; its key in files follows from it.
  var role: RowRole { get }
  /// Name as the study gives it, e.g. "HCR (MR+CF)".
  var name: String { get }
  /// What it is, in one sentence.
  var summary: String { get }
  /// Which choices of a protocol bear upon it.
  var family: ModelFamily { get }
  /// Whether clinical factors are among its columns.
  var usesFactors: Bool { get }

  /// Learns from the training patients of `task` and scores those that it asks for; every fit goes to `log`.
  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit
}

extension StudyRow {
  /// The published choices that a protocol makes of this row.
  package func choices(in evaluation: EvaluationProtocol) -> [PublishedChoice] {
    evaluation.choices(for: family).filter { $0 != .unknownAsMiddle || usesFactors }
  }
}

/// What a row is given for one fit.
package struct RowTask: Sendable {
  /// The training set, as the split has it: inputs that were fitted on its images are found by it.
  package let trainingSet: TrainingSet
  /// Positions in the cohort of the patients to learn from.
  package let training: [Int]
  /// Their outcomes, in that order: a row gets no others.
  package let outcomes: [Bool]
  /// Positions of the patients to score, none of them in `training`.
  package let scored: [Int]
  /// Outcomes of the patients to score: there only where the protocol chooses on the test set, `nil` in `sound`; empty
  /// where `scored` is.
  package let scoredOutcomes: [Bool]?
  /// Clinical factors of the whole cohort and what encodes them; `nil` where the study has none in its models.
  package let clinical: ClinicalInput?
  /// How to fit.
  package let evaluation: EvaluationProtocol
  /// What every arm may spend on tuning.
  package let budget: TuningBudget
  /// Threads; no result depends on their number.
  package let workers: Int

  /// All parts, as they are.
  package init(
    trainingSet: TrainingSet, training: [Int], outcomes: [Bool], scored: [Int], scoredOutcomes: [Bool]?,
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

/// The tuning budget that every arm has: so many settings on the same inner folds.
package struct TuningBudget: Hashable, Sendable {
  /// Settings tried.
  package let settings: Int
  /// Inner folds.
  package let folds: Int
  /// Seed of the inner folds; with the same training patients it gives the same folds.
  package let seed: UInt64
  /// How inner folds are dealt where the study file says so; `nil` leaves it to the protocol.
  package var dealing: FoldDealing?

  /// All parts, as they are.
  package init(settings: Int, folds: Int, seed: UInt64, dealing: FoldDealing? = nil) {
    self.settings = settings
    self.folds = folds
    self.seed = seed
    self.dealing = dealing
  }
}

/// What a row returns of one fit.
package struct RowFit: Sendable {
  /// One decision score per patient of `RowTask.scored`, higher for the event; `nil` for a patient whom the model
  /// cannot score.
  package var scores: [Double?]
  /// From scores to probabilities, fitted to out-of-fold training scores.
  package let calibration: ScoreCalibration
  /// The cutoff on scores.
  package let cutoff: ScoreCutoff
  /// Scores of the training patients while held out; `nil` where nothing could be held out.
  package let outOfFoldScores: [Double]?
  /// Scores of the training patients by the final model.
  package let resubstitutionScores: [Double]
  /// Mean AUC over the tuning folds of the setting chosen, by which it was chosen; `nil` without tuning.
  package let tuningAUC: Double?
  /// Settings tried on the inner folds.
  package let settingsTried: Int
  /// Columns in the model.
  package let selected: [String]
  /// The setting chosen, in words.
  package let setting: String
  /// Departures from the plan.
  package var flags: [RowFlag]
  /// Levels of clinical factors that only patients scored have.
  package let unseenLevels: [RowFlag]
  /// The model for `models/` or, where it is no ``SavableFit``, for `training.json`: data, never code.
  package let data: any Codable & Sendable
  /// How a deep row learned; `nil` for the others.
  package var deep: DeepResult?
  /// Classifiers fitted in each inner fold; `nil` where that is one a setting.
  package var fitsInFold: Int?
  /// On patients scored: who has no score, and why.
  package var remarks: [RowFlag] = []

  /// All parts, as they are.
  package init(
    scores: [Double?], calibration: ScoreCalibration, cutoff: ScoreCutoff, outOfFoldScores: [Double]?,
    resubstitutionScores: [Double], tuningAUC: Double?, settingsTried: Int, selected: [String], setting: String,
    flags: [RowFlag], unseenLevels: [RowFlag], data: any Codable & Sendable, deep: DeepResult? = nil,
    fitsInFold: Int? = nil, remarks: [RowFlag] = []
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
  }

  /// What a score means for a patient.
  package func prediction(_ patient: Patient, score: Double?) -> Prediction {
    prediction(id: patient.id, outcome: patient.outcome, score: score)
  }

  /// The same by id.
  package func prediction(id: String, outcome: Bool, score: Double?) -> Prediction {
    Prediction(
      subject: id, outcome: outcome, score: score, probability: score.flatMap(probability),
      isCalledEvent: score.flatMap { score in cutoff.threshold.map { score >= $0 } })
  }

  private func probability(_ score: Double) -> Double? {
    if case .sigmoid(let sigmoid) = calibration { sigmoid.probability(score) } else { nil }
  }
}
