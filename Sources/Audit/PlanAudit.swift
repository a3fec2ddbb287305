import Arms
import Learning
import Records
import Results
import SavedModels
import StudyFiles

// What the study file promises, compared with what the run has. The files of a run can agree with each other after a
// row, a model or the plan was taken out of all of them.
extension RunAudit {
  /// Rows, models and steps that the study file asks for and the run lacks, or that the run has and the study file does
  /// not ask for.
  var otherPlan: [String] {
    guard evidence.isOfFolder else { return [] }
    return evidence.results.protocols.flatMap { block in
      missingRows(block) + block.models.flatMap { missingModel($0) + straySteps($0, in: block) + straySettings($0) }
    } + otherControls
  }

  private func missingRows(_ block: ProtocolResults) -> [String] {
    let known = Set(block.models.map(\.id))
    let lost = Set(evidence.lostRows.map(\.id))
    return plannedRoles.map { RowKey($0, in: block.evaluation.name).description }
      .filter { !known.contains($0) && !lost.contains($0) }
      .map { "\($0): study.yaml asks for this row, but the results do not have it" }
  }

  /// The rows of a protocol that follow from the study file, and from whether lesions have a volume.
  private var plannedRoles: [RowRole] {
    evidence.study.plannedRoles(withVolume: evidence.volumes.contains { $0 != nil })
  }

  /// A row that was fitted, whose model is neither saved nor written into `training.json`.
  private func missingModel(_ row: ModelResult) -> [String] {
    guard let entry = evidence.training?.first(where: { $0.id == row.id }), isFitted(row), entry.isComplete,
      !(row.role?.isControl ?? false), row.setting != "no model", entry.model == nil, !entry.hasFit
    else { return [] }
    return ["\(row.id): was fitted, but its model is neither in models/ nor in training.json"]
  }

  /// Steps of a handcrafted row that are in the log although the study file does not choose them.
  private func straySteps(_ row: ModelResult, in block: ProtocolResults) -> [String] {
    guard row.family == .handcrafted else { return [] }
    let steps = evidence.study.learning
    let allowed: [(FitKind, Bool)] = [
      (.harmonisation, steps?.harmonise != nil), (.filter, steps?.filters.isEmpty == false),
      (.oversampling, steps.map { $0.oversample != .none } ?? false), (.selection, steps?.select.isEmpty != true),
    ]
    let found = index.kinds(within: block.purpose(of: row))
    return allowed.filter { !$0.1 && found.contains($0.0) }
      .map { "\(row.id): fits.json has fits of \($0.0.words), which study.yaml does not ask for" }
  }

  /// Settings of a classifier that were tried although the study file does not name them.
  private func straySettings(_ row: ModelResult) -> [String] {
    guard row.family == .handcrafted, let steps = evidence.study.learning,
      // With too few events nothing is tuned, and the setting is not that of the study file.
      let run = evidence.training?.first(where: { $0.id == row.id })?.training, run.folds != nil
    else { return [] }
    let context = StepContext(balancesClasses: steps.weights == .balanced, seed: evidence.study.seed)
    let allowed = Set(steps.classifiers.flatMap { $0.settings(context) }.map(\.description))
    let other = Set(run.candidates.map(\.settings.description)).subtracting(allowed).sorted()
    return other.isEmpty
      ? [] : ["\(row.id): training.json has settings that study.yaml does not name: \(Array(other).shown)"]
  }

  /// Negative controls that do not follow from their own values, or are not those of the study file.
  private var otherControls: [String] {
    let (wanted, controls) = (evidence.study.controls.permutedOutcomes, evidence.results.controls)
    let names = Set(evidence.results.protocols.flatMap { $0.models.map(\.name) })
    let isPlanned = wanted > 0 && evidence.study.arms.contains(.handcrafted)
    // A run that was ended before its last protocol has no controls yet.
    let isUnfinished = evidence.results.protocols.count < evidence.study.protocols.count
    var found: [String] = []
    if !isUnfinished, controls.count != (isPlanned ? evidence.study.protocols.count : 0) {
      found.append("results.json has \(controls.count) controls of permuted outcomes, study.yaml asks for others")
    }
    for one in controls {
      let again = ControlResult(
        evaluation: one.evaluation, model: one.model, permutations: wanted, test: one.test.values,
        tuning: one.tuning.values)
      if !agree(again, one) || !names.contains(one.model)
        || max(one.test.values.count, one.tuning.values.count) > wanted
      {
        found.append("the control of \(one.model) (\(one.evaluation.rawValue)) does not follow from its values")
      }
    }
    return found
  }
}

// What a saved model says of itself.
extension RunAudit {
  /// Statements in the `model.json` of a row that the results, the study file or the tables of the run contradict.
  /// - Parameter withFigures: whether its performance is compared; not where a figure of the results is refuted.
  func otherDescription(of row: ModelResult, in block: ProtocolResults, withFigures: Bool) -> [String] {
    guard let description = evidence.models[row.id]?.description, let pair = keptSet else { return [] }
    let (study, origin) = (evidence.study, description.study)
    let range = description.training
    let events = pair.training.count { evidence.outcomes[$0].hadEvent }
    let flags =
      split.evaluation.hasTestSet ? description.flags : description.flags.map { "model on all patients: \($0)" }
    let same: [(String, Bool)] = [
      ("its name or summary", description.name == row.name && description.summary == row.summary),
      ("its family", description.family == row.family), ("its flags", Array(row.flags.prefix(flags.count)) == flags),
      ("its setting", description.setting == row.setting), ("its columns", description.selected == row.selectedColumns),
      ("its performance", !withFigures || isEvidence(description.evidence, of: row)),
      ("its cutoff", isNear(description.cutoff.threshold.flatMap { $0.isFinite ? $0 : nil }, row.cutoff)),
      (
        "its study",
        origin.name == study.name && origin.isSynthetic == study.isSynthetic && origin.seed == study.seed
          && origin.event == study.outcome.eventName && origin.nonEvent == study.outcome.nonEventName
          && origin.evaluationProtocol == block.evaluation.name && origin.trainingSet == pair.set
          && origin.hash == evidence.results.study.studyHash
      ),
      ("its choices", origin.choices.filter { !row.choices.contains($0) }.allSatisfy { $0 == .unstratifiedFolds }),
      ("its training patients", range.patients == pair.training.count && range.events == events),
      ("the ranges of its features", hasOwnRanges(description.training.features, pair.training)),
    ]
    return same.filter { !$0.1 }.map { "models/\(row.id)/model.json and the rest of the run differ in \($0.0)" }
  }

  private func isEvidence(_ given: ModelEvidence?, of row: ModelResult) -> Bool {
    guard split.evaluation.hasTestSet else { return given == nil }
    guard let given else { return false }
    return given.events == row.test.patients.events && given.nonEvents == row.test.patients.nonEvents
      && agree(given.auc, row.test.auc) && agree(given.brier, row.test.brier)
  }

  /// Whether the ranges of features of the table are those of the training patients.
  private func hasOwnRanges(_ ranges: [FeatureRange]?, _ training: [Int]) -> Bool {
    (ranges ?? []).allSatisfy { range in
      guard let at = places[range.name] else { return true }
      return agree(FeatureRange(range.name, values: training.compactMap { evidence.features[$0][at] }), range)
    }
  }
}
