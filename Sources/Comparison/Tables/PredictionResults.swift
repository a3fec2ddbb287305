import Statistics

/// The settings of `apus compare`.
public struct PredictionSettings: Hashable, Codable, Sendable {
  /// Cutoffs in addition to those chosen by rules.
  public var cutoffs: [Double]
  /// Rules for cutoffs in addition to Youden's and the one closest to the top left corner.
  public var rules: [CutoffRule]
  /// Start of the ranges of the partial AUCs, in [0, 1); they end at 1. Not used if ``partials`` has ranges.
  public var partialFrom = 0.8
  /// Ranges of the partial AUCs by name.
  public var partials: [PartialRange] = []
  /// Groups of Hosmer and Lemeshow's test, three or more.
  public var hosmerLemeshowGroups = 10
  /// Threshold probabilities whose net benefit is printed with its interval.
  public var thresholds: [Double] = []
  /// Whether the bootstrap of the AUCs draws within each class. With clusters, whole clusters are drawn instead.
  public var isStratified = true
  /// Boundaries between the risk categories of the NRI.
  public var categories: [Double]
  /// Bootstrap resamples of the AUCs.
  public var resamples: Int
  /// Bootstrap resamples of the calibration curve when there are fewer than 100 events.
  public var calibrationResamples: Int
  /// Seed of all resampling.
  public var seed: UInt64

  /// Settings with default values.
  public init(
    cutoffs: [Double] = [], rules: [CutoffRule] = [], categories: [Double] = [0.5], resamples: Int = 2000,
    calibrationResamples: Int = 200,
    seed: UInt64 = 1
  ) {
    (self.cutoffs, self.rules, self.categories, self.resamples) = (cutoffs, rules, categories, resamples)
    (self.calibrationResamples, self.seed) = (calibrationResamples, seed)
  }

  /// Adds a cutoff for each demand: a least sensitivity or specificity, or the cost of a missed event in false alarms.
  public mutating func addRules(
    sensitivities: [Double] = [], specificities: [Double] = [], missCosts: [Double] = [], prevalence: Double? = nil
  ) {
    rules += sensitivities.map { .sensitivity(atLeast: $0) } + specificities.map { .specificity(atLeast: $0) }
    rules += missCosts.map { .cost(ofMiss: $0, prevalence: prevalence) }
  }
}

/// A range of sensitivity or specificity over which an AUC is taken.
public struct PartialRange: Hashable, Codable, Sendable {
  /// The limited axis.
  public let focus: PartialAUC.Focus
  /// Its ends, in [0, 1].
  public let range: ClosedRange<Double>

  /// A range within [0, 1] that is not empty.
  public init(_ focus: PartialAUC.Focus, _ range: ClosedRange<Double>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= 1 && range.lowerBound < range.upperBound, "0 ≤ a < b ≤ 1")
    (self.focus, self.range) = (focus, range)
  }
}

/// The 2 × 2 table of a cutoff, and the measures that follow from it.
public struct CutoffResult: Hashable, Codable, Sendable {
  /// The origin of the cutoff: `given`, or the rule that chose it.
  public let origin: String
  /// A subject is classified as positive if its score is at least this value.
  public let threshold: ExtendedReal
  /// Number of thresholds that are equally good by the rule.
  public let tiedThresholds: Int
  /// The counts.
  public let table: ConfusionMatrix
  /// Why its shares have no intervals; `nil` where they have.
  public let intervalReason: UndefinedReason?

  /// Makes the value from its parts.
  package init(
    origin: String, threshold: ExtendedReal, tiedThresholds: Int, table: ConfusionMatrix,
    intervalReason: UndefinedReason? = nil
  ) {
    self.origin = origin
    self.threshold = threshold
    self.tiedThresholds = tiedThresholds
    self.table = table
    self.intervalReason = intervalReason
  }

  /// Wilson's interval of one of its ``proportions``; `nil` where ``intervalReason`` stands against it.
  package func wilson(_ share: Proportion) -> ConfidenceInterval? {
    intervalReason == nil ? share.wilsonInterval() : nil
  }

  /// The exact interval of one of its ``proportions``.
  package func exact(_ share: Proportion) -> ConfidenceInterval? {
    intervalReason == nil ? share.clopperPearsonInterval() : nil
  }

  /// Sensitivity, specificity, PPV, NPV and accuracy by name.
  public var proportions: [(name: String, value: Proportion)] {
    [
      ("sensitivity", table.sensitivity), ("specificity", table.specificity), ("ppv", table.positivePredictiveValue),
      ("npv", table.negativePredictiveValue), ("accuracy", table.accuracy),
    ]
  }

