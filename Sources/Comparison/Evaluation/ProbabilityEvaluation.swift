import Results
import Statistics

extension ProbabilityPerformance {
  /// Number of bootstrap samples for a band, and the most patients for whom a band is computed, because every sample
  /// needs a new fit of the curve.
  static let (bandResamples, bandLimit) = (200, 20_000)

  /// The results of probabilities, one per outcome.
  /// - Parameters:
  ///   - bandSeed: seed of the bands that curves of few events carry; `nil` for none.
  ///   - clusters: the patient of each outcome where patients have several rows. Intervals are then withheld, as all of
  ///     them take rows as independent, and patients with the event are counted instead of rows.
  package init(
    _ probabilities: [Double], outcomes: [Bool], bandSeed: UInt64? = nil, clusters: [Int]? = nil
  ) {
    let bandSeed = clusters == nil ? bandSeed : nil
    let events = DependentRows.count(true, outcomes, clusters: clusters)
    let isImprecise = events < SmallClasses.eventsForCalibration
    let hasBands = isImprecise && bandSeed != nil && outcomes.count <= Self.bandLimit
    let brier = BrierScore(probabilities: probabilities, outcomes: outcomes)
    let fit = CalibrationFit(probabilities: probabilities, outcomes: outcomes)
    let smooth = CalibrationCurve.fit(
      probabilities: probabilities, outcomes: outcomes, resamples: hasBands ? Self.bandResamples : 0,
      seed: bandSeed ?? 0)
    self.init(
      brier: brier.score.quantity, scaledBrier: brier.scaled.quantity, weightedBrier: brier.classWeighted.quantity,
      intercept: Self.line(fit.intercept, fit.interceptStandardError, clusters: clusters),
      slope: Self.line(fit.slope, fit.slopeStandardError, clusters: clusters),
      observedToExpected: fit.observedToExpected.quantity, calibrationIndex: Self.index(smooth),
      curve: Self.points(smooth), netBenefit: Self.benefit(probabilities, outcomes: outcomes, clusters: clusters),
      imprecision: isImprecise ? Self.imprecision(of: smooth, events: events, hasBands: hasBands) : nil)
  }

  private static func line(_ value: Statistic, _ error: Statistic, clusters: [Int]?) -> Estimate {
    let estimate = Estimate(value, standardError: error)
    return clusters == nil ? estimate : Estimate(estimate.value, intervalNote: .statistic(.rowsOfPatients))
  }

  private static func imprecision(
    of curve: Result<CalibrationCurve, Undefined>, events: Int, hasBands: Bool
  ) -> Imprecision {
    guard hasBands else { return Imprecision(events: events, resamples: 0, index: nil) }
    let found = try? curve.get()
    return Imprecision(
      events: events, resamples: found?.resamples ?? 0,
      index: Estimate(index(curve), found?.iciInterval, note: found?.iciReason))
  }

  private static func index(_ curve: Result<CalibrationCurve, Undefined>) -> Quantity {
    switch curve {
    case .success(let curve): .value(curve.error.ici)
    case .failure(let undefined): .undefined(.statistic(undefined.reason))
    }
  }

  private static func points(_ curve: Result<CalibrationCurve, Undefined>) -> [CurvePoint] {
    guard case .success(let curve) = curve else { return [] }
    return curve.points.map {
      CurvePoint(predicted: $0.predicted, observed: $0.observed, lower: $0.band?.lower, upper: $0.band?.upper)
    }
  }

  /// Thresholds in steps of 0.02 up to 0.8. Nobody would require a higher probability before treating.
  private static func benefit(_ probabilities: [Double], outcomes: [Bool], clusters: [Int]?) -> [Benefit] {
    guard !outcomes.isEmpty else { return [] }
    let thresholds = (1...40).map { Double($0) / 50 }
    return DecisionCurve(probabilities: probabilities, outcomes: outcomes, thresholds: thresholds)
      .withheld(for: DependentRows.reason(clusters)).points.map {
        Benefit(
          threshold: $0.threshold, model: $0.netBenefit, everybody: $0.netBenefitOfAll, lower: $0.interval?.lower,
          upper: $0.interval?.upper)
      }
  }
}

extension Estimate {
  /// A statistic with the normal interval of its standard error.
  package init(_ statistic: Statistic, standardError: Statistic) {
    guard let centre = statistic.value, let error = standardError.value, centre.isFinite, error.isFinite else {
      let reason = statistic.reason ?? standardError.reason
      self.init(
        statistic.quantity, intervalNote: reason.map { .statistic($0) })
      return
    }
    self.init(.value(centre), ConfidenceInterval(centre: centre, standardError: error), note: nil)
  }
}

extension ModelComparison.Improvement {
  package init(_ improvement: Statistics.Improvement) {
    self.init(
      Estimate(improvement.estimate.quantity, improvement.interval, note: improvement.pValue.reason),
      p: improvement.pValue.quantity)
  }
}

extension ModelComparison.Reclassification {
  package init(_ net: NetReclassification) {
    self.init(
      events: ModelComparison.Improvement(net.events), nonEvents: ModelComparison.Improvement(net.nonEvents),
      total: ModelComparison.Improvement(net.total))
  }
}
