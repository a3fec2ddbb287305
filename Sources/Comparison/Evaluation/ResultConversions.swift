import Results
import Statistics

extension Confusion {
  package init(_ table: ConfusionMatrix) {
    self.init(
      truePositives: table.truePositives, falseNegatives: table.falseNegatives, falsePositives: table.falsePositives,
      trueNegatives: table.trueNegatives, sensitivity: Estimate(table.sensitivity),
      specificity: Estimate(table.specificity), ppv: Estimate(table.positivePredictiveValue),
      npv: Estimate(table.negativePredictiveValue), balancedAccuracy: table.balancedAccuracy.quantity,
      f1: table.f1.quantity, mcc: table.matthewsCorrelation.quantity)
  }
}

extension Estimate {
  package init(_ proportion: Proportion) {
    self.init(proportion.estimate.quantity, proportion.wilsonInterval(), note: nil)
  }

  package init(_ value: Quantity, _ interval: ConfidenceInterval?, note: UndefinedReason?) {
    self.init(
      value, lower: interval?.lower, upper: interval?.upper,
      intervalNote: interval == nil ? note.map { .statistic($0) } : nil)
    replacement = interval?.replacement
  }
}

extension Statistic {
  /// The statistic as a result: a number, or the reason why it is undefined.
  package var quantity: Quantity {
    switch self {
    case .defined(let value): value.isFinite ? .value(value) : .undefined(.infinite)
    case .undefined(let reason): .undefined(.statistic(reason))
    }
  }
}

extension Performance.ROCPoint {
  /// A corner of the curve; `nil` without events or non-events.
  init?(_ point: ROCPoint) {
    guard let sensitivity = point.sensitivity.value, let specificity = point.specificity.value else { return nil }
    self.init(falsePositiveRate: 1 - specificity, truePositiveRate: sensitivity)
  }
}

extension Performance.ROCRegion {
  /// Where a corner lies with confidence; `nil` without events or non-events.
  init?(_ point: ROCPoint) {
    guard let (sensitivity, specificity) = point.region() else { return nil }
    self.init(
      falsePositiveRate: Limits(lower: 1 - specificity.upper, upper: 1 - specificity.lower),
      truePositiveRate: Limits(lower: sensitivity.lower, upper: sensitivity.upper))
  }
}
