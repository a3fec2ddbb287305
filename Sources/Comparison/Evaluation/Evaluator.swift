import Results
import Statistics

/// Computes the results of one row of Table 2 from scores, as the protocol demands.
package struct Evaluator {
  /// How to evaluate.
  package let evaluation: EvaluationProtocol
  /// The reason why there is no DeLong interval; `nil` if all scores come from one model, as its variance assumes.
  package let intervalNote: AbsenceReason?
  /// The reason why the probabilities are not evaluated; `nil` if they are.
  package var probabilityNote: AbsenceReason?
  /// The patient of each subject, where a patient has several rows; `nil` where every row is a patient of its own.
  package var owners: [String: String]?

  /// Makes the value from its parts.
  package init(
    evaluation: EvaluationProtocol, intervalNote: AbsenceReason?, probabilityNote: AbsenceReason? = nil,
    owners: [String: String]? = nil
  ) {
    self.evaluation = evaluation
    self.intervalNote = intervalNote
    self.probabilityNote = probabilityNote
    self.owners = owners
  }

  /// The results of the predictions that have a score.
  /// - Parameter bandSeed: seed of the bands of the calibration curve; `nil` for none.
  package func performance(
    _ predictions: [Prediction], of family: ModelFamily, bandSeed: UInt64? = nil
  ) -> Performance {
    let scored = predictions.filter { $0.score != nil }
    switch Outcomes(scored.map(\.outcome)) {
    case .binary(let outcomes): return performance(scored, outcomes: outcomes, of: family, bandSeed: bandSeed)
    }
  }

  private func performance(
    _ scored: [Prediction], outcomes: [Bool], of family: ModelFamily, bandSeed: UInt64?
  ) -> Performance {
    let scores = scored.compactMap(\.score)
    let events = outcomes.count { $0 }
    let ranking = ranking(scored, of: family)
    let clusters = PatientClusters.of(scored.map(\.subject), owners: owners)
    let curve = ROCCurve(scores: ranking ?? scores, outcomes: outcomes).points.reversed()
    return Performance(
      patients: InclusionFlow.ClassCounts(events: events, nonEvents: outcomes.count - events),
      auc: ranking.map { auc($0, outcomes: outcomes, clusters: clusters) }
        ?? Estimate(.undefined(.noClassesToRank)),
      curve: curve.compactMap(Performance.ROCPoint.init), confusion: confusion(scored, clusters: clusters),
      brier: brier(scored, outcomes: outcomes),
      scoreAUC: ranksByCalls(family) ? auc(scores, outcomes: outcomes, clusters: clusters) : nil,
      probabilities: probabilities(scored, outcomes: outcomes, bandSeed: bandSeed, clusters: clusters),
      // Of the curve of one model on rows that are independent, as the interval of its area.
      regions: intervalNote == nil && clusters == nil ? curve.compactMap(Performance.ROCRegion.init) : nil)
  }

  private func ranksByCalls(_ family: ModelFamily) -> Bool {
    evaluation.makes(.labelAUC) && PublishedChoice.labelAUC.appliesTo(family)
  }

  /// The values of which the AUC is computed: scores, or predicted classes as 0 and 1; `nil` if a class is missing.
  private func ranking(_ scored: [Prediction], of family: ModelFamily) -> [Double]? {
    guard ranksByCalls(family) else { return scored.compactMap(\.score) }
    let calls = scored.compactMap(\.isCalledEvent)
    return calls.count == scored.count ? calls.map { $0 ? 1 : 0 } : nil
  }

  private func auc(_ scores: [Double], outcomes: [Bool], clusters: [Int]?) -> Estimate {
    let estimate =
      clusters.map { AUCEstimate(scores: scores, outcomes: outcomes, clusters: $0) }
      ?? AUCEstimate(scores: scores, outcomes: outcomes)
    if let intervalNote { return Estimate(estimate.auc.quantity, intervalNote: intervalNote) }
    return Estimate(estimate.auc.quantity, estimate.interval, note: estimate.intervalReason)
  }

  private func brier(_ scored: [Prediction], outcomes: [Bool]) -> Quantity {
    if let probabilityNote { return .undefined(probabilityNote) }
    let calibrated = scored.compactMap(\.probability)
    guard calibrated.count == scored.count else {
      return .undefined(.uncalibrated)
    }
    let brier = BrierScore(probabilities: calibrated, outcomes: outcomes)
    return evaluation.makes(.classWeightedBrier) ? brier.classWeighted.quantity : brier.score.quantity
  }

  private func probabilities(
    _ scored: [Prediction], outcomes: [Bool], bandSeed: UInt64?, clusters: [Int]?
  ) -> ProbabilityPerformance? {
    let values = scored.compactMap(\.probability)
    guard probabilityNote == nil, !values.isEmpty, values.count == scored.count else { return nil }
    return ProbabilityPerformance(
      values, outcomes: outcomes, bandSeed: bandSeed, clusters: clusters)
  }

  private func confusion(_ scored: [Prediction], clusters: [Int]?) -> Confusion? {
    let called = scored.filter { $0.isCalledEvent != nil }
    guard called.count == scored.count, !called.isEmpty else { return nil }
    let count = { (outcome: Bool, call: Bool) in
      called.count { $0.outcome.hadEvent == outcome && $0.isCalledEvent == call }
    }
    let table = Confusion(
      ConfusionMatrix(
        truePositives: count(true, true), falseNegatives: count(true, false), falsePositives: count(false, true),
        trueNegatives: count(false, false)))
    return clusters == nil ? table : table.withoutIntervals(.statistic(.rowsOfPatients))
  }
}

