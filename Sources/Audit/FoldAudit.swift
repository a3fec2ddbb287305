import Cohorts
import Learning
import Results

// Inner folds and budget.
extension RunAudit {
  /// Kinds of fits that make the columns of a model; a fold needs its own of each that the final model has.
  static let preparations: Set<FitKind> = [
    .imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection,
  ]

  private func folds(_ block: ProtocolResults, _ model: ModelResult) -> [FitLog.HeldOut] {
    scoredPairs(model).flatMap { index.folds(of: purpose(block, model, $0)) }
  }

  package func foldsHonest(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked) = ([AuditPiece](), 0)
    for model in block.models where isFitted(model) {
      let isChosenOnTest = model.family == .deep && block.evaluation.makes(.deepStoppingOnTest)
      if (model.tuning?.settings ?? 0) > 1, !isChosenOnTest, foldsOfKept(block, model).isEmpty {
        against.append(
          AuditPiece("\(block.purpose(of: model)): tuned, but no tuning fold is recorded"))
      }
      for pair in scoredPairs(model) { against += foldsOfCalibrated(purpose(block, model, pair), pair) }
      let isByChoice = block.evaluation.makes(.selectionBeforeFolds) && model.family != .deep
      for fold in folds(block, model) {
        checked += 1
        let held = Set(evidence.log.subjects(of: fold))
        against += index.sightings(held, index.entries(for: fold.purpose))
          .map { AuditPiece("\(fold.purpose): \($0.fit.kind.rawValue) saw whom the fold holds out") }
        // Those of an arm are counted by its budget.
        if model.family == .baseline, !index.kinds(within: fold.purpose).contains(.classifier) {
          against.append(AuditPiece("\(fold.purpose): no classifier is recorded, but the fold has scores"))
        }
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
        + "fit of the fold may have seen whom it holds out.", against: against,
      unexamined: checked == 0 ? "No tuning fold is recorded: no row was tuned over folds." : nil)
  }

  /// Probabilities and cutoff come from held-out scores: what a calibrated model has are folds that hold out every
  /// training patient once.
  private func foldsOfCalibrated(_ own: FitPurpose, _ pair: StudySplit.Pair) -> [AuditPiece] {
    let folds = index.folds(of: own).filter { $0.purpose.parent == own }
    guard index.kinds(of: own).contains(.calibration) || !folds.isEmpty else { return [] }
    guard !folds.isEmpty else {
      return [AuditPiece("\(own): calibrated by held-out scores, but no fold is recorded that held anybody out")]
    }
    let held = folds.flatMap(evidence.log.subjects)
    return held.count == pair.training.count && Set(held) == Set(pair.training.map { evidence.ids[$0] })
      ? [] : [AuditPiece("\(own): its folds do not hold out every training patient once")]
  }

  /// Folds of the fit that the results show the tuning of: the only one, or without a test set the last, on all
  /// patients. Training sets of few patients may leave nothing to tune where all of them do.
  private func foldsOfKept(_ block: ProtocolResults, _ model: ModelResult) -> [FitLog.HeldOut] {
    split.attempts(patients: evidence.ids.count).last.map { index.folds(of: purpose(block, model, $0)) } ?? []
  }

  /// Steps of the model that the results show the tuning of that some of its tuning folds has no fit of: they were
  /// fitted on all its training patients.
  func missingInFolds(_ block: ProtocolResults, _ model: ModelResult) -> Set<FitKind> {
    foldsOfKept(block, model).reduce(into: []) { $0.formUnion(missing(in: $1)) }
  }

  private func missing(in fold: FitLog.HeldOut) -> Set<FitKind> {
    preparation(beside: fold.purpose).subtracting(index.kinds(within: fold.purpose))
  }

  /// Preparations that the final model of the same training set has.
  private func preparation(beside fold: FitPurpose) -> Set<FitKind> {
    Self.preparations.intersection(index.kinds(of: (fold.parent ?? FitPurpose()).part(.allTraining)))
  }

  package func equalBudget(_ block: ProtocolResults) -> AuditFinding {
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
      if !hasSameFolds(model, first, block) {
        against.append(AuditPiece("\(model.name) and \(first.name) had other inner folds"))
      }
    }
    return AuditFinding(
      .equalBudget, block.evaluation.name,
      basis:
        "\(arms.map(\.name).joined(separator: ", ")): \(first.tuning?.settings ?? 0) \(first.tuning?.settings == 1 ? "setting" : "settings") each; rows without a choice to "
        + "make have no budget.", against: against, unexamined: nothingToCompare(arms))
  }

  /// Why equal budgets say nothing; `nil` where two tuned arms can be compared.
  private func nothingToCompare(_ rows: [ModelResult]) -> String? {
    let names = rows.map(\.name).joined(separator: ", ")
    guard rows.contains(where: { ($0.tuning?.settings ?? 0) > 0 }) else { return "No row was tuned: \(names)." }
    let isOneArm = evidence.study.arms.count == 1 && evidence.study.networks.count < 2
    guard isOneArm || rows.count == 1 else { return nil }
    return rows.count == 1
      ? "One row alone was tuned, \(names): there is no other to compare its budget with."
      : "The study has one arm; its rows (\(names)) had the same budget and folds, and there is no other arm to compare them with."
  }

  /// Whether two rows had the same inner folds of every training set of which both have a model: one that could not be
  /// fitted, for want of events say, has no folds to compare.
  private func hasSameFolds(_ a: ModelResult, _ b: ModelResult, _ block: ProtocolResults) -> Bool {
    let known = Set(scoredPairs(b).map(\.set))
    return scoredPairs(a).filter { known.contains($0.set) }.allSatisfy { pair in
      isSame(index.folds(of: purpose(block, a, pair)), index.folds(of: purpose(block, b, pair)))
    }
  }

  /// Whether two rows held out the same people, fold by fold. The log has every list once, so equal numbers are equal
  /// lists.
  private func isSame(_ a: [FitLog.HeldOut], _ b: [FitLog.HeldOut]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy {
        $0.cohort == $1.cohort || evidence.log.subjects(of: $0) == evidence.log.subjects(of: $1)
      }
  }
}
