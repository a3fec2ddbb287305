import Results

/// Models with scores drawn from a small generator, so that curves and tables of the fixture agree with each other.
extension InventedResults {
  static func model(_ name: String, index: Int, events: Int, nonEvents: Int, isLeaveOneOut: Bool) -> ModelResult {
    let strength = [0.35, 1.1, 1.7, 0.6][index % 4]
    var draw = Draw(state: UInt64(index * 7919 + events))
    let patients = (0..<(events + nonEvents)).map { (id: "LACC-\(1000 + $0)", outcome: $0 < events) }
    let scores = patients.map { ($0.outcome ? strength : 0) + draw.bell() }
    let predictions = zip(patients, scores).map { patient, score in
      Prediction(
        subject: patient.id, outcome: patient.outcome, score: score,
        probability: min(0.99, max(0.01, 0.22 + score / 6)), isCalledEvent: score > 0.4)
    }
    let hasTuning = index != 0 && index != 3
    let training = performance(predictions, boost: 0.3)
    return ModelResult(
      id: "model_\(index)", name: name, summary: "A model invented for the tests of the page.",
      test: performance(predictions, boost: 0), training: isLeaveOneOut ? nil : training,
      outOfFold: isLeaveOneOut || !hasTuning ? nil : performance(predictions, boost: 0.05),
      selectedColumns: hasTuning
        ? (0..<20).map { "CE-T1_wavelet-LLH_glcm_Feature\($0)" } : ["tumour size", "FIGO stage", "HPV"],
      setting: hasTuning ? "rbf, C 1000, gamma 0.001" : "logistic regression, L2, C 1", cutoff: 0.2867,
      flags: isLeaveOneOut ? ["4 training events in some folds: 4 inner folds"] : [], predictions: predictions)
  }

  /// Performance of scores; `boost` lifts the AUC, as resubstitution would.
  private static func performance(_ predictions: [Prediction], boost: Double) -> Performance {
    let curve = curve(predictions)
    let area = zip(curve, curve.dropFirst()).reduce(0.0) { sum, pair in
      sum + (pair.1.falsePositiveRate - pair.0.falsePositiveRate)
        * (pair.0.truePositiveRate + pair.1.truePositiveRate) / 2
    }
    let auc = min(1, area + boost)
    let events = predictions.count(where: \.outcome.hadEvent)
    return Performance(
      patients: .init(events: events, nonEvents: predictions.count - events),
      auc: Estimate(.value(auc), lower: max(0, auc - 0.11), upper: min(1, auc + 0.11)), curve: curve,
      confusion: confusion(predictions), brier: .value(0.21 - boost / 3))
  }

  private static func curve(_ predictions: [Prediction]) -> [Performance.ROCPoint] {
    let events = Double(predictions.count(where: \.outcome.hadEvent))
    let others = Double(predictions.count) - events
    var (found, false_) = (0.0, 0.0)
    var points = [Performance.ROCPoint(falsePositiveRate: 0, truePositiveRate: 0)]
    for prediction in predictions.sorted(by: { ($0.score ?? 0) > ($1.score ?? 0) }) {
      if prediction.outcome.hadEvent { found += 1 } else { false_ += 1 }
      points.append(.init(falsePositiveRate: false_ / others, truePositiveRate: found / events))
    }
    return points
  }

  private static func confusion(_ predictions: [Prediction]) -> Confusion {
    func count(_ outcome: Bool, _ call: Bool) -> Int {
      predictions.count { $0.outcome.hadEvent == outcome && $0.isCalledEvent == call }
    }
    func share(_ part: Int, _ whole: Int) -> Estimate {
      guard whole > 0 else { return Estimate(.undefined(.other("No patient was classified as event."))) }
      let value = Double(part) / Double(whole)
      return Estimate(.value(value), lower: max(0, value - 0.12), upper: min(1, value + 0.12))
    }
    let (tp, fn, fp, tn) = (count(true, true), count(true, false), count(false, true), count(false, false))
    let (sensitivity, specificity) = (share(tp, tp + fn), share(tn, tn + fp))
    let balanced = ((sensitivity.value.number ?? 0) + (specificity.value.number ?? 0)) / 2
    return Confusion(
      truePositives: tp, falseNegatives: fn, falsePositives: fp, trueNegatives: tn, sensitivity: sensitivity,
      specificity: specificity, ppv: share(tp, tp + fp), npv: share(tn, tn + fn), balancedAccuracy: .value(balanced),
      f1: .value(0.512), mcc: .value(2 * balanced - 1.05))
  }

  private struct Draw {
    var state: UInt64

    /// Roughly normal: the sum of twelve uniforms less six.
    mutating func bell() -> Double {
      (0..<12).reduce(-6.0) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 11) / 9_007_199_254_740_992
      }
    }
  }
}
