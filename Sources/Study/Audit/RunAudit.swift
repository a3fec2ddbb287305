import Learning
import Statistics

/// Proves or refutes what a run claims, from its fit log, its split, its predictions and its results.
///
/// The audit trusts the log to be complete where it can be counted (a fold's classifiers, the preparation of every fold) and
/// deals the split again from the study file and the outcomes instead of believing it.
public struct RunAudit {
  let evidence: AuditEvidence
  let split: StudySplit
  let index: FitIndex

  init(_ evidence: AuditEvidence) {
    self.evidence = evidence
    index = FitIndex(evidence.log)
    split = StudySplit(
      study: evidence.study, ids: evidence.ids, outcomes: evidence.outcomes, sides: evidence.sides,
      sites: evidence.sites)
  }

  /// The audit of a finished run.
  /// - Throws: ``AuditError`` where the folder holds none.
  public init(folder: String) throws(AuditError) { self.init(try AuditEvidence(folder: folder)) }

  /// Every check.
  public var report: AuditReport {
    let shared = [splitAsDeclared, noDuplicates]
    return AuditReport(
      shared
        + evidence.results.protocols.flatMap { block in
          [
            testUnseen(block), imageFitsHonest(block), foldsHonest(block), scoresNotLabels(block), figuresFollow(block),
            equalBudget(block),
          ]
        })
  }

  /// Writes `audit.json` into the folder of a run.
  public static func write(_ report: AuditReport, into folder: String) throws(StoreError) {
    try AtomicFile.write(json: report, to: "\(folder)/audit.json")
  }
}

// Who was test.
extension RunAudit {
  /// Purpose of the fits of a row for a pair of the split, as the run names it.
  func purpose(_ block: ProtocolResults, _ model: ModelResult, _ pair: StudySplit.Pair) -> String {
    "\(block.evaluation.mark)\(model.name) / \(pair.name)"
  }

  private func names(_ positions: [Int]) -> [String] { positions.map { evidence.ids[$0] } }

  /// The split dealt again from seed and outcomes, against those whom the log holds out and the results score.
  private var splitAsDeclared: AuditFinding {
    let tested = Set(split.pairs.flatMap(\.test).map { evidence.ids[$0] })
    var against: [String] = []
    for block in evidence.results.protocols {
      for model in block.models where Set(model.predictions.map(\.subject)) != tested {
        against.append("\(block.evaluation.mark)\(model.name) scored others than the split's test patients")
      }
      for model in block.models {
        for pair in scoredPairs(model) {
          let own = purpose(block, model, pair)
          if index.heldOut(of: own) != [names(pair.test)] { against.append("\(own): others are held out in the log") }
        }
      }
    }
    return AuditFinding(
      .splitAsDeclared, nil,
      basis: "The split was dealt again from study.yaml and the outcomes: \(split.pairs.count) "
        + "\(split.pairs.count == 1 ? "pair" : "pairs") of training and test.", against: against)
  }

  func isFitted(_ model: ModelResult) -> Bool { model.predictions.contains { $0.score != nil } }

  /// Pairs whose test patients have scores; the others had no model, which the row's flags say.
  func scoredPairs(_ model: ModelResult) -> [StudySplit.Pair] {
    let scored = Set(model.predictions.filter { $0.score != nil }.map(\.subject))
    // A patient of a batch outside training has no score where the others of the same pair have.
    return split.pairs.filter { pair in pair.test.contains { scored.contains(evidence.ids[$0]) } }
  }

