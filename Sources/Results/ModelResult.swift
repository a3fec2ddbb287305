import Statistics

/// How the scores that are evaluated were obtained.
public enum Evaluation: Codable, Sendable, Hashable {
  /// Models fitted on training patients, evaluated once on test patients.
  case heldOut(rule: String)
  /// Each patient scored by models fitted on all others.
  case leaveOneOut
  /// Stratified folds, drawn `times` times. In each repetition every patient is scored once, by models with their own
  /// tuning.
  case crossValidated(folds: Int, times: Int)
  /// Leave-one-site-out: the patients of each site are scored by models fitted on the patients of all other sites. A
  /// site is a value of a column.
  case sites(column: String, count: Int)

  /// Whether some patients are test patients only and never train.
  public var hasTestSet: Bool { if case .heldOut = self { true } else { false } }

  /// Whether patients are tested in groups, each with its own AUC.
  public var hasFolds: Bool {
    switch self {
    case .crossValidated, .sites: true
    case .heldOut, .leaveOneOut: false
    }
  }
}

/// One row of Table 2 with all data for its figures.
public struct ModelResult: Codable, Sendable {
  /// Stable key for files and columns, e.g. `hcr_mr_cf`; ``role`` says what it means.
  public var id: String
  /// Name as the study gives it, e.g. "HCR (MR+CF)".
  public var name: String
  /// Description of the model in one sentence.
  public var summary: String
  /// Performance on patients the model has not seen.
  public var test: Performance
  /// Performance on training patients (resubstitution), shown to make overfitting visible. `nil` in leave-one-out.
  public var training: Performance?
  /// Performance of the out-of-fold training scores, at the cutoff and sigmoid fitted to them. `nil` without tuning and
  /// in leave-one-out.
  public var outOfFold: Performance?
  /// Columns kept after selection, in the order of the fit. In leave-one-out they come from a fit on all patients,
  /// which is not evaluated.
  public var selectedColumns: [String]
  /// Chosen hyperparameter setting as text, e.g. "SVM rbf, C = 1000, gamma = 0.001"; of the same fit as
  /// `selectedColumns`.
  public var setting: String
  /// Cutoff on the decision score, from out-of-fold training scores; of the same fit as `selectedColumns`. `nil` when
  /// undefined or beyond every score (`flags` says which).
  public var cutoff: Double?
  /// Departures from the plan, e.g. "2 training events: no tuning".
  public var flags: [String]
  /// One row per evaluated patient. In repeated cross-validation: the means over the repetitions, and the class
  /// predicted in most of them.
  public var predictions: [Prediction]
  /// What kind of model it is.
  public var family: ModelFamily
  /// The departures of its protocol from `sound` that affect this row.
  public var choices: [PublishedChoice]
  /// How its hyperparameter setting was chosen; `nil` without tuning or without a model.
  public var tuning: Tuning?
  /// AUC of every fold in repeated or nested cross-validation, fold after fold; undefined where no model was fitted.
  public var foldAUCs: [Quantity]?
  /// The training of a deep row, from the same fit as `setting`; `nil` for other rows.
  public var deep: DeepResult?
  /// Coverage and sizes of the prediction sets; `nil` without sets.
  public var conformal: ConformalResult?
  /// The image features of `selectedColumns` in the cohort; `nil` for rows without any.
  public var features: SelectedFeatures?

  /// How a hyperparameter setting was chosen.
  public struct Tuning: Codable, Sendable, Hashable {
    /// Number of settings tried on the same inner folds.
    public var settings: Int
    /// Mean AUC over the inner folds for the chosen setting (cross-validated AUC), by which the setting was chosen.
    /// With selection inside the folds this estimate is slightly too good; with selection before them it has no
    /// meaning.
    public var auc: Double?
    /// Number of classifiers fitted in each inner fold, if it is not one per setting: with several rounds, or several
    /// completions of a table.
    public var fits: Int?

    /// How a hyperparameter setting was chosen.
    public init(settings: Int, auc: Double?, fits: Int? = nil) {
      (self.settings, self.auc, self.fits) = (settings, auc, fits)
    }
  }

  /// Assembles a row.
  public init(
    id: String, name: String, summary: String, test: Performance, training: Performance?, outOfFold: Performance?,
    selectedColumns: [String], setting: String, cutoff: Double?, flags: [String], predictions: [Prediction],
    family: ModelFamily = .handcrafted, choices: [PublishedChoice] = [], tuning: Tuning? = nil,
    foldAUCs: [Quantity]? = nil, deep: DeepResult? = nil, conformal: ConformalResult? = nil
  ) {
    (self.deep, self.conformal) = (deep, conformal)
    (self.family, self.choices, self.tuning, self.foldAUCs) = (family, choices, tuning, foldAUCs)
    self.id = id
    self.name = name
    self.summary = summary
    self.test = test
    self.training = training
    self.outOfFold = outOfFold
    self.selectedColumns = selectedColumns
    self.setting = setting
    self.cutoff = cutoff
    self.flags = flags
    self.predictions = predictions
  }
}

/// Discrimination, calibration and classification of one model on one set of patients.
public struct Performance: Codable, Sendable {
  /// Patients by class.
  public var patients: InclusionFlow.ClassCounts
  /// Area under the ROC curve of the decision scores, with DeLong's interval if one model gave all scores.
  public var auc: Estimate
  /// ROC curve from (0, 0) to (1, 1).
  public var curve: [ROCPoint]
  /// The 2 x 2 table at the cutoff; `nil` without a cutoff.
  public var confusion: Confusion?
  /// Mean squared error of the probabilities, 0 to 1; with equal weight for both classes if the protocol says so.
  public var brier: Quantity
  /// AUC of the decision scores, if `auc` is that of predicted classes; `nil` if `auc` is already that of scores.
  public var scoreAUC: Estimate?
  /// Accuracy and calibration of the probabilities; `nil` without probabilities.
  public var probabilities: ProbabilityPerformance?
  /// Regions of the corners of `curve`, in their order; `nil` where no interval of the AUC is given, and in results
  /// that are older than the regions.
  public var regions: [ROCRegion]?