  /// F1, MCC, balanced accuracy and kappa by name.
  public var indices: [(name: String, value: Statistic)] {
    [
      ("f1", table.f1), ("mcc", table.matthewsCorrelation), ("balanced accuracy", table.balancedAccuracy),
      ("kappa", table.kappa),
    ]
  }
}

/// How a model's probabilities fit the outcomes.
public struct ProbabilityResult: Hashable, Codable, Sendable {
  /// Brier scores; the class-weighted one can be compared with 0.25, that of a constant 0.5.
  public let brier: BrierScore
  /// Recalibration line and calibration in the large.
  public let calibration: CalibrationFit
  /// Loess curve with its errors.
  public let curve: CalibrationCurve?
  /// The reason why there is no curve.
  public let curveReason: UndefinedReason?
  /// Whether there are fewer than 100 events, so that curve and ICI are imprecise.
  public let isImprecise: Bool
  /// Hosmer and Lemeshow's test; it has no p-value if an expected count is below 5.
  public let hosmerLemeshow: HosmerLemeshowTest
  /// Net benefits.
  public let decisionCurve: DecisionCurve
  /// Net benefits at the threshold probabilities that were named.
  public let benefits: [DecisionCurve.Point]
  /// The statistics that `rms::val.prob` prints.
  public let validation: ValidationStatistics
  /// Why there are no intervals and p-values; `nil` where there are.
  public let intervalReason: UndefinedReason?

  /// Makes the value from its parts.
  package init(
    brier: BrierScore, calibration: CalibrationFit, curve: CalibrationCurve?, curveReason: UndefinedReason?,
    isImprecise: Bool, hosmerLemeshow: HosmerLemeshowTest, decisionCurve: DecisionCurve,
    benefits: [DecisionCurve.Point], validation: ValidationStatistics, intervalReason: UndefinedReason? = nil
  ) {
    self.intervalReason = intervalReason
    self.brier = brier
    self.calibration = calibration
    self.curve = curve
    self.curveReason = curveReason
    self.isImprecise = isImprecise
    self.hosmerLemeshow = hosmerLemeshow
    self.decisionCurve = decisionCurve
    self.benefits = benefits
    self.validation = validation
  }
}

/// How the uncertainty of AUCs was computed.
public struct AUCMethods: Hashable, Codable, Sendable {
  /// DeLong's variance, or Obuchowski's over clusters.
  public let variance: String
  /// How the bootstrap drew.
  public let bootstrap: String

  /// - Parameter reason: why there are no intervals; `nil` where there are.
  init(_ scheme: ResamplingScheme, withheld reason: UndefinedReason?) {
    let instead = reason.map { "interval \($0.explanation)" }
    variance = instead ?? (Self.isClustered(scheme) ? Self.overClusters : "DeLong")
    bootstrap = instead ?? scheme.explanation
  }

  private static func isClustered(_ scheme: ResamplingScheme) -> Bool {
    if case .clusters = scheme { true } else { false }
  }

  /// The variance over clusters, in words.
  static let overClusters = "DeLong over clusters (Obuchowski 1997)"
}

/// One model.
public struct PredictionModelResult: Hashable, Codable, Sendable {
  /// Name, the column's.
  public let name: String
  /// AUC with DeLong's interval.
  public let auc: AUCEstimate
  /// Percentile interval of the bootstrap.
  public let bootstrapInterval: ConfidenceInterval?
  /// How variance and bootstrap samples were computed, for the notes.
  public let methods: AUCMethods
  /// Partial areas at high specificity and at high sensitivity: from 0.8 (default) to 1.
  public let partialAUCs: [PartialAUC]
  /// Youden's cutoff, the one closest to the top left corner, those by other rules, those given.
  public let cutoffs: [CutoffResult]
  /// Results that need probabilities; `nil` if a score is outside 0 to 1.
  public let probabilities: ProbabilityResult?
}

/// Two models on the same subjects: the second against the first.
public struct PredictionPairResult: Hashable, Codable, Sendable {
  /// The old model.
  public let first: String
  /// The new model.
  public let second: String
  /// How variance and bootstrap samples were computed, for the notes.
  public let methods: AUCMethods
  /// DeLong's paired test of second minus first; withheld with fewer than ten subjects of a class.
  public let deLong: AUCComparison
  /// The bootstrap test of second minus first.
  public let bootstrap: AUCComparison?
  /// NRI over the categories.
  public let categorical: NetReclassification?
  /// Continuous NRI: every change counts.
  public let continuous: NetReclassification?
  /// IDI.
  public let idi: IntegratedDiscrimination?
  /// McNemar's test of correct classifications, at the Youden cutoff of each model.
  public let mcNemar: McNemarResult?
  /// Holm's and Benjamini and Hochberg's p-values of the paired DeLong tests over all pairs.
  public let holm: Statistic
  /// See ``holm``.
  public let benjaminiHochberg: Statistic
}