  private func testUnseen(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked, unlabelled) = ([String](), 0, 0)
    var choices: Set<PublishedChoice> = []
    for model in block.models {
      for pair in scoredPairs(model) {
        let own = purpose(block, model, pair)
        let fits = index.entries(for: own)
        if fits.isEmpty { against.append("\(own): scored, but no fit is recorded") }
        checked += fits.count
        for (fit, seen) in index.sightings(Set(names(pair.test)), fits) {
          if isOfUnseenBatch(fit, of: own, pair) {
            unlabelled += 1
            continue
          }
          against.append("\(fit.purpose): \(fit.kind.rawValue) saw \(seen.prefix(3).joined(separator: ", "))")
          if let choice = explanation(fit.kind, model, block) { choices.insert(choice) }
        }
      }
    }
    let (shared, strangers) = sharedFits
    checked += shared
    against += strangers
    return AuditFinding(
      .testUnseen, block.evaluation.name,
      basis: "\(checked) recorded fits were compared with the test patients."
        + (unlabelled == 0
          ? ""
          : " \(unlabelled) of them took location and scale of a batch outside training from the features of patients who are "
            + "scored, without their outcomes, as the study file asks."),
      against: against, choices: choices.sorted { $0.rawValue < $1.rawValue })
  }

  /// What the study file asks for by name: the location and scale of a batch that training has not, from those who are scored, from
  /// enough of them, and from nobody else.
  private func isOfUnseenBatch(_ fit: FitLog.Entry, of own: String, _ pair: StudySplit.Pair) -> Bool {
    let seen = Set(evidence.log.subjects(of: fit))
    return fit.kind == .harmonisation && fit.purpose == own && fit.detail.hasPrefix(LearningPlan.unlabelled)
      && evidence.study.learning?.harmonise?.unseen == .estimate
      && seen.count >= ComBatModel.fewestOfUnseenBatch && seen.isSubset(of: names(pair.test))
  }

  /// Fits that no row owns, such as those on images, by the training set that their purpose names.
  private var sharedFits: (checked: Int, against: [String]) {
    let rows = evidence.results.protocols.flatMap { block in
      block.models.map { "\(block.evaluation.mark)\($0.name) / " }
    }
    let entries = evidence.log.entries.filter { entry in !rows.contains { entry.purpose.hasPrefix($0) } }
    let tests = Dictionary(split.attempts(patients: evidence.ids.count).map { ($0.name, Set(names($0.test))) }) {
      a, _ in a
    }
    let strays = strayFits(rows)
    let against = entries.compactMap { entry -> String? in
      let parts = entry.purpose.components(separatedBy: " / ")
      // The name of a site may hold the mark that separates the parts.
      let sets = tests.filter { parts.contains($0.key) || entry.purpose.hasSuffix(" / \($0.key)") }.map(\.value)
      guard !sets.isEmpty else { return "\(entry.purpose): \(entry.kind.rawValue) of no training set of the study" }
      let seen = evidence.log.subjects(of: entry).filter { id in sets.contains { $0.contains(id) } }
      return seen.isEmpty
        ? nil : "\(entry.purpose): \(entry.kind.rawValue) saw \(seen.prefix(3).joined(separator: ", "))"
    }
    return (entries.count, against + strays)
  }

  /// Fits that name a row and none of its training sets: no check would otherwise compare them with anybody.
  private func strayFits(_ rows: [String]) -> [String] {
    let sets = split.attempts(patients: evidence.ids.count).map(\.name)
    let known = Set(rows.flatMap { row in sets.map { row + $0 } })
    let purposes = Set(evidence.log.entries.map(\.purpose)).filter { purpose in
      rows.contains { purpose.hasPrefix($0) } && !FitIndex.wholes(of: purpose).contains(where: known.contains)
    }
    return purposes.sorted().map { "\($0): fits for a training set that the study does not have" }
  }

  private func explanation(_ kind: FitKind, _ model: ModelResult, _ block: ProtocolResults) -> PublishedChoice? {
    let choice: PublishedChoice? =
      switch kind {
      case .threshold: .deepCutoffOnTest
      case .earlyStopping, .tuning: .deepStoppingOnTest
      case .inputDepth: .deepDepthOfCohort
      default: nil
      }
    return choice.flatMap { block.evaluation.makes($0) && $0.appliesTo(model.family) ? $0 : nil }
  }
}

// Inner folds and budget.
extension RunAudit {
  /// Kinds of fits that make the columns of a model; a fold needs its own of each that the final model has.
  private static let preparations: Set<FitKind> = [
    .imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection,
  ]

