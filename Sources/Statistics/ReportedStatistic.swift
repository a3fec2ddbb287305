/// Every statistic that Apus reports with an interval or a p-value: the one list, over which a contract test runs.
///
/// An interval is computed for a case of this list and takes its range from here, so a new statistic needs a case, and
/// a case needs its line in the contract test (`IntervalContractTests`).
package enum ReportedStatistic: String, Hashable, Sendable, CaseIterable {
  /// AUC, by DeLong or, over clusters, by Obuchowski.
  case auc, clusteredAUC
  /// AUC with the percentiles of a bootstrap.
  case bootstrapAUC
  /// Mean AUC over folds.
  case meanFoldAUC
  /// Difference of two AUCs of the same subjects, over clusters, of other subjects, by bootstrap, and over folds.
  case aucDifference, clusteredAUCDifference, unpairedAUCDifference, bootstrapAUCDifference, meanFoldAUCDifference
  /// Shares of the 2 × 2 table, with Wilson's and with Clopper and Pearson's limits; also the coverage of prediction
  /// sets.
  case wilsonShare, exactShare
  /// Reclassification by categories or by predicted classes, and of any change.
  case nriOfEvents, nriOfNonEvents, nri, continuousNRIOfEvents, continuousNRIOfNonEvents, continuousNRI
  /// Integrated discrimination improvement.
  case idi
  /// The logistic recalibration, and events observed over events expected.
  case calibrationIntercept, calibrationSlope, calibrationInTheLarge, observedToExpected
  /// Integrated calibration index, and a place of the smooth curve.
  case calibrationIndex, calibrationCurve
  /// Net benefit, and net benefit less that of treating everybody.
  case netBenefit, netBenefitOverAll
  /// Sensitivity and specificity of a place of the ROC curve, which hold together.
  case rocRegion
  /// Agreement of repeated values.
  case intraclassCorrelation
  /// Difference of two means, and the conditional odds ratio of a 2 × 2 table, as `apus test` has them.
  case meanDifference, oddsRatio
  /// A p-value of Table 1, and those of `apus test`.
  case baselineTest, groupTest
  /// Tests without an interval.
  case mcNemar, hosmerLemeshow, discriminationTest, unreliabilityTest, spiegelhalter
  /// Adjusted p-values of several comparisons.
  case holm, benjaminiHochberg

  /// What the statistic can be in a population; an interval beyond it names impossible values. The net benefit and the
  /// ratio of events have a range of their own, which depends on threshold and probabilities.
  package var range: ClosedRange<Double> {
    switch self {
    case .auc, .clusteredAUC, .bootstrapAUC, .meanFoldAUC, .wilsonShare, .exactShare, .calibrationCurve, .rocRegion:
      0...1
    // Of a mean of ratings it has no lower bound.
    case .intraclassCorrelation: -.infinity...1
    case .aucDifference, .clusteredAUCDifference, .unpairedAUCDifference, .bootstrapAUCDifference,
      .meanFoldAUCDifference, .nriOfEvents, .nriOfNonEvents, .continuousNRIOfEvents, .continuousNRIOfNonEvents:
      -1...1
    // The IDI is a difference of two discrimination slopes, each −1 for a model that is certain and wrong to 1.
    case .nri, .continuousNRI, .idi: -2...2
    case .calibrationIndex: 0...1
    case .observedToExpected, .oddsRatio: 0...(.infinity)
    case .meanDifference, .calibrationIntercept, .calibrationSlope, .calibrationInTheLarge, .netBenefit,
      .netBenefitOverAll:
      -.infinity...(.infinity)
    case .mcNemar, .hosmerLemeshow, .discriminationTest, .unreliabilityTest, .spiegelhalter, .baselineTest, .groupTest,
      .holm, .benjaminiHochberg:
      0...1
    }
  }

  /// Whether exchanging the two models changes the sign and nothing else.
  package var isDifference: Bool {
    switch self {
    case .aucDifference, .clusteredAUCDifference, .unpairedAUCDifference, .bootstrapAUCDifference,
      .meanFoldAUCDifference, .nriOfEvents, .nriOfNonEvents, .nri, .continuousNRIOfEvents, .continuousNRIOfNonEvents,
      .continuousNRI, .idi, .meanDifference:
      true
    default: false
    }
  }
}
