import Arms
import Cohorts
import Learning
import Records
import Results
import Statistics

/// Proves or refutes what a run claims, from its fit log, its split, its predictions and its results.
///
/// The audit trusts the log to be complete where it can be counted (a fold's classifiers, the preparation of every
/// fold) and deals the split again from the study file and the outcomes instead of believing it.
public struct RunAudit {
  package let evidence: AuditEvidence
  package let split: StudySplit
  package let index: FitIndex

  package init(_ evidence: AuditEvidence) {
    self.evidence = evidence
    index = FitIndex(evidence.log, ids: evidence.ids)
    split = StudySplit(
      study: evidence.study, ids: evidence.ids, outcomes: evidence.outcomes, sides: evidence.sides,
      sites: evidence.sites, groups: evidence.groups)
  }

  /// The audit of a finished run.
  /// - Throws: ``AuditError`` where the folder holds none.
  public init(folder: String) throws(AuditError) { self.init(try AuditEvidence(folder: folder)) }

  /// Every check.
  public var report: AuditReport {
    let (shared, landmarks) = (sharedFits, landmarkEvidence)
    let blocks = evidence.results.protocols.flatMap { block in
      [
        testUnseen(block, shared), fitsWhole(block), imageFitsHonest(block, landmarks), foldsHonest(block),
        scoresNotLabels(block),
        figuresFollow(block),
      ] + foldFiguresFollow(block) + [equalBudget(block)]
    }
    let figures: [AuditFinding.Check] = [.figuresFollow, .foldFiguresFollow]
    let areFiguresRefuted = blocks.contains { figures.contains($0.check) && $0.verdict == .refuted }
    return AuditReport(
      [filesUntouched, splitAsDeclared, noDuplicates] + blocks
        // Differences between protocols do not follow where a figure of one is another: said once, of the figure.
        + [recordFollows(withDifferences: !areFiguresRefuted), scoresFollow, restAsWritten], gaps: gaps)
  }

  /// Writes `audit.json` into the folder of a run.
  public static func write(_ report: AuditReport, into folder: String) throws(StoreError) {
    try AtomicFile.write(json: report, to: "\(folder)/audit.json")
  }
}

// What the run wrote.
extension RunAudit {
  /// Whoever changes a file after the run must change its hash in `results.json` too, and whoever does both is not
  /// found: so this check proves nothing, and the others do not rest on it.
  private var filesUntouched: AuditFinding {
    let files = evidence.results.files ?? [:]
    // A run that wrote training.json wrote hashes too; without them every file is one without a hash.
    guard !files.isEmpty || evidence.training != nil else {
      return AuditFinding(notChecked: .filesUntouched, nil, because: "results.json has no hashes of the run's files.")
    }
    let isOther = ContentHash.of(evidence.study.identity) != evidence.results.study.studyHash
    let study = isOther ? ["study.yaml: is not the study file of this run"] : []
    return AuditFinding(
      .filesUntouched, nil,
      basis:
        "The SHA-256 of study.yaml, \(files.keys.sorted().joined(separator: ", ")) and of the models saved was compared with what "
        + "results.json and training.json have of them"
        + (evidence.isSealed
          ? ", and that of results.json with results.json.sha256. A file that was changed together with its hash is not found."
          : ". A file that was changed together with its hash is not found, and results.json itself has none."),
      against: (study + evidence.altered).map { AuditPiece($0) })
  }
}

// Who was test.
extension RunAudit {
  /// What the fits of a row for a pair of the split are for.
  package func purpose(_ block: ProtocolResults, _ model: ModelResult, _ pair: StudySplit.Pair) -> FitPurpose {
    block.purpose(of: model).on(pair.set)
  }

  private func names(_ positions: [Int]) -> [String] { positions.map { evidence.ids[$0] } }