  private func folds(_ block: ProtocolResults, _ model: ModelResult) -> [FitLog.HeldOut] {
    scoredPairs(model).flatMap { index.folds(of: purpose(block, model, $0)) }
  }

  private func foldsHonest(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked) = ([String](), 0)
    var leaks = false
    for model in block.models where isFitted(model) {
      let isChosenOnTest = model.family == .deep && block.evaluation.makes(.deepStoppingOnTest)
      if (model.tuning?.settings ?? 0) > 1, !isChosenOnTest, folds(block, model).isEmpty {
        against.append("\(block.evaluation.mark)\(model.name): tuned, but no tuning fold is recorded")
      }
      for fold in folds(block, model) {
        checked += 1
        let held = Set(evidence.log.subjects(of: fold))
        let own = index.entries(for: fold.purpose)
        against += index.sightings(held, own)
          .map { "\(fold.purpose): \($0.fit.kind.rawValue) saw whom the fold holds out" }
        let missing = preparation(beside: fold.purpose).subtracting(own.map(\.kind))
        guard !missing.isEmpty else { continue }
        leaks = true
        against.append(
          "\(fold.purpose): \(missing.map(\.rawValue).sorted().joined(separator: ", ")) of all training patients, those held "
            + "out among them")
      }
    }
    return AuditFinding(
      .foldsHonest, block.evaluation.name,
      basis:
        "\(checked) tuning folds: every step that prepares the final model must have been fitted in the fold anew, and no "
        + "fit of the fold may have seen whom it holds out.", against: against,
      choices: leaks && block.evaluation.makes(.selectionBeforeFolds) ? [.selectionBeforeFolds] : [])
  }

  /// Preparations that the final model of the same training set has.
  private func preparation(beside fold: String) -> Set<FitKind> {
    let parent = fold.split(separator: " / ").dropLast().joined(separator: " / ")
    return Self.preparations.intersection(index.kinds(of: "\(parent) / all training"))
  }

  private func equalBudget(_ block: ProtocolResults) -> AuditFinding {
    let arms = block.models.filter { $0.family != .baseline && isFitted($0) }
    guard let first = arms.first else {
      return AuditFinding(
        notChecked: .equalBudget, block.evaluation.name, because: "No row of an arm could be fitted.")
    }
    var against: [String] = []
    for model in arms {
      if model.tuning?.settings != first.tuning?.settings {
        against.append(
          "\(model.name) tried \(model.tuning?.settings ?? 0) settings, \(first.name) \(first.tuning?.settings ?? 0)")
      }
      // The published deep models are chosen by the test patients and have no folds to compare.
      if model.family == .deep, block.evaluation.makes(.deepStoppingOnTest) { continue }
      let own = folds(block, model)
      for fold in own {
        let classifiers = index.entries(for: fold.purpose).filter { $0.kind == .classifier }
        let (count, settings) = (classifiers.count, model.tuning?.fits ?? model.tuning?.settings ?? 0)
        // Several rounds or completions fit a setting again: what was tried are the different ones.
        let different = Set(classifiers.map(\.detail)).count
        if split.evaluation.hasTestSet, model.tuning?.fits != nil, different != model.tuning?.settings {
          against.append(
            "\(fold.purpose): \(different) different settings in the log, \(model.tuning?.settings ?? 0) in the results"
          )
        }
        // Without a column a fold has one classifier a setting all the same: the intercept.
        if split.evaluation.hasTestSet && count != settings {
          against.append("\(fold.purpose): \(count) classifiers in the log, \(settings) in the results")
        }
      }
      if own.map(evidence.log.subjects) != folds(block, first).map(evidence.log.subjects) {
        against.append("\(model.name) and \(first.name) had other inner folds")
      }
    }
    return AuditFinding(
      .equalBudget, block.evaluation.name,
      basis:
        "\(arms.map(\.name).joined(separator: ", ")): \(first.tuning?.settings ?? 0) settings each; rows without a choice to "
        + "make have no budget.", against: against)
  }
}