  /// Assembles the figures of one set of patients.
  public init(
    patients: InclusionFlow.ClassCounts, auc: Estimate, curve: [ROCPoint], confusion: Confusion?, brier: Quantity,
    scoreAUC: Estimate? = nil, probabilities: ProbabilityPerformance? = nil, regions: [ROCRegion]? = nil
  ) {
    (self.scoreAUC, self.probabilities, self.regions) = (scoreAUC, probabilities, regions)
    self.patients = patients
    self.auc = auc
    self.curve = curve
    self.confusion = confusion
    self.brier = brier
  }

  /// Where sensitivity and 1 - specificity of one threshold lie together with 95 % confidence, a rectangle.
  public struct ROCRegion: Codable, Sendable, Hashable {
    /// Lower and upper limit of 1 - specificity.
    public var falsePositiveRate: Limits
    /// Lower and upper limit of sensitivity.
    public var truePositiveRate: Limits

    /// The ends of an interval.
    public struct Limits: Codable, Sendable, Hashable {
      /// Lower end.
      public var lower: Double
      /// Upper end.
      public var upper: Double

      /// The ends of an interval.
      public init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }
    }

    /// A rectangle.
    public init(falsePositiveRate: Limits, truePositiveRate: Limits) {
      (self.falsePositiveRate, self.truePositiveRate) = (falsePositiveRate, truePositiveRate)
    }
  }

  /// A corner of the ROC curve.
  public struct ROCPoint: Codable, Sendable, Hashable {
    /// 1 - specificity.
    public var falsePositiveRate: Double
    /// Sensitivity.
    public var truePositiveRate: Double

    /// A corner of the ROC curve.
    public init(falsePositiveRate: Double, truePositiveRate: Double) {
      self.falsePositiveRate = falsePositiveRate
      self.truePositiveRate = truePositiveRate
    }
  }
}

/// The 2 x 2 table at a cutoff and the measures that follow from it, with Wilson's intervals.
public struct Confusion: Codable, Sendable {
  /// Events classified as events.
  public var truePositives: Int
  /// Events classified as non-events.
  public var falseNegatives: Int
  /// Non-events classified as events.
  public var falsePositives: Int
  /// Non-events classified as non-events.
  public var trueNegatives: Int
  /// Share of events that are classified as events.
  public var sensitivity: Estimate
  /// Share of non-events that are classified as non-events.
  public var specificity: Estimate
  /// Share of events among patients classified as events.
  public var ppv: Estimate
  /// Share of non-events among patients classified as non-events.
  public var npv: Estimate
  /// Mean of sensitivity and specificity.
  public var balancedAccuracy: Quantity
  /// Harmonic mean of PPV and sensitivity.
  public var f1: Quantity
  /// Matthews correlation coefficient.
  public var mcc: Quantity

  /// Assembles the table and its figures.
  public init(
    truePositives: Int, falseNegatives: Int, falsePositives: Int, trueNegatives: Int, sensitivity: Estimate,
    specificity: Estimate, ppv: Estimate, npv: Estimate, balancedAccuracy: Quantity, f1: Quantity, mcc: Quantity
  ) {
    self.truePositives = truePositives
    self.falseNegatives = falseNegatives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
    self.sensitivity = sensitivity
    self.specificity = specificity
    self.ppv = ppv
    self.npv = npv
    self.balancedAccuracy = balancedAccuracy
    self.f1 = f1
    self.mcc = mcc
  }
}

/// The prediction of a model for one patient it had not seen.
public struct Prediction: Codable, Sendable, Hashable {
  /// Study id.
  public var subject: String
  /// What happened to the patient.
  public var outcome: SubjectOutcome
  /// Decision score, higher for the event; `nil` when no model could be fitted.
  public var score: Double?
  /// Calibrated probability of the event; `nil` without calibration.
  public var probability: Double?
  /// Class at the cutoff; `nil` without a cutoff.
  public var isCalledEvent: Bool?
  /// Standard deviation over the heads of an ensemble of each head's own probability, before calibration; `nil` for
  /// other models.
  public var spread: Double?
  /// The outcomes that the row's limits do not rule out; `nil` without such limits.
  public var set: PredictionSet?

  /// Makes the prediction of a model for one patient who had the event or not.
  public init(
    subject: String, outcome isEvent: Bool, score: Double?, probability: Double?, isCalledEvent: Bool?,
    spread: Double? = nil, set: PredictionSet? = nil
  ) {
    self.init(
      subject: subject, outcome: .binary(isEvent), score: score, probability: probability,
      isCalledEvent: isCalledEvent, spread: spread, set: set)
  }

  /// Makes the prediction of a model for one patient.
  public init(
    subject: String, outcome: SubjectOutcome, score: Double?, probability: Double?, isCalledEvent: Bool?,
    spread: Double? = nil, set: PredictionSet? = nil
  ) {
    (self.spread, self.set) = (spread, set)
    self.subject = subject
    self.outcome = outcome
    self.score = score
    self.probability = probability
    self.isCalledEvent = isCalledEvent
  }
}

extension ModelResult {
  /// The role of the row, read from its key; `nil` for a key that no row of a study has.
  public var role: RowRole? { RowKey(id)?.role }
}
