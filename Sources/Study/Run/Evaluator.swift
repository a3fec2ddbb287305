import Statistics

/// Turns scores into the figures of one row of Table 2.
struct Evaluator {
  /// Why the scores get no DeLong interval; `nil` where they come from one model, as its variance assumes.
  let intervalNote: String?

  static let pooledLeaveOneOut =
    "leave-one-out scores come from models that share training patients; DeLong's variance assumes one model"
  static let pooledFolds =
    "out-of-fold scores come from the models of several folds; DeLong's variance assumes one model"

  /// The figures of the predictions that have a score.
  func performance(_ predictions: [Prediction]) -> Performance {
    let scored = predictions.filter { $0.score != nil }
    let outcomes = scored.map(\.outcome)
    let scores = scored.compactMap(\.score)
    let events = outcomes.count { $0 }
    return Performance(
      patients: InclusionFlow.ClassCounts(events: events, nonEvents: outcomes.count - events),
      auc: auc(scores, outcomes), curve: curve(scores, outcomes), confusion: confusion(scored), brier: brier(scored))
  }

  /// The paired comparison of two models on the patients that both scored.
  func comparison(_ first: ModelResult, _ second: ModelResult) -> ModelComparison {
    let scores = Dictionary(second.predictions.map { ($0.subject, $0.score) }) { a, _ in a }
    let pairs = first.predictions.compactMap { prediction -> (Double, Double, Bool)? in
      guard let a = prediction.score, let b = scores[prediction.subject] ?? nil else { return nil }
      return (a, b, prediction.outcome)
    }
    let test = deLongTest(pairs.map(\.0), pairs.map(\.1), outcomes: pairs.map(\.2))
    if let intervalNote {
      return ModelComparison(
        first: first.name, second: second.name,
        difference: Estimate(test.difference.quantity, intervalNote: intervalNote), p: .undefined(intervalNote))
    }
    return ModelComparison(
      first: first.name, second: second.name,
      difference: Estimate(test.difference.quantity, test.interval, note: test.pValue.reason?.explanation),
      p: test.pValue.quantity)
  }

  private func auc(_ scores: [Double], _ outcomes: [Bool]) -> Estimate {
    let estimate = AUCEstimate(scores: scores, outcomes: outcomes)
    if let intervalNote { return Estimate(estimate.auc.quantity, intervalNote: intervalNote) }
    return Estimate(estimate.auc.quantity, estimate.interval, note: estimate.variance.reason?.explanation)
  }

  /// From (0, 0) to (1, 1), as figures draw it.
  private func curve(_ scores: [Double], _ outcomes: [Bool]) -> [Performance.ROCPoint] {
    ROCCurve(scores: scores, outcomes: outcomes).points.reversed().compactMap { point in
      guard let sensitivity = point.sensitivity.value, let specificity = point.specificity.value else { return nil }
      return Performance.ROCPoint(falsePositiveRate: 1 - specificity, truePositiveRate: sensitivity)
    }
  }

  private func brier(_ scored: [Prediction]) -> Quantity {
    let calibrated = scored.filter { $0.probability != nil }
    guard calibrated.count == scored.count else { return .undefined("too few events to calibrate probabilities") }
    return BrierScore(probabilities: calibrated.compactMap(\.probability), outcomes: calibrated.map(\.outcome))
      .score.quantity
  }

  private func confusion(_ scored: [Prediction]) -> Confusion? {
    let called = scored.filter { $0.isCalledEvent != nil }
    guard called.count == scored.count, !called.isEmpty else { return nil }
    let count = { (outcome: Bool, call: Bool) in called.count { $0.outcome == outcome && $0.isCalledEvent == call } }
    return Confusion(
      ConfusionMatrix(
        truePositives: count(true, true), falseNegatives: count(true, false), falsePositives: count(false, true),
        trueNegatives: count(false, false)))
  }
}

extension Confusion {
  init(_ table: ConfusionMatrix) {
    self.init(
      truePositives: table.truePositives, falseNegatives: table.falseNegatives, falsePositives: table.falsePositives,
      trueNegatives: table.trueNegatives, sensitivity: Estimate(table.sensitivity),
      specificity: Estimate(table.specificity), ppv: Estimate(table.positivePredictiveValue),
      npv: Estimate(table.negativePredictiveValue), balancedAccuracy: table.balancedAccuracy.quantity,
      f1: table.f1.quantity, mcc: table.matthewsCorrelation.quantity)
  }
}

extension Estimate {
  init(_ proportion: Proportion) {
    self.init(proportion.estimate.quantity, proportion.wilsonInterval(), note: nil)
  }

  init(_ value: Quantity, _ interval: ConfidenceInterval?, note: String?) {
    self.init(value, lower: interval?.lower, upper: interval?.upper, intervalNote: interval == nil ? note : nil)
  }
}

extension Statistic {
  /// The statistic as a result: a number, or its reason in words.
  var quantity: Quantity {
    switch self {
    case .defined(let value): value.isFinite ? .value(value) : .undefined("infinite")
    case .undefined(let reason): .undefined(reason.explanation)
    }
  }
}
