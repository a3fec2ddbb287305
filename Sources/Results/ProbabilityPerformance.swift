/// What probabilities are worth: Brier scores, calibration, and the net benefit of acting on them.
public struct ProbabilityPerformance: Codable, Sendable, Hashable {
  /// Brier score, mean squared error.
  public var brier: Quantity
  /// 1 less the Brier score over that of the prevalence for everybody: 0 is no use, 1 perfect.
  public var scaledBrier: Quantity
  /// Brier score with both classes weighing alike; a constant 0.5 scores 0.25.
  public var weightedBrier: Quantity
  /// Calibration intercept: 0 where probabilities are neither too high nor too low.
  public var intercept: Estimate
  /// Calibration slope: below 1 where probabilities are too far apart.
  public var slope: Estimate
  /// Observed over expected events.
  public var observedToExpected: Quantity
  /// Mean distance of the smooth calibration curve from the diagonal (ICI).
  public var calibrationIndex: Quantity
  /// How imprecise curve and ICI are; `nil` with 100 events or more.
  public var imprecision: Imprecision?
  /// The smooth calibration curve (loess), at most 51 places; empty where it is undefined.
  public var curve: [Place]
  /// Net benefit over threshold probabilities.
  public var netBenefit: [Benefit]

  /// A place of the calibration curve.
  public struct Place: Codable, Sendable, Hashable {
    /// Probability that the model gave.
    public var predicted: Double
    /// Smoothed share of events.
    public var observed: Double
    /// Lower end of the pointwise 95 % band over resampled patients, where there are fewer than 100 events.
    public var lower: Double?
    /// Upper end of the band.
    public var upper: Double?

    /// A place of the calibration curve.
    public init(predicted: Double, observed: Double, lower: Double? = nil, upper: Double? = nil) {
      (self.predicted, self.observed, self.lower, self.upper) = (predicted, observed, lower, upper)
    }
  }

  /// What fewer than 100 events leave of the calibration curve.
  /// - SeeAlso: Van Calster et al. 2016, doi 10.1016/j.jclinepi.2015.12.005.
  public struct Imprecision: Codable, Sendable, Hashable {
    /// Events that the curve rests on.
    public var events: Int
    /// Resamples of the patients in which the curve was defined; 0 where none were drawn.
    public var resamples: Int
    /// The ICI with its percentile interval over the resamples; `nil` where none were drawn.
    public var index: Estimate?

    /// What few events leave of a calibration curve.
    public init(events: Int, resamples: Int, index: Estimate?) {
      (self.events, self.resamples, self.index) = (events, resamples, index)
    }
  }

  /// Net benefit at one threshold probability, per patient; treating nobody has 0.
  public struct Benefit: Codable, Sendable, Hashable {
    /// Threshold probability.
    public var threshold: Double
    /// Of treating those whose probability reaches the threshold.
    public var model: Double
    /// Of treating everybody.
    public var everybody: Double

    /// Net benefit at one threshold probability.
    public init(threshold: Double, model: Double, everybody: Double) {
      (self.threshold, self.model, self.everybody) = (threshold, model, everybody)
    }
  }

  /// Assembles the figures.
  public init(
    brier: Quantity, scaledBrier: Quantity, weightedBrier: Quantity, intercept: Estimate, slope: Estimate,
    observedToExpected: Quantity, calibrationIndex: Quantity, curve: [Place], netBenefit: [Benefit],
    imprecision: Imprecision? = nil
  ) {
    self.imprecision = imprecision
    (self.brier, self.scaledBrier, self.weightedBrier) = (brier, scaledBrier, weightedBrier)
    (self.intercept, self.slope, self.observedToExpected) = (intercept, slope, observedToExpected)
    (self.calibrationIndex, self.curve, self.netBenefit) = (calibrationIndex, curve, netBenefit)
  }
}
