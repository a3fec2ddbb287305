import Cohorts
import Learning
import Results
import StudyFiles

// Which kinds of fits the study file, the protocol and the kind of row require. A kind of which the log has no entry at
// all would otherwise be missed: neither the final model nor a fold could be compared with the other.
extension RunAudit {
  /// Kinds of fits that the final model of a row must have, whatever the rest of the log holds.
  func requiredSteps(of model: ModelResult, in block: ProtocolResults, on pair: StudySplit.Pair) -> [FitKind] {
    guard model.family != .deep else { return requiredOfHead(model, in: block) }
    let own = purpose(of: model, in: block, on: pair)
    var kinds: [FitKind] = [.imputation, .constantColumns, .scaling, .classifier]
    if readsFactors(model) { kinds.append(.encoding) }
    guard model.family == .handcrafted else { return kinds }
    guard let steps = evidence.study.learning else { return kinds + [.selection] }
    if steps.harmonise != nil { kinds.append(.harmonisation) }
    if steps.hasFilters { kinds.append(.filter) }
    if !steps.select.isEmpty { kinds.append(.selection) }
    return kinds + (isOversampled(own.part(.allTraining), pair.training) ? [.oversampling] : [])
  }

  /// A head fills missing factors by medians and may choose among the factors; its features are taken as they are.
  private func requiredOfHead(_ model: ModelResult, in block: ProtocolResults) -> [FitKind] {
    var kinds: [FitKind] = [.classifier, .earlyStopping]
    if isChosenOnTest(model, in: block), (model.tuning?.settings ?? 0) > 1 { kinds.append(.tuning) }
    guard readsFactors(model) else { return kinds }
    kinds += [.encoding, .imputation]
    let network = evidence.study.networks.first { $0.label == model.role?.network }
    return kinds + (network?.factors == .lasso ? [.selection] : [])
  }

  /// Whether the settings of a head were chosen on the test patients, so that it has no folds.
  func isChosenOnTest(_ model: ModelResult, in block: ProtocolResults) -> Bool {
    model.family == .deep && block.evaluation.makes(.deepStoppingOnTest)
  }

  /// Whether clinical factors are encoded for a row: as columns of its model, or as covariates of a harmonisation.
  private func readsFactors(_ model: ModelResult) -> Bool {
    let factors = evidence.study.models.factors
    if model.role?.readsFactors ?? false { return !factors.isEmpty }
    guard model.family == .handcrafted, let harmonise = evidence.study.learning?.harmonise else { return false }
    return !Set(harmonise.covariates).isDisjoint(with: factors)
  }

  /// Kinds that a tuning fold must have but neither it nor, as a preparing step, the final model leads to: they are
  /// fitted beside the classifiers of the fold.
  func missingBesideClassifiers(
    in fold: FitLog.HeldOut, of model: ModelResult, in block: ProtocolResults, on pair: StudySplit.Pair
  ) -> [String] {
    let kinds = index.kinds(within: fold.purpose)
    // With a test set the classifiers of an arm's folds are counted by the check of its budget.
    if !kinds.contains(.classifier), model.family == .baseline || !split.evaluation.hasTestSet {
      return ["no classifier is recorded, although the fold has scores"]
    }
    if model.family == .deep, !kinds.contains(.earlyStopping) { return ["no early stopping is recorded"] }
    guard asksForOversampling, model.family == .handcrafted, !kinds.contains(.oversampling) else { return [] }
    let held = Set(evidence.log.subjects(of: fold))
    let training = pair.training.filter { !held.contains(evidence.ids[$0]) }
    return isOversampled(fold.purpose, training)
      ? ["no oversampling is recorded, although the study file asks for it and the classes are not equally large"] : []
  }

  private var asksForOversampling: Bool { evidence.study.learning.map { $0.oversample != .none } ?? false }