  /// The split dealt again from seed and outcomes, against those whom the log holds out and the results score.
  private var splitAsDeclared: AuditFinding {
    let tested = Set(split.pairs.flatMap(\.test).map { evidence.ids[$0] })
    var (against, checked) = (otherSides, 0)
    for block in evidence.results.protocols {
      for model in block.models where Set(model.predictions.map(\.subject)) != tested {
        against.append("\(block.purpose(of: model)) scored others than the split's test patients")
      }
      for model in block.models {
        for pair in scoredPairs(model) {
          checked += 1
          let own = purpose(block, model, pair)
          if index.heldOut(of: own) != [names(pair.test)] { against.append("\(own): others are held out in the log") }
        }
      }
    }
    let declared = declaredColumn
    return AuditFinding(
      .splitAsDeclared, nil,
      basis: (declared.map {
        "The \($0) of each patient was read from patients.csv, which the run wrote from the clinical table; the table itself is no part of "
          + "the run and was not read again. By it there "
      } ?? "The split was dealt again from study.yaml and the outcomes in patients.csv: there ")
        + "\(split.pairs.count == 1 ? "is 1 pair" : "are \(split.pairs.count) pairs") of training and test, which "
        + "\(checked) \(checked == 1 ? "test set" : "test sets") in the log and the results were compared with.",
      against: against.map { AuditPiece($0) }, isByRule: declared != nil,
      unexamined: checked == 0 ? "No row has a score, so that there is no test set to compare with the split." : nil)
  }

  /// What decides the split where the study file only names a column of the clinical table: side or site, in words.
  private var declaredColumn: String? {
    switch evidence.study.split {
    case .column(let column, _, _): "side (column \"\(column)\")"
    case .site(let column): "site (column \"\(column)\")"
    case .share, .every, .leaveOneOut, .repeated, .nested: nil
    }
  }

  /// Patients whom `patients.csv` puts on another side than the split that is dealt again.
  private var otherSides: [String] {
    guard declaredColumn == nil, let pair = split.testPair else { return [] }
    let training = Set(pair.training)
    return evidence.ids.indices.filter { at in
      evidence.sides[at] != .notGiven && (evidence.sides[at] == .training) != training.contains(at)
    }.map { "patients.csv: \(evidence.ids[$0]) is on the other side of the split that is dealt again" }
  }

  func isFitted(_ model: ModelResult) -> Bool { model.predictions.contains { $0.score != nil } }

  /// Pairs whose test patients have scores; the others had no model, which the row's flags say.
  func scoredPairs(_ model: ModelResult) -> [StudySplit.Pair] {
    let scored = Set(model.predictions.filter { $0.score != nil }.map(\.subject))
    // A patient of a batch outside training has no score where the others of the same pair have.
    return split.pairs.filter { pair in pair.test.contains { scored.contains(evidence.ids[$0]) } }
  }

  private func testUnseen(_ block: ProtocolResults, _ shared: SharedFits) -> AuditFinding {
    var (against, checked, unlabelled) = ([AuditPiece](), 0, 0)
    for model in block.models {
      let predictions = Dictionary(model.predictions.map { ($0.subject, $0) }) { first, _ in first }
      for pair in scoredPairs(model) {
        let own = purpose(block, model, pair)
        let fits = index.entries(for: own)
        let missing = unrecorded(own, block, model, names(pair.test).compactMap { predictions[$0] })
        if !missing.isEmpty {
          against.append(AuditPiece("\(own): scored, but no fit of \(missing.joined(separator: ", ")) is recorded"))
        }
        checked += fits.count
        for (fit, seen) in index.sightings(Set(names(pair.test)), fits) {
          if isOfUnseenBatch(fit, of: own, pair) {
            unlabelled += 1
            continue
          }
          against.append(
            AuditPiece(
              "\(fit.purpose): \(fit.kind.rawValue) saw \(seen.prefix(3).joined(separator: ", "))",
              choice: explanation(fit.kind, model, block)))
        }
      }
    }
    checked += shared.checked
    let without = block.models.filter { !isFitted($0) }.map(\.name)
    return AuditFinding(
      .testUnseen, block.evaluation.name,
      basis: "\(checked) recorded fits were compared with the test patients."
        + (without.isEmpty ? "" : " \(without.joined(separator: ", ")) scored nobody.")
        + (unlabelled == 0
          ? ""
          : " \(unlabelled) of them took location and scale of a batch outside training from the features of patients who are "
            + "scored, without their outcomes, as the study file asks."),
      against: against + shared.against.map { AuditPiece($0) },
      unexamined: checked == 0 ? "The log has no fit of this protocol: no row could be fitted." : nil)
  }

