import Statistics

/// A value as Apus reports it, with its interval and its p-value.
struct ContractedValue {
  var estimate: Statistic = .undefined(.noSubjects)
  var interval: ConfidenceInterval?
  var pValues: [Statistic] = []
  /// What the value can be in this cohort.
  var range: ClosedRange<Double>

  init(
    _ estimate: Statistic, _ interval: ConfidenceInterval?, p: Statistic? = nil, in range: ClosedRange<Double>
  ) {
    (self.estimate, self.interval, self.range) = (estimate, interval, range)
    pValues = p.map { [$0] } ?? []
  }
}

extension ReportedStatistic {
  /// Whether its p-value needs ten of each class.
  var needsTenOfEachClass: Bool {
    switch self {
    // Two readings, two means and a table of counts have no classes of patients.
    case .wilsonShare, .exactShare, .intraclassCorrelation, .meanDifference, .groupTest: false
    default: true
    }
  }

  /// Cohorts in which it is computed: one in so many, since resamples and smooth curves cost more than all others.
  var every: UInt64 {
    switch self {
    case .bootstrapAUC, .bootstrapAUCDifference: 20
    case .calibrationIndex, .calibrationCurve: 80
    case .discriminationTest, .unreliabilityTest, .spiegelhalter, .rocRegion, .baselineTest, .groupTest: 20
    case .oddsRatio: 160
    case .calibrationIntercept, .calibrationSlope, .calibrationInTheLarge, .observedToExpected: 5
    default: 2
    }
  }

