import Arms
import Comparison
import Foundation
import Results
import SavedModels
import Statistics

// Every figure that follows from the predictions, computed again by the code that made it.
extension RunAudit {
  /// Figures of a row that do not follow from its predictions.
  func otherFigures(of model: ModelResult, in block: ProtocolResults) -> [String] {
    // Bands are drawn from the seed of the study. Those of a run in memory have just been drawn, and take most of the
    // time.
    let again = Evaluator(of: split, block.evaluation).performance(
      model.predictions, of: model.family, bandSeed: evidence.isOfFolder ? evidence.study.seed : nil)
    var found: [String] = []
    let isOther = model.foldAUCs == nil && !agree(again.auc, model.test.auc)
    if isOther || !agree(again.scoreAUC, model.test.scoreAUC) {
      found.append("\(model.id): the interval of the AUC does not follow from the scores")
    }
    if !agree(again.curve, model.test.curve) || again.patients != model.test.patients
      || model.test.regions != nil && !agree(again.regions, model.test.regions)
    {
      found.append("\(model.id): the ROC curve or its number of patients does not follow from the scores")
    }
    if !agree(again.confusion, model.test.confusion) {
      found.append(
        "\(model.id): sensitivity, specificity or a related figure does not follow from the predicted classes")
    }
    if !agree(again.brier, model.test.brier) {
      found.append("\(model.id): the Brier score does not follow from the probabilities")
    }
    let (probabilities, given) = (
      again.probabilities?.asDetailed(as: model.test.probabilities), model.test.probabilities
    )
    if !agree(probabilities?.withoutBands, given?.withoutBands) {
      found.append("\(model.id): calibration or net benefit does not follow from the probabilities")
    } else if evidence.isOfFolder, !agree(probabilities, given) {
      found.append("\(model.id): the calibration index or its interval does not follow from the probabilities")
    } else if let given, !evidence.isOfFolder, !hasOwnBand(given, computedAgain: probabilities) {
      found.append("\(model.id): the calibration index or its interval does not follow from the probabilities")
    }
    if let given = model.conformal, !agree(given, setsAgain(model, as: given)) {
      found.append("\(model.id): the coverage or the sizes of its prediction sets do not follow from the sets")
    }
    return found
  }

  /// The sets of the predictions, counted again.
  private func setsAgain(_ model: ModelResult, as given: ConformalResult) -> ConformalResult? {
    ConformalResult(
      model.predictions, rule: evidence.study.conformal ?? given.rule, calibrated: given.calibrated,
      unlimited: given.unlimited, owners: split.owners)
  }

  /// Whether the bootstrap interval of the calibration index belongs to that index. The interval itself is random and
  /// cannot be computed again, but the value in its middle can.
  private func hasOwnBand(_ given: ProbabilityPerformance, computedAgain again: ProbabilityPerformance?) -> Bool {
    guard let own = given.imprecision else { return again?.imprecision == nil }
    guard own.events == again?.imprecision?.events else { return false }
    guard let index = own.index else { return own.resamples == 0 }
    guard agree(index.value, given.calibrationIndex) else { return false }
    guard let lower = index.lower, let upper = index.upper else { return index.lower == nil && index.upper == nil }
    // The index is a mean distance between two probabilities, so it lies in 0...1.
    return 0 <= lower && lower <= upper && upper <= 1
  }

  /// AUCs of the outer folds, or their mean, that do not follow from the predictions.
  func otherFolds(of model: ModelResult, in block: ProtocolResults, isRepeated: Bool) -> [String] {
    guard let folds = model.foldAUCs else { return ["\(model.id): the results do not hold the AUCs of its folds"] }
    var found: [String] = []
    let values = folds.compactMap(\.number)
    let centre = values.count == folds.count && !values.isEmpty ? mean(values) : nil
    if !isNear(model.test.auc.value.number, centre) {
      found.append("\(model.id): the AUC is not the mean of its folds")
    } else if !agree(Estimate(folds, testToTraining: split.testToTraining), model.test.auc) {
      found.append("\(model.id): the interval of the AUC does not follow from its folds")
    }
    if folds.count != split.pairs.count {
      found.append("\(model.id): has AUCs of \(folds.count) folds, but the split has \(split.pairs.count)")
    }
    if !isRepeated, !agree(foldAUCs(of: model, in: block), folds) {
      found.append("\(model.id): the AUCs of its folds do not follow from the scores")
    }
    return found
  }

  /// AUCs of folds that were dealt once, so that each patient has one prediction.
  private func foldAUCs(of model: ModelResult, in block: ProtocolResults) -> [Quantity] {
    let evaluator = Evaluator(evaluation: block.evaluation, intervalNote: nil)
    let all = Dictionary(model.predictions.map { ($0.subject, $0) }) { first, _ in first }
    return split.pairs.map { pair in
      evaluator.performance(pair.test.compactMap { all[evidence.ids[$0]] }, of: model.family).auc.value
    }
  }

  /// Comparisons of rows that do not follow from the predictions.
  func otherComparisons(_ block: ProtocolResults) -> [String] {
    let again = RowComparisons(evaluation: block.evaluation, split: split, primary: evidence.study.primaryPairs)
      .all(block.models)
    guard again.count == block.comparisons.count else {
      return ["\(block.evaluation.mark)\(block.comparisons.count) comparisons, where \(again.count) were expected"]
    }
    return zip(again, block.comparisons).filter { !agree($0.0, $0.1) }.map {
      "\(block.evaluation.mark)\($0.0.first) against \($0.0.second): the comparison does not follow from the "
        + "predictions"
    }
  }

  /// Whether two figures are equal up to the last digits, which another machine may round differently.
  package func agree(_ a: some Encodable, _ b: some Encodable) -> Bool {
    guard let a = try? JSONEncoder().encode([a]), let b = try? JSONEncoder().encode([b]) else { return false }
    if a == b { return true }
    guard let first = try? JSONSerialization.jsonObject(with: a),
      let second = try? JSONSerialization.jsonObject(with: b)
    else { return false }
    return RunAudit.agree(first, second)
  }

  private static func agree(_ a: Any, _ b: Any) -> Bool {
    switch (a, b) {
    case (let a as [Any], let b as [Any]): a.count == b.count && zip(a, b).allSatisfy { agree($0, $1) }
    case (let a as [String: Any], let b as [String: Any]):
      a.keys.sorted() == b.keys.sorted() && a.allSatisfy { key, value in b[key].map { agree(value, $0) } ?? false }
    case (let a as NSNumber, let b as NSNumber):
      isNear(a.doubleValue, b.doubleValue)
    case (let a as String, let b as String): a == b
    default: a is NSNull && b is NSNull
    }
  }
}

extension ProbabilityPerformance {
  /// The same without intervals of the net benefit if `other`, of an older version, has none.
  fileprivate func asDetailed(as other: ProbabilityPerformance?) -> ProbabilityPerformance {
    guard let other, other.netBenefit.allSatisfy({ $0.lower == nil }) else { return self }
    var bare = self
    bare.netBenefit = netBenefit.map {
      Benefit(threshold: $0.threshold, model: $0.model, everybody: $0.everybody)
    }
    return bare
  }

  /// The same without the band of the curve, which is random.
  fileprivate var withoutBands: ProbabilityPerformance {
    var bare = self
    bare.imprecision = nil
    bare.curve = curve.map { CurvePoint(predicted: $0.predicted, observed: $0.observed) }
    return bare
  }
}
