import Foundation
import Learning
import Results
import Statistics

// Figures checked against the predictions.
extension RunAudit {
  package func scoresNotLabels(_ block: ProtocolResults) -> AuditFinding {
    var against: [AuditPiece] = []
    for model in block.models {
      guard let found = labelEvidence(model) else { continue }
      let isByChoice = block.evaluation.makes(.labelAUC) && PublishedChoice.labelAUC.appliesTo(model.family)
      against.append(
        AuditPiece(
          "\(block.purpose(of: model)): \(found.reason)",
          choice: found.isOfAUC && isByChoice ? .labelAUC : nil))
    }
    return AuditFinding(
      .scoresNotLabels, block.evaluation.name,
      basis:
        "An AUC counts as one of class labels if it equals the balanced accuracy of the predicted classes but not "
        + "the AUC of the scores. Scores of an arm with only two values count as class "
        + "labels too.", against: against, unexamined: nothingScored(block))
  }

  /// Why the discrimination of a row is that of class labels, and whether its AUC was computed from predicted classes
  /// (a protocol may choose that) or the scores themselves are labels (no protocol may). `nil` where neither holds.
  private func labelEvidence(_ model: ModelResult) -> (reason: String, isOfAUC: Bool)? {
    let scored = model.predictions.filter { $0.score != nil }
    if model.family != .baseline, scored.count > 4, isOfTwoValues(model), seesMoreThanTwo(model) {
      return ("its scores have only two values", false)
    }
    if model.foldAUCs != nil, model.test.scoreAUC != nil {
      return ("the AUCs of its folds are those of predicted classes", true)
    }
    guard model.foldAUCs == nil, let reported = model.test.auc.value.number,
      let balanced = model.test.confusion?.balancedAccuracy.number,
      let area = auc(scored.compactMap(\.score), outcomes: scored.map(\.outcome.hadEvent)).value
    else { return nil }
    let isOfLabels = abs(reported - balanced) < 1e-9 && abs(reported - area) > 1e-9
    return isOfLabels
      ? ("its AUC \(Self.text(reported)) is the balanced accuracy; the AUC of its scores is \(Self.text(area))", true)
      : nil
  }

  private static func text(_ area: Double) -> String { String(format: "%.4f", area) }

  /// Whether the scores take two values within one test set. Two values over all test sets are not enough: a model
  /// without information gives every patient of a test set the same score, and in leave-one-out a slightly lower one
  /// where the patient left out is an event (then the AUC is 0).
  private func isOfTwoValues(_ model: ModelResult) -> Bool {
    let scored = Dictionary(
      model.predictions.compactMap { one in
        one.score.map { (one.subject, (score: $0, outcome: one.outcome.hadEvent)) }
      }
    ) { first, _ in first }
    guard Set(scored.values.map(\.score)).count == 2 else { return false }
    guard split.pairs.contains(where: { $0.test.count > 1 }) else {
      let all = Array(scored.values)
      return auc(all.map(\.score), outcomes: all.map(\.outcome)).value != 0
    }
    return split.pairs.contains { pair in Set(pair.test.compactMap { scored[evidence.ids[$0]]?.score }).count == 2 }
  }

  /// Whether a row has a column with more than two values. A model of a single binary factor correctly gives only two
  /// scores.
  private func seesMoreThanTwo(_ model: ModelResult) -> Bool {
    guard model.family == .handcrafted else { return true }
    // A single nearest neighbour or a single tree gives every patient 0 or 1.
    let classifiers = evidence.study.learning?.classifiers ?? []
    if classifiers.contains(where: { StepRegistry.step($0.name, .classifier)?.scoresInSteps ?? false }) {
      return false
    }
    let own = Set(model.selectedColumns)
    return evidence.columns.indices.contains { at in
      own.contains(evidence.columns[at]) && Set(evidence.features.map { $0[at] }).count > 2
    }
  }

  package func figuresFollow(_ block: ProtocolResults) -> AuditFinding {
    var against = block.models.compactMap { model in
      evidence.otherPredictions[model.id].map { "\(model.id): predictions.csv and results.json differ in \($0)" }
    }
    let known = Dictionary(zip(evidence.ids, evidence.outcomes.all)) { first, _ in first }
    for model in block.models { against += mismatches(model, outcomes: known) + otherFigures(of: model, in: block) }
    against += otherComparisons(block)
    return AuditFinding(
      .figuresFollow, block.evaluation.name,
      basis:
        "AUC, 2 x 2 table, Brier score, calibration and net benefit of each row, and \(block.comparisons.count) "
        + "comparisons of rows, were computed again from the predictions"
        + (split.evaluation.hasFolds
          ? ". AUCs of outer folds have a check of their own." : "."),
      against: against.map { AuditPiece($0) }, unexamined: nothingScored(block))
  }

  /// Why there are no predictions to check; `nil` where a row has some.
  private func nothingScored(_ block: ProtocolResults) -> String? {
    block.models.contains(where: isFitted) ? nil : "No model could be fitted, so there are no predictions."
  }

  /// AUCs of outer folds follow from the predictions where each patient has one. Repeated folds would need the scores
  /// of every repetition, but the files hold only their mean.
  package func foldFiguresFollow(_ block: ProtocolResults) -> [AuditFinding] {
    guard split.evaluation.hasFolds else { return [] }
    let isRepeated = if case .crossValidated(_, let times) = split.evaluation { times > 1 } else { false }
    let against = block.models.flatMap { otherFolds(of: $0, in: block, isRepeated: isRepeated) }
    return [
      AuditFinding(
        .foldFiguresFollow, block.evaluation.name,
        basis: "The AUC of every outer fold, and the mean of these AUCs, were computed again from the predictions.",
        against: against.map { AuditPiece($0) },
        unexamined: nothingScored(block)
          ?? (isRepeated
            ? "The folds were repeated, and the files hold each patient's mean score over the repetitions instead of "
              + "every score. So it was only checked that the AUC is the mean of the AUCs of its folds." : nil))
    ]
  }

  /// - Parameter known: outcome of each patient.
  private func mismatches(_ model: ModelResult, outcomes known: [String: SubjectOutcome]) -> [String] {
    let scored = model.predictions.filter { $0.score != nil }
    var found: [String] = []
    let (scores, outcomes) = (scored.compactMap(\.score), scored.map(\.outcome.hadEvent))
    let expected = scored.allSatisfy { known[$0.subject] == $0.outcome }
    if !expected { found.append("\(model.id): the outcomes differ from those in patients.csv") }
    if model.foldAUCs == nil {
      // Where the protocol computes the AUC from predicted classes, the AUC of the scores is kept beside it.
      let reported = model.test.scoreAUC ?? model.test.auc
      if !isNear(reported.value.number, auc(scores, outcomes: outcomes).value) {
        found.append("\(model.id): the AUC does not follow from the scores")
      }
    }
    if let table = model.test.confusion, table.counts != counts(scored) {
      found.append("\(model.id): the 2 x 2 table does not follow from the predicted classes")
    }
    return found
  }

  private func counts(_ scored: [Prediction]) -> [Int] {
    let count = { (outcome: Bool, call: Bool) in
      scored.count { $0.outcome.hadEvent == outcome && $0.isCalledEvent == call }
    }
    return [count(true, true), count(true, false), count(false, true), count(false, false)]
  }
}

extension Confusion {
  /// True positives, false negatives, false positives, true negatives.
  fileprivate var counts: [Int] { [truePositives, falseNegatives, falsePositives, trueNegatives] }
}