  /// Its values in a cohort, with what is withheld there withheld. A new case does not compile until it has a line.
  func values(in cohort: ContractCohort) -> [ContractedValue] {
    let (old, new, outcomes, clusters) = (cohort.old, cohort.new, cohort.outcomes, cohort.clusters)
    let small = SmallClasses.reason(outcomes)
    func one(_ estimate: Statistic, _ interval: ConfidenceInterval?, p: Statistic? = nil) -> [ContractedValue] {
      [ContractedValue(estimate, interval, p: p, in: range)]
    }
    func difference(_ test: AUCComparison) -> [ContractedValue] { one(test.difference, test.interval, p: test.pValue) }
    func improvement(_ found: Improvement) -> [ContractedValue] { one(found.estimate, found.interval, p: found.pValue) }
    func line(_ value: Statistic, _ error: Statistic) -> [ContractedValue] {
      guard let centre = value.value, let error = error.value, error.isFinite else { return one(value, nil) }
      return one(value, ConfidenceInterval(centre: centre, standardError: error))
    }
    switch self {
    case .auc:
      let found = AUCEstimate(scores: new, outcomes: outcomes)
      return one(found.auc, found.interval)
    case .clusteredAUC:
      let found = AUCEstimate(scores: new, outcomes: outcomes, clusters: clusters)
      return one(found.auc, found.interval)
    case .bootstrapAUC:
      return cohort.bootstrap.map { one(Statistics.auc(new, outcomes: outcomes), $0.interval(of: 1)) } ?? []
    case .meanFoldAUC:
      let found = cohort.overFolds(cohort.foldAUCs(new), in: range)
      return one(found.mean, found.interval)
    case .aucDifference: return difference(deLongTest(new, old, outcomes: outcomes).withheld(for: small))
    case .clusteredAUCDifference:
      return difference(
        deLongTest(new, old, outcomes: outcomes, clusters: clusters).withheld(
          for: small ?? SmallClasses.reason(outcomes, clusters: clusters)))
    case .unpairedAUCDifference:
      return difference(
        deLongTest(first: new, outcomes: outcomes, second: old, outcomes: outcomes).withheld(for: small))
    case .bootstrapAUCDifference:
      return cohort.bootstrap.map { difference($0.comparison(1, 0).withheld(for: small)) } ?? []
    case .meanFoldAUCDifference:
      let found = cohort.overFolds(zip(cohort.foldAUCs(new), cohort.foldAUCs(old)).map(-), in: range)
        .withheld(for: small)
      return one(found.mean, found.interval, p: found.pValue)
    case .wilsonShare: return cohort.shares.flatMap { one($0.estimate, $0.wilsonInterval()) }
    case .exactShare: return cohort.shares.flatMap { one($0.estimate, $0.clopperPearsonInterval()) }
    case .nriOfEvents: return improvement(cohort.categorical.events)
    case .nriOfNonEvents: return improvement(cohort.categorical.nonEvents)
    case .nri: return improvement(cohort.categorical.total)
    case .continuousNRIOfEvents: return improvement(cohort.continuous.events)
    case .continuousNRIOfNonEvents: return improvement(cohort.continuous.nonEvents)
    case .continuousNRI: return improvement(cohort.continuous.total)
    case .idi:
      return improvement(
        IntegratedDiscrimination(old: old, new: new, outcomes: outcomes).withheld(for: small).total)
    case .calibrationIntercept: return line(cohort.fit.intercept, cohort.fit.interceptStandardError)
    case .calibrationSlope: return line(cohort.fit.slope, cohort.fit.slopeStandardError)
    case .calibrationInTheLarge: return line(cohort.fit.inTheLarge, cohort.fit.inTheLargeStandardError)
    case .observedToExpected:
      let most = Double(outcomes.count) / new.reduce(0, +)
      return [
        ContractedValue(
          cohort.fit.observedToExpected, cohort.fit.observedToExpectedInterval, in: 0...(most * (1 + 1e-12)))
      ]
    case .calibrationIndex: return cohort.curve.map { one(.defined($0.error.ici), $0.iciInterval) } ?? []
    case .calibrationCurve: return cohort.curve?.points.flatMap { one(.defined($0.observed), $0.band) } ?? []
    case .netBenefit:
      return cohort.benefits.map {
        ContractedValue(.defined($0.netBenefit), $0.interval, in: -$0.threshold / (1 - $0.threshold)...1)
      }
    case .netBenefitOverAll:
      return cohort.benefits.map {
        ContractedValue(
          .defined($0.netBenefit - $0.netBenefitOfAll), $0.intervalOverAll,
          in: -1...max(1e-300, $0.threshold / (1 - $0.threshold)))
      }
    case .rocRegion: return cohort.regions.flatMap { one($0.estimate, $0.interval) }
    case .intraclassCorrelation:
      return IntraclassForm.allCases.flatMap { form -> [ContractedValue] in
        let found = Statistics.intraclassCorrelation(zip(old, new).map { [$0, $1] }, form)
        return one(found.estimate, found.interval, p: found.pValue)
      }
    case .meanDifference:
      return [pairedTTest(new, old), welchTest(new, old), studentTest(new, old)].flatMap {
        one($0.difference, $0.interval, p: $0.pValue)
      }
    case .oddsRatio:
      let found = ConditionalOddsRatio(cohort.table)
      let limits = found.limits.compactMap(\.value)
      return one(found.estimate, limits.isEmpty ? nil : ConfidenceInterval(lower: limits[0], upper: limits[1]))
    case .baselineTest:
      return [
        BaselineComparison.ofNumbers(cohort.scores(of: true), cohort.scores(of: false)),
        BaselineComparison.ofCategories(cohort.table),
      ].flatMap { one(.defined(0), nil, p: $0.withheld(for: small).pValue) }
    case .groupTest:
      let (events, others) = (cohort.scores(of: true), cohort.scores(of: false))
      return [
        mannWhitneyTest(events, others).pValue, signedRankTest(new, old).pValue, varianceTest(events, others).pValue,
        shapiroWilkTest(new).pValue, fisherExactTest(cohort.table),
        chiSquareTest(cohort.table, isCorrected: true).pValue, chiSquareTest(cohort.table, isCorrected: false).pValue,
      ].flatMap { one(.defined(0), nil, p: $0) }
    case .mcNemar:
      let calls = [old, new].map { $0.map { $0 >= 0.5 } }
      let test = McNemarResult(calls[0], calls[1]).withheld(for: small)
      return [test.exactPValue, test.plain.pValue, test.corrected.pValue].flatMap { one($0, nil, p: $0) }
    case .hosmerLemeshow:
      let test = HosmerLemeshowTest(probabilities: new, outcomes: outcomes, of: .fixed).refusingSmallCounts
      return one(test.pValue, nil, p: test.withheld(for: small).pValue)
    case .discriminationTest: return one(.defined(0), nil, p: cohort.validation.discriminationTest.pValue)
    case .unreliabilityTest: return one(.defined(0), nil, p: cohort.validation.unreliabilityTest.pValue)
    case .spiegelhalter: return one(.defined(0), nil, p: cohort.validation.spiegelhalter.pValue)
    case .holm, .benjaminiHochberg:
      let raw = [deLongTest(new, old, outcomes: outcomes), deLongTest(new, new.map { $0 * $0 }, outcomes: outcomes)]
        .compactMap { $0.withheld(for: small).pValue.value }
      let adjusted =
        self == .holm ? holmAdjusted(raw, comparisons: 3) : benjaminiHochbergAdjusted(raw, comparisons: 3)
      return adjusted.flatMap { one(.defined($0), nil, p: .defined($0)) }
    }
  }
}