  /// Kinds of fits that a model with such predictions must have had, and the log has not: a fit that is left out would
  /// else prove itself innocent.
  private func unrecorded(
    _ own: FitPurpose, _ block: ProtocolResults, _ model: ModelResult, _ predictions: [Prediction]
  ) -> [String] {
    let family = model.family
    var wanted: [FitKind] = family == .deep ? [.classifier] : [.imputation, .scaling, .classifier]
    if predictions.contains(where: { $0.isCalledEvent != nil }) { wanted.append(.threshold) }
    // The published deep models take the softmax of the network for a probability.
    let isOfNetwork = family == .deep && block.evaluation.makes(.deepStoppingOnTest)
    if predictions.contains(where: { $0.probability != nil }), !isOfNetwork { wanted.append(.calibration) }
    if model.role?.readsFactors ?? false, !evidence.study.models.factors.isEmpty { wanted.append(.encoding) }
    let folds = index.folds(of: own)
    if !folds.isEmpty, (model.tuning?.settings ?? 0) > 1 { wanted.append(.tuning) }
    // What the folds of the tuning had fitted, the model that was tuned by them has as well.
    let prepared = folds.reduce(into: Set<FitKind>()) { $0.formUnion(index.kinds(within: $1.purpose)) }
    wanted += Self.preparations.intersection(prepared).subtracting(wanted).sorted { $0.rawValue < $1.rawValue }
    let found = index.kinds(of: own).union(index.kinds(of: own.part(.allTraining)))
    return wanted.filter { !found.contains($0) }.map(\.rawValue)
  }

  /// What the study file asks for by name: the location and scale of a batch that training has not, from those who are
  /// scored, from enough of them, and from nobody else.
  private func isOfUnseenBatch(_ fit: FitLog.Entry, of own: FitPurpose, _ pair: StudySplit.Pair) -> Bool {
    let seen = Set(evidence.log.subjects(of: fit))
    guard case .unseenBatch? = fit.fact else { return false }
    return fit.kind == .harmonisation && fit.purpose == own
      && evidence.study.learning?.harmonise?.unseen == .estimate
      && seen.count >= ComBatModel.fewestOfUnseenBatch && seen.isSubset(of: names(pair.test))
  }

  /// Fits that no row owns, and those that name a row and none of its training sets; the same in every protocol.
  private var sharedFits: SharedFits {
    let rows = evidence.results.protocols.flatMap { block in block.models.map { block.purpose(of: $0).owner } }
    let sets = split.attempts(patients: evidence.ids.count).map { ($0.set, Set(names($0.test))) }
    return SharedFits(index, rows: Set(rows), sets: sets)
  }

  private func explanation(_ kind: FitKind, _ model: ModelResult, _ block: ProtocolResults) -> PublishedChoice? {
    let choice: PublishedChoice? =
      switch kind {
      case .threshold: .deepCutoffOnTest
      case .earlyStopping, .tuning: .deepStoppingOnTest
      case .inputDepth: .deepDepthOfCohort
      default: nil
      }
    // Rows that stand on a network's features without being of the deep family have its input depth as well.
    let isShared = kind == .inputDepth
    return choice.flatMap { block.evaluation.makes($0) && (isShared || $0.appliesTo(model.family)) ? $0 : nil }
  }
}
