import Cohorts
import Learning
import Results

// Inner folds and tuning budget.
extension RunAudit {
  /// Kinds of fits that prepare the columns of a model. If the final model has one, every fold must have its own.
  static let preparations: Set<FitKind> = [
    .imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection,
  ]

  private func folds(of model: ModelResult, in block: ProtocolResults) -> [FitLog.HeldOut] {
    scoredPairs(model).flatMap { folds(of: model, in: block, on: $0) }
  }

  private func folds(of model: ModelResult, in block: ProtocolResults, on pair: StudySplit.Pair) -> [FitLog.HeldOut] {
    index.folds(of: purpose(of: model, in: block, on: pair))
  }

  package func foldsHonest(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked, last) = ([AuditPiece](), 0, 0)
    for model in block.models where isFitted(model) {
      if (model.tuning?.settings ?? 0) > 1, !isChosenOnTest(model, in: block), foldsOfKept(model, in: block).isEmpty {
        against.append(
          AuditPiece("\(block.purpose(of: model)): was tuned, but no tuning fold is recorded"))
      }
      let final = unscoredPair(of: model)
      let pairs = scoredPairs(model) + [final].compactMap(\.self)
      for pair in pairs {
        let own = purpose(of: model, in: block, on: pair)
        against += foldsOfCalibrated(own, on: pair, choosesOnTest: isChosenOnTest(model, in: block))
      }
      last += final.map { folds(of: model, in: block, on: $0).count } ?? 0
      let isByChoice = block.evaluation.makes(.selectionBeforeFolds) && model.family != .deep
      let dealt = pairs.flatMap { pair in folds(of: model, in: block, on: pair).map { (pair: pair, fold: $0) } }
      for (pair, fold) in dealt {
        checked += 1
        let held = Set(evidence.log.subjects(of: fold))
        against += index.sightings(of: held, in: index.entries(for: fold.purpose))
          .map { AuditPiece("\(fold.purpose): \($0.fit.kind.words) saw patients whom the fold holds out") }
        let lacking =
          missingBesideClassifiers(in: fold, of: model, in: block, on: pair) + otherEnsemble(in: fold, of: model)
        against += lacking.map { AuditPiece("\(fold.purpose): \($0)") }
        let missing = missing(in: fold)
        guard !missing.isEmpty else { continue }
        against.append(
          AuditPiece(
            "\(fold.purpose): \(FitKind.allCases.filter(missing.contains).map(\.words).joined(separator: ", ")) "
              + "\(missing.count == 1 ? "was" : "were") fitted on all training "
              + "patients, including those held out", choice: isByChoice ? .selectionBeforeFolds : nil))
      }
    }
    return AuditFinding(
      .foldsHonest, block.evaluation.name,
      basis:
        "\(checked) tuning folds were checked"
        + (last > 0 ? ", \(last) of them of the models on all patients, which are saved" : "")
        + ": each must fit every preparing step of the final model itself, and none of its fits may have seen the patients it holds out.",
      against: against,
      unexamined: checked == 0 ? "No tuning fold is recorded: no row was tuned over folds." : nil)
  }

  /// Cutoff and calibration of a deep row are applied to the mean of all heads, so each fold must score its held-out
  /// patients by an ensemble of the same settings and seeds. Runs of an earlier Apus, which used one head of each fold,
  /// have no held-out scores of deep rows in `training.json`.
  private func otherEnsemble(in fold: FitLog.HeldOut, of model: ModelResult) -> [String] {
    guard model.family == .deep, (evidence.training ?? []).contains(where: { $0.id == model.id && $0.heldOut != nil }),
      let whole = fold.purpose.parent
    else { return [] }
    let fits = { [index] (kind: FitKind, part: FitPurpose) in
      index.entries(for: part).filter { $0.kind == kind && $0.purpose == part }.map(\.setting)
    }
    // Heads with a block of their own are trained with it in every fold, and the frozen heads of a fold score nobody.
    let blocks = fits(.fineTuning, whole.part(.allTraining))
    if !blocks.isEmpty {
      let own = fits(.fineTuning, fold.purpose)
      return own == blocks ? [] : [otherEnsemble(own.count, of: blocks.count)]
    }
    let (final, own) = (
      fits(.classifier, whole.part(.allTraining)), fits(.classifier, fold.purpose.part(.allTraining))
    )
    let hasFirst = final.first.map(fits(.classifier, fold.purpose).contains) ?? false
    return hasFirst && own == Array(final.dropFirst())
      ? [] : [otherEnsemble(own.count + (hasFirst ? 1 : 0), of: final.count)]
  }

  private func otherEnsemble(_ count: Int, of heads: Int) -> String {
    "its held-out patients are not scored by an ensemble as the final one: \(count) of the \(heads) heads are recorded "
      + "with the same settings and seeds"
  }

  /// Probabilities and cutoff must come from held-out scores, so a calibrated model needs folds that hold out every
  /// training patient exactly once.
  private func foldsOfCalibrated(
    _ own: FitPurpose, on pair: StudySplit.Pair, choosesOnTest: Bool
  ) -> [AuditPiece] {
    let folds = index.folds(of: own).filter { $0.purpose.parent == own }
    let fromHeldOut: Set<FitKind> = choosesOnTest ? [.calibration] : [.calibration, .threshold]
    guard !fromHeldOut.isDisjoint(with: index.kinds(of: own)) || !folds.isEmpty else { return [] }
    guard !folds.isEmpty else {
      return [AuditPiece("\(own): is calibrated on held-out scores, but no fold that holds patients out is recorded")]
    }
    let held = folds.flatMap(evidence.log.subjects)
    return held.count == pair.training.count && Set(held) == Set(pair.training.map { evidence.ids[$0] })
      ? [] : [AuditPiece("\(own): its folds do not hold out every training patient exactly once")]
  }

  /// Folds of the fit whose tuning the results show: the only fit or, without a test set, the last one, on all
  /// patients. Smaller training sets may have had too few patients to tune.
  private func foldsOfKept(_ model: ModelResult, in block: ProtocolResults) -> [FitLog.HeldOut] {
    split.attempts(patients: evidence.ids.count).last.map { index.folds(of: purpose(of: model, in: block, on: $0)) }
      ?? []
  }

  /// Preparing steps of the final model that were fitted on all its training patients, because at least one of its
  /// tuning folds has no fit of them.
  func missingInFolds(of model: ModelResult, in block: ProtocolResults) -> Set<FitKind> {
    foldsOfKept(model, in: block).reduce(into: []) { $0.formUnion(missing(in: $1)) }
  }

  private func missing(in fold: FitLog.HeldOut) -> Set<FitKind> {
    preparation(beside: fold.purpose).subtracting(index.kinds(within: fold.purpose))
  }

  /// Preparing steps of the final model on the same training set.
  private func preparation(beside fold: FitPurpose) -> Set<FitKind> {
    Self.preparations.intersection(index.kinds(of: (fold.parent ?? FitPurpose()).part(.allTraining)))
  }

  package func equalBudget(_ block: ProtocolResults) -> AuditFinding {
    let arms = block.models.filter { $0.family != .baseline && isFitted($0) }
    guard let first = arms.first else {
      return AuditFinding(
        notChecked: .equalBudget, block.evaluation.name, because: "No model of an arm could be fitted.")
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
      let own = folds(of: model, in: block)
      for fold in own {
        // The further heads of a fold's ensemble try no setting; `foldEnsembles` compares them with the final ones.
        let ofEnsemble = fold.purpose.part(.allTraining)
        let classifiers = index.entries(for: fold.purpose).filter {
          $0.kind == .classifier && !(model.family == .deep && $0.purpose == ofEnsemble)
        }
        let (count, settings) = (classifiers.count, model.tuning?.fits ?? model.tuning?.settings ?? 0)
        // Several rounds or imputations fit a setting again, so the different settings are counted.
        let different = Set(classifiers.map(\.setting)).count
        if split.evaluation.hasTestSet, model.tuning?.fits != nil, different != model.tuning?.settings {
          against.append(
            AuditPiece(
              "\(fold.purpose): the log has \(different) different settings, the results \(model.tuning?.settings ?? 0)"
            ))
        }
        // A fold that keeps no column still fits one classifier per setting: the intercept.
        if split.evaluation.hasTestSet && count != settings {
          against.append(AuditPiece("\(fold.purpose): the log has \(count) classifiers, the results \(settings)"))
        }
      }
      if !hasSameFolds(model, as: first, in: block) {
        against.append(AuditPiece("\(model.name) and \(first.name) were tuned on different inner folds"))
      }
    }
    return AuditFinding(
      .equalBudget, block.evaluation.name,
      basis:
        "\(arms.map(\.name).joined(separator: ", ")): \(first.tuning?.settings ?? 0) "
        + "\(first.tuning?.settings == 1 ? "setting" : "settings") each. Models without settings to choose have no "
        + "budget.", against: against, unexamined: nothingToCompare(arms))
  }

  /// Why equal budgets would be no evidence; `nil` where two tuned arms can be compared.
  private func nothingToCompare(_ rows: [ModelResult]) -> String? {
    let names = rows.map(\.name).joined(separator: ", ")
    guard rows.contains(where: { ($0.tuning?.settings ?? 0) > 0 }) else { return "No model was tuned: \(names)." }
    let isOneArm = evidence.study.arms.count == 1 && evidence.study.networks.count < 2
    guard isOneArm || rows.count == 1 else { return nil }
    return rows.count == 1
      ? "Only one model was tuned, \(names), so there is no other budget to compare."
      : "The study has one arm. Its models (\(names)) had the same budget and folds, and there is no other arm to "
        + "compare them with."
  }

  /// Whether two rows had the same inner folds in every training set on which both have a model. A model that could not
  /// be fitted, for example for lack of events, has no folds to compare.
  private func hasSameFolds(_ a: ModelResult, as b: ModelResult, in block: ProtocolResults) -> Bool {
    let known = Set(scoredPairs(b).map(\.set))
    return scoredPairs(a).filter { known.contains($0.set) }.allSatisfy { pair in
      isSame(
        index.folds(of: purpose(of: a, in: block, on: pair)), as: index.folds(of: purpose(of: b, in: block, on: pair)))
    }
  }

  /// Whether two rows held out the same patients fold by fold. The log stores each list once, so equal numbers mean
  /// equal lists.
  private func isSame(_ a: [FitLog.HeldOut], as b: [FitLog.HeldOut]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy {
        $0.cohort == $1.cohort || evidence.log.subjects(of: $0) == evidence.log.subjects(of: $1)
      }
  }
}