extension ContractCohort {
  /// Few resamples: the contract holds for any number.
  var bootstrap: AUCBootstrap? {
    try? AUCBootstrap.draw([old, new], outcomes: outcomes, resamples: 60, seed: seed).get()
  }

  var curve: CalibrationCurve? {
    guard outcomes.count <= 80 else { return nil }
    return try? CalibrationCurve.fit(probabilities: new, outcomes: outcomes, resamples: 60, seed: seed).get()
  }

  var fit: CalibrationFit { CalibrationFit(probabilities: new, outcomes: outcomes) }

  var validation: ValidationStatistics {
    ValidationStatistics(probabilities: new, outcomes: outcomes).withheld(for: SmallClasses.reason(outcomes))
  }

  var shares: [Proportion] {
    let table = ConfusionMatrix(scores: new, outcomes: outcomes, threshold: 0.5)
    return [
      table.sensitivity, table.specificity, table.positivePredictiveValue, table.negativePredictiveValue,
      table.accuracy,
    ]
  }

  /// The second score in one class.
  func scores(of wanted: Bool) -> [Double] { zip(new, outcomes).filter { $0.1 == wanted }.map(\.0) }

  /// Outcomes by classes at 0.5.
  var table: [[Int]] {
    [true, false].map { wanted in
      [true, false].map { call in zip(new, outcomes).count { $0.1 == wanted && ($0.0 >= 0.5) == call } }
    }
  }

  /// Both shares of every place of the curve, with the limits that hold together.
  var regions: [(estimate: Statistic, interval: ConfidenceInterval?)] {
    ROCCurve(scores: new, outcomes: outcomes).points.flatMap { point in
      let region = point.region()
      return [(point.sensitivity, region?.sensitivity), (point.specificity, region?.specificity)]
    }
  }

  var categorical: NetReclassification {
    NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes, cutoffs: [0.3, 0.6]))
      .withheld(for: SmallClasses.reason(outcomes))
  }

  var continuous: NetReclassification {
    NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes))
      .withheld(for: SmallClasses.reason(outcomes))
  }

  var benefits: [DecisionCurve.Point] {
    DecisionCurve(probabilities: new, outcomes: outcomes, thresholds: [0, 0.05, 0.3, 0.5, 0.8, 0.99]).points
  }

  /// AUCs of the folds; none where a fold has only one class.
  func foldAUCs(_ scores: [Double]) -> [Double] {
    let all = Set(folds).sorted().map { fold -> Double? in
      let own = folds.indices.filter { folds[$0] == fold }
      return auc(own.map { scores[$0] }, outcomes: own.map { outcomes[$0] }).value
    }
    return all.contains { $0 == nil } ? [] : all.compactMap(\.self)
  }

  func overFolds(_ values: [Double], in range: ClosedRange<Double>) -> CorrectedResampledTest {
    CorrectedResampledTest(values, testToTraining: 0.5, in: range)
  }
}
