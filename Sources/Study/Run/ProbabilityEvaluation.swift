import Statistics

extension ProbabilityPerformance {
  /// The figures of probabilities, one per outcome.
  init(_ probabilities: [Double], outcomes: [Bool]) {
    let brier = BrierScore(probabilities: probabilities, outcomes: outcomes)
    let fit = CalibrationFit(probabilities: probabilities, outcomes: outcomes)
    let smooth = CalibrationCurve.fit(probabilities: probabilities, outcomes: outcomes)
    self.init(
      brier: brier.score.quantity, scaledBrier: brier.scaled.quantity, weightedBrier: brier.classWeighted.quantity,
      intercept: Estimate(fit.intercept, standardError: fit.interceptStandardError),
      slope: Estimate(fit.slope, standardError: fit.slopeStandardError),
      observedToExpected: fit.observedToExpected.quantity, calibrationIndex: Self.index(smooth),
      curve: Self.places(smooth), netBenefit: Self.benefit(probabilities, outcomes))
  }

  private static func index(_ curve: Result<CalibrationCurve, Undefined>) -> Quantity {
    switch curve {
    case .success(let curve): .value(curve.error.ici)
    case .failure(let undefined): .undefined(undefined.reason.explanation)
    }
  }

  private static func places(_ curve: Result<CalibrationCurve, Undefined>) -> [Place] {
    guard case .success(let curve) = curve else { return [] }
    return curve.points.map { Place(predicted: $0.predicted, observed: $0.observed) }
  }

  /// In steps of 0.02 up to 0.8: beyond it nobody waits with a treatment.
  private static func benefit(_ probabilities: [Double], _ outcomes: [Bool]) -> [Benefit] {
    guard !outcomes.isEmpty else { return [] }
    let thresholds = (1...40).map { Double($0) / 50 }
    return DecisionCurve(probabilities: probabilities, outcomes: outcomes, thresholds: thresholds).points.map {
      Benefit(threshold: $0.threshold, model: $0.netBenefit, everybody: $0.netBenefitOfAll)
    }
  }
}

extension Estimate {
  /// A statistic with the normal interval of its standard error.
  init(_ statistic: Statistic, standardError: Statistic) {
    guard let centre = statistic.value, let error = standardError.value, centre.isFinite, error.isFinite else {
      let reason = statistic.reason ?? standardError.reason
      self.init(
        statistic.value.map { $0.isFinite ? .value($0) : .undefined("infinite") }
          ?? .undefined(reason?.explanation ?? "undefined"), intervalNote: reason?.explanation)
      return
    }
    self.init(.value(centre), ConfidenceInterval(centre: centre, standardError: error), note: nil)
  }
}

extension ModelComparison.Improvement {
  init(_ improvement: Statistics.Improvement) {
    self.init(
      Estimate(improvement.estimate.quantity, improvement.interval, note: improvement.pValue.reason?.explanation),
      p: improvement.pValue.quantity)
  }
}

extension ModelComparison.Reclassification {
  init(_ net: NetReclassification) {
    self.init(
      events: ModelComparison.Improvement(net.events), nonEvents: ModelComparison.Improvement(net.nonEvents),
      total: ModelComparison.Improvement(net.total))
  }
}
