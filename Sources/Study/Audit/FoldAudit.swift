import Learning

// Inner folds and budget.
extension RunAudit {
  /// Kinds of fits that make the columns of a model; a fold needs its own of each that the final model has.
  private static let preparations: Set<FitKind> = [
    .imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection,
  ]

  private func folds(_ block: ProtocolResults, _ model: ModelResult) -> [FitLog.HeldOut] {
    scoredPairs(model).flatMap { index.folds(of: purpose(block, model, $0)) }
  }

  func foldsHonest(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked) = ([AuditPiece](), 0)
    for model in block.models where isFitted(model) {
      let isChosenOnTest = model.family == .deep && block.evaluation.makes(.deepStoppingOnTest)
      if (model.tuning?.settings ?? 0) > 1, !isChosenOnTest, folds(block, model).isEmpty {
        against.append(
          AuditPiece("\(block.evaluation.mark)\(model.name): tuned, but no tuning fold is recorded"))
      }
      let isByChoice = block.evaluation.makes(.selectionBeforeFolds) && model.family != .deep
      for fold in folds(block, model) {
        checked += 1
        let held = Set(evidence.log.subjects(of: fold))
        against += index.sightings(held, index.entries(for: fold.purpose))
          .map { AuditPiece("\(fold.purpose): \($0.fit.kind.rawValue) saw whom the fold holds out") }
        let missing = missing(in: fold)
        guard !missing.isEmpty else { continue }
        against.append(
          AuditPiece(
            "\(fold.purpose): \(missing.map(\.rawValue).sorted().joined(separator: ", ")) of all training patients, those held "
              + "out among them", choice: isByChoice ? .selectionBeforeFolds : nil))
      }
    }
    return AuditFinding(
      .foldsHonest, block.evaluation.name,
      basis:
        "\(checked) tuning folds: every step that prepares the final model must have been fitted in the fold anew, and no "
        + "fit of the fold may have seen whom it holds out.", against: against)
  }

  /// Steps of the final model that some tuning fold of a row has no fit of: they were fitted on all training patients.
  func missingInFolds(_ block: ProtocolResults, _ model: ModelResult) -> Set<FitKind> {
    folds(block, model).reduce(into: []) { $0.formUnion(missing(in: $1)) }
  }

  private func missing(in fold: FitLog.HeldOut) -> Set<FitKind> {
    preparation(beside: fold.purpose).subtracting(index.entries(for: fold.purpose).map(\.kind))
  }

  /// Preparations that the final model of the same training set has.
  private func preparation(beside fold: String) -> Set<FitKind> {
    let parent = fold.split(separator: " / ").dropLast().joined(separator: " / ")
    return Self.preparations.intersection(index.kinds(of: "\(parent) / all training"))
  }

  func equalBudget(_ block: ProtocolResults) -> AuditFinding {
    let arms = block.models.filter { $0.family != .baseline && isFitted($0) }
    guard let first = arms.first else {
      return AuditFinding(
        notChecked: .equalBudget, block.evaluation.name, because: "No row of an arm could be fitted.")
    }
    var against: [AuditPiece] = []
    for model in arms {
      if model.tuning?.settings != first.tuning?.settings {
        against.append(
          AuditPiece(
            "\(model.name) tried \(model.tuning?.settings ?? 0) settings, \(first.name) \(first.tuning?.settings ?? 0)")
        )
      }
      if model.family == .deep, block.evaluation.makes(.deepStoppingOnTest) {
        against.append(
          AuditPiece(
            "\(model.name) had no inner folds: its settings were chosen on the test patients",
            choice: .deepStoppingOnTest))
        continue
      }
      let own = folds(block, model)
      for fold in own {
        let classifiers = index.entries(for: fold.purpose).filter { $0.kind == .classifier }
        let (count, settings) = (classifiers.count, model.tuning?.fits ?? model.tuning?.settings ?? 0)
        // Several rounds or completions fit a setting again: what was tried are the different ones.
        let different = Set(classifiers.map(\.detail)).count
        if split.evaluation.hasTestSet, model.tuning?.fits != nil, different != model.tuning?.settings {
          against.append(
            AuditPiece(
              "\(fold.purpose): \(different) different settings in the log, \(model.tuning?.settings ?? 0) in the results"
            ))
        }
        // Without a column a fold has one classifier a setting all the same: the intercept.
        if split.evaluation.hasTestSet && count != settings {
          against.append(AuditPiece("\(fold.purpose): \(count) classifiers in the log, \(settings) in the results"))
        }
      }
      if own.map(evidence.log.subjects) != folds(block, first).map(evidence.log.subjects) {
        against.append(AuditPiece("\(model.name) and \(first.name) had other inner folds"))
      }
    }
    return AuditFinding(
      .equalBudget, block.evaluation.name,
      basis:
        "\(arms.map(\.name).joined(separator: ", ")): \(first.tuning?.settings ?? 0) \(first.tuning?.settings == 1 ? "setting" : "settings") each; rows without a choice to "
        + "make have no budget.", against: against)
  }
}
