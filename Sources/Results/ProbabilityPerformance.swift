/// The quality of probabilities: Brier scores, calibration, and the net benefit of acting on them.
public struct ProbabilityPerformance: Codable, Sendable, Hashable {
  /// Brier score, mean squared error.
  public var brier: Quantity
  /// 1 minus the ratio of the Brier score to that of predicting the prevalence for every patient: 0 is useless, 1 is
  /// perfect.
  public var scaledBrier: Quantity
  /// Brier score with equal weight for both classes; a constant probability of 0.5 has 0.25.
  public var weightedBrier: Quantity
  /// Calibration intercept; it is 0 if probabilities are neither too high nor too low.
  public var intercept: Estimate
  /// Calibration slope; it is below 1 if probabilities are too extreme.
  public var slope: Estimate
  /// Observed over expected events.
  public var observedToExpected: Quantity
  /// Mean distance of the smooth calibration curve from the diagonal (ICI).
  public var calibrationIndex: Quantity
  /// How imprecise curve and ICI are; `nil` with 100 events or more.
  public var imprecision: Imprecision?
  /// The smooth calibration curve (loess) with at most 51 points; empty if it is undefined.
  public var curve: [CurvePoint]
  /// Net benefit over threshold probabilities.
  public var netBenefit: [Benefit]

  /// A point of the calibration curve.
  public struct CurvePoint: Codable, Sendable, Hashable {
    /// Predicted probability.
    public var predicted: Double
    /// Smoothed share of events.
    public var observed: Double
    /// Lower end of the pointwise 95 % band over bootstrap samples of the patients; only with fewer than 100 events.
    public var lower: Double?
    /// Upper end of the band.
    public var upper: Double?

    /// A point of the calibration curve.
    public init(predicted: Double, observed: Double, lower: Double? = nil, upper: Double? = nil) {
      (self.predicted, self.observed, self.lower, self.upper) = (predicted, observed, lower, upper)
    }
  }

  /// The imprecision of a calibration curve that rests on fewer than 100 events.
  /// - SeeAlso: Van Calster et al. 2016, doi 10.1016/j.jclinepi.2015.12.005.
  public struct Imprecision: Codable, Sendable, Hashable {
    /// Number of events behind the curve.
    public var events: Int
    /// Number of bootstrap samples in which the curve was defined; 0 if none were drawn.
    public var resamples: Int
    /// The ICI with its percentile interval over the bootstrap samples; `nil` if none were drawn.
    public var index: Estimate?

    /// Makes the imprecision of a calibration curve.
    public init(events: Int, resamples: Int, index: Estimate?) {
      (self.events, self.resamples, self.index) = (events, resamples, index)
    }
  }

  /// Net benefit at one threshold probability, per patient; treating nobody has 0.
  public struct Benefit: Codable, Sendable, Hashable {
    /// Threshold probability.
    public var threshold: Double
    /// Net benefit of treating those whose probability is at or above the threshold.
    public var model: Double
    /// Net benefit of treating everybody.
    public var everybody: Double
    /// Lower end of the 95 % interval of `model`; `nil` where rows are not independent.
    public var lower: Double?
    /// Its upper end.
    public var upper: Double?

    /// Net benefit at one threshold probability.
    public init(threshold: Double, model: Double, everybody: Double, lower: Double? = nil, upper: Double? = nil) {
      (self.threshold, self.model, self.everybody) = (threshold, model, everybody)
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// Assembles the figures.
  public init(
    brier: Quantity, scaledBrier: Quantity, weightedBrier: Quantity, intercept: Estimate, slope: Estimate,
    observedToExpected: Quantity, calibrationIndex: Quantity, curve: [CurvePoint], netBenefit: [Benefit],
    imprecision: Imprecision? = nil
  ) {
    self.imprecision = imprecision
    (self.brier, self.scaledBrier, self.weightedBrier) = (brier, scaledBrier, weightedBrier)
    (self.intercept, self.slope, self.observedToExpected) = (intercept, slope, observedToExpected)
    (self.calibrationIndex, self.curve, self.netBenefit) = (calibrationIndex, curve, netBenefit)
  }
}