  /// Whether patients must have been repeated or invented for a part of the work: not where the classes are equally
  /// large, and not for a model without columns.
  private func isOversampled(_ part: FitPurpose, _ training: [Int]) -> Bool {
    guard asksForOversampling else { return false }
    let events = training.count { evidence.outcomes[$0].hadEvent }
    guard 2 * events != training.count, events > 0, events < training.count else { return false }
    return index.entries(for: part).contains { $0.kind == .classifier && $0.fact != .noColumn }
  }

  /// Parts of the work in which something was chosen by folds of its own, without a record of these folds.
  func choicesWithoutFolds(
    _ own: FitPurpose, of model: ModelResult, in block: ProtocolResults, on pair: StudySplit.Pair
  ) -> [String] {
    penaltiesWithoutFolds(own, of: model) + eliminationsWithoutFolds(own, of: model, in: block, on: pair)
  }

  /// Parts in which a cross-validated elimination chose the number of columns, but not all of its folds are recorded.
  private func eliminationsWithoutFolds(
    _ own: FitPurpose, of model: ModelResult, in block: ProtocolResults, on pair: StudySplit.Pair
  ) -> [String] {
    guard model.family == .handcrafted, crossValidatesElimination(block) else { return [] }
    let held = Dictionary(index.folds(of: own).map { ($0.purpose, Set(evidence.log.subjects(of: $0))) }) { a, _ in a }
    return ([own.part(.allTraining)] + held.keys.sorted { "\($0)" < "\($1)" }).filter { part in
      let events = pair.training.filter { !(held[part]?.contains(evidence.ids[$0]) ?? false) }
        .map { evidence.outcomes[$0].hadEvent }
      // With one subject of a class nothing can be held out.
      guard min(events.count { $0 }, events.count { !$0 }) >= 2 else { return false }
      let selections = index.entries(for: part).filter { $0.kind == .selection }
      let chose = selections.contains { $0.purpose == part && $0.fact != .noColumn }
      return chose && !hasEveryFold(selections.map(\.purpose).filter { $0.parent == part })
    }.map { "\($0): the number of columns was chosen by cross-validation, but not all folds of it are recorded" }
  }

  private func crossValidatesElimination(_ block: ProtocolResults) -> Bool {
    evidence.study.learning.map { $0.firstSelection?.choosesByFolds == .size }
      ?? block.evaluation.makes(.forestElimination)
  }

  /// Whether there are folds, from the first to as many as each says there are.
  private func hasEveryFold(_ parts: [FitPurpose]) -> Bool {
    var (numbers, wanted) = (Set<Int>(), 0)
    for part in parts {
      guard case .fold(let number, let count)? = part.parts.last else { continue }
      numbers.insert(number)
      wanted = max(wanted, count)
    }
    return wanted > 0 && numbers == Set(1...wanted)
  }

  /// Parts of the work in which a penalty was chosen without a record of the folds on which it was chosen.
  private func penaltiesWithoutFolds(_ own: FitPurpose, of model: ModelResult) -> [String] {
    guard model.family == .handcrafted, let first = evidence.study.learning?.firstSelection,
      first.choosesByFolds == .penalty
    else { return [] }
    let parts = [own.part(.allTraining)] + index.folds(of: own).map(\.purpose)
    return parts.filter { part in
      let selections = index.entries(for: part).filter { $0.kind == .selection && $0.fact != .noColumn }
      return !selections.isEmpty && !index.kinds(of: part).contains(.tuning)
    }.map { "\($0): the penalty of the selection \(first.name) was chosen, but no tuning is recorded" }
  }
}

extension StudyFile.LearningSteps {
  /// The first step that selects columns; `nil` where all are kept.
  fileprivate var firstSelection: LearningStep? { select.first.flatMap { StepRegistry.step($0.name, .select) } }

  /// Whether any filter is fitted; limits that let everything pass make none.
  fileprivate var hasFilters: Bool {
    let context = StepContext(seed: 0)
    return filters.contains { !$0.filters(context).isEmpty }
  }
}