// Two models on the same patients.
extension Evaluator {
  /// The paired comparison of two models on the patients whom both scored.
  package func comparison(of first: ModelResult, against second: ModelResult) -> ModelComparison {
    let others = Dictionary(second.predictions.map { ($0.subject, $0) }) { a, _ in a }
    let pairs = first.predictions.compactMap { prediction -> (Prediction, Prediction)? in
      guard prediction.score != nil, let other = others[prediction.subject], other.score != nil else { return nil }
      return (prediction, other)
    }
    switch Outcomes(pairs.map(\.0.outcome)) {
    case .binary(let outcomes): return comparison(of: first, against: second, pairs: pairs, outcomes: outcomes)
    }
  }

  private func comparison(
    of first: ModelResult, against second: ModelResult, pairs: [(Prediction, Prediction)], outcomes: [Bool]
  ) -> ModelComparison {
    let clusters = PatientClusters.of(pairs.map(\.0.subject), owners: owners)
    var result = areas(of: first, against: second, pairs: pairs, outcomes: outcomes, clusters: clusters)
    result.reclassification = reclassification(pairs, outcomes: outcomes)
    result.discrimination = discrimination(pairs, outcomes: outcomes, first: first.family, second: second.family)
    guard clusters != nil else { return result }
    result.reclassification = result.reclassification?.withoutIntervals(.statistic(.rowsOfPatients))
    result.discrimination = result.discrimination?.withoutInterval(.statistic(.rowsOfPatients))
    return result
  }

  private func areas(
    of first: ModelResult, against second: ModelResult, pairs: [(Prediction, Prediction)], outcomes: [Bool],
    clusters: [Int]?
  ) -> ModelComparison {
    guard let a = ranking(pairs.map(\.0), of: first.family), let b = ranking(pairs.map(\.1), of: second.family) else {
      let reason = Quantity.undefined(.noClassesToRank)
      return ModelComparison(first: first.name, second: second.name, difference: Estimate(reason), p: reason)
    }
    let test =
      (clusters.map { deLongTest(a, b, outcomes: outcomes, clusters: $0) } ?? deLongTest(a, b, outcomes: outcomes))
      .withheld(for: SmallClasses.reason(outcomes, clusters: clusters))
    if let intervalNote {
      return ModelComparison(
        first: first.name, second: second.name,
        difference: Estimate(test.difference.quantity, intervalNote: intervalNote), p: .undefined(intervalNote))
    }
    return ModelComparison(
      first: first.name, second: second.name,
      difference: Estimate(test.difference.quantity, test.interval, note: test.pValue.reason),
      p: test.pValue.quantity)
  }

  /// By predicted classes, each at the cutoff of its own model. Up means from non-event to event.
  private func reclassification(
    _ pairs: [(Prediction, Prediction)], outcomes: [Bool]
  ) -> ModelComparison.Reclassification? {
    guard let new = calls(pairs.map(\.0)), let old = calls(pairs.map(\.1)), !pairs.isEmpty else { return nil }
    let found = ModelComparison.Reclassification(
      NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes))
        .withheld(for: SmallClasses.reason(outcomes)))
    guard probabilityNote != nil else { return found }
    return found.withoutIntervals(.invertedCalls)
  }

  /// By calibrated probabilities, or by predicted classes if the protocol says so.
  private func discrimination(
    _ pairs: [(Prediction, Prediction)], outcomes: [Bool], first: ModelFamily, second: ModelFamily
  ) -> ModelComparison.Improvement? {
    let choice = PublishedChoice.labelDiscrimination
    let isByCalls = evaluation.makes(choice) && choice.appliesTo(first) && choice.appliesTo(second)
    let values = { (predictions: [Prediction]) in isByCalls ? calls(predictions) : probabilities(of: predictions) }
    guard let new = values(pairs.map(\.0)), let old = values(pairs.map(\.1)), !pairs.isEmpty else { return nil }
    if !isByCalls, let probabilityNote {
      return ModelComparison.Improvement(Estimate(.undefined(probabilityNote)), p: .undefined(probabilityNote))
    }
    return ModelComparison.Improvement(
      IntegratedDiscrimination(old: old, new: new, outcomes: outcomes).total
        .withheld(for: SmallClasses.reason(outcomes)))
  }

  private func calls(_ predictions: [Prediction]) -> [Double]? {
    let calls = predictions.compactMap(\.isCalledEvent)
    return calls.count == predictions.count ? calls.map { $0 ? 1 : 0 } : nil
  }

  private func probabilities(of predictions: [Prediction]) -> [Double]? {
    let values = predictions.compactMap(\.probability)
    return values.count == predictions.count ? values : nil
  }
}
