import Learning
import Results

extension RunAudit {
  /// Cross-validated against held-out AUC, for each tuned row of an arm that has predictions. A model that was fitted
  /// only on all patients has no held-out AUC to compare.
  package var gaps: [PromiseGap] {
    var result: [PromiseGap] = []
    for block in evidence.results.protocols {
      for model in block.models where model.family != .baseline && isFitted(model) {
        guard let promised = model.tuning?.auc else { continue }
        let unseen = (model.test.scoreAUC ?? model.test.auc).value.number
        let figures = PromiseGap.Figures(crossValidated: promised, heldOut: unseen)
        let leaking = missingInFolds(of: model, in: block)
        let at = result.firstIndex { $0.model == model.name } ?? result.count
        if at == result.count { result.append(PromiseGap(model: model.name)) }
        guard !leaking.isEmpty else {
          result[at].inside = figures
          continue
        }
        let selects = leaking.contains(.selection) || leaking.contains(.filter)
        (result[at].outside, result[at].leaking) = (figures, selects ? "selection" : "preparation")
      }
    }
    return result
  }
}
