import Learning
import Results
import Statistics

// What the predictions say of the figures.
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
        "An AUC that is the balanced accuracy of the calls and not the AUC of the scores is one of labels; so are scores of "
        + "an arm with two values.", against: against, unexamined: nothingScored(block))
  }

  /// Why a row's discrimination is that of labels, and whether it is the AUC that was made of calls, which a protocol
  /// may choose, or the scores themselves, which none does; `nil` where neither is.
  private func labelEvidence(_ model: ModelResult) -> (reason: String, isOfAUC: Bool)? {
    let scored = model.predictions.filter { $0.score != nil }
    if model.family != .baseline, scored.count > 4, isOfTwoValues(model), seesMoreThanTwo(model) {
      return ("its scores have two values", false)
    }
    if model.foldAUCs != nil, model.test.scoreAUC != nil {
      return ("the AUCs of its folds are those of calls", true)
    }
    guard model.foldAUCs == nil, let reported = model.test.auc.value.number,
      let balanced = model.test.confusion?.balancedAccuracy.number,
      let area = auc(scored.compactMap(\.score), outcomes: scored.map(\.outcome)).value
    else { return nil }
    let isOfLabels = abs(reported - balanced) < 1e-9 && abs(reported - area) > 1e-9
    return isOfLabels
      ? ("its AUC \(reported) is the balanced accuracy; that of its scores is \(area)", true) : nil
  }

  /// Whether its scores have two values that are no constants of two models: a model that tells nobody apart scores the
  /// patients of each test set alike, and in leave-one-out a little lower where the one left out is an event (an AUC of
  /// 0).
  private func isOfTwoValues(_ model: ModelResult) -> Bool {
    let scored = Dictionary(
      model.predictions.compactMap { one in one.score.map { (one.subject, (score: $0, outcome: one.outcome)) } }
    ) { first, _ in first }
    guard Set(scored.values.map(\.score)).count == 2 else { return false }
    guard split.pairs.contains(where: { $0.test.count > 1 }) else {
      let all = Array(scored.values)
      return auc(all.map(\.score), outcomes: all.map(\.outcome)).value != 0
    }
    return split.pairs.contains { pair in Set(pair.test.compactMap { scored[evidence.ids[$0]]?.score }).count == 2 }
  }

  /// Whether a row has a column that takes more than two values. A model of one factor with two levels gives two
  /// scores, and rightly.
  private func seesMoreThanTwo(_ model: ModelResult) -> Bool {
    guard model.family == .handcrafted else { return true }
    // The nearest neighbour alone, or one tree, says 0 or 1 of everybody.
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
    let others = block.models.map(\.id).filter(evidence.otherPredictions.contains)
    var against = others.map { "\($0): predictions.csv and results.json differ" }
    let known = Dictionary(zip(evidence.ids, evidence.outcomes)) { first, _ in first }
    for model in block.models { against += mismatches(model, known) + otherFigures(model, block) }
    against += otherComparisons(block)
    return AuditFinding(
      .figuresFollow, block.evaluation.name,
      basis:
        "AUC, 2 x 2 table, Brier score, calibration and net benefit of each row, and \(block.comparisons.count) comparisons of rows, were "
        + "computed again from the predictions"
        + (split.evaluation.hasFolds
          ? "; AUCs of outer folds and what follows from them are a check of their own." : "."),
      against: against.map { AuditPiece($0) }, unexamined: nothingScored(block))
  }

  /// Why predictions say nothing; `nil` where a row has some.
  private func nothingScored(_ block: ProtocolResults) -> String? {
    block.models.contains(where: isFitted) ? nil : "No row could be fitted, so there is no prediction."
  }

  /// AUCs of outer folds are known from the predictions where each patient has one; those of folds that were dealt
  /// repeatedly would need the score of every repetition, of which the files have the mean.
  package func foldFiguresFollow(_ block: ProtocolResults) -> [AuditFinding] {
    guard split.evaluation.hasFolds else { return [] }
    let isRepeated = if case .crossValidated(_, let times) = split.evaluation { times > 1 } else { false }
    let against = block.models.flatMap { otherFolds($0, block, isRepeated) }
    return [
      AuditFinding(
        .foldFiguresFollow, block.evaluation.name,
        basis: "The AUC of every outer fold was computed again from the predictions, and their mean from them.",
        against: against.map { AuditPiece($0) },
        unexamined: nothingScored(block)
          ?? (isRepeated
            ? "Folds were dealt repeatedly and the files have each patient's mean over the repetitions, not the scores of every one: only "
              + "that the AUC is the mean of its folds was computed again." : nil))
    ]
  }

  /// - Parameter known: outcomes by patient.
  private func mismatches(_ model: ModelResult, _ known: [String: Bool]) -> [String] {
    let scored = model.predictions.filter { $0.score != nil }
    var found: [String] = []
    let (scores, outcomes) = (scored.compactMap(\.score), scored.map(\.outcome))
    let expected = scored.allSatisfy { known[$0.subject] == $0.outcome }
    if !expected { found.append("\(model.id): outcomes are not those of patients.csv") }
    if model.foldAUCs == nil {
      // A row whose protocol ranks by calls has the AUC of its scores beside it.
      let reported = model.test.scoreAUC ?? model.test.auc
      if !isNear(reported.value.number, auc(scores, outcomes: outcomes).value) {
        found.append("\(model.id): AUC does not follow from the scores")
      }
    }
    if let table = model.test.confusion, table.counts != counts(scored) {
      found.append("\(model.id): the 2 x 2 table does not follow from the calls")
    }
    return found
  }

  private func counts(_ scored: [Prediction]) -> [Int] {
    let count = { (outcome: Bool, call: Bool) in scored.count { $0.outcome == outcome && $0.isCalledEvent == call } }
    return [count(true, true), count(true, false), count(false, true), count(false, false)]
  }
}

extension Confusion {
  /// True positives, false negatives, false positives, true negatives.
  fileprivate var counts: [Int] { [truePositives, falseNegatives, falsePositives, trueNegatives] }
}
