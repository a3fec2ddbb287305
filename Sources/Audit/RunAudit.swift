import Arms
import Cohorts
import Learning
import Records
import Results
import Statistics

/// Confirms or refutes what a run claims, from its fit log, split, predictions and results.
///
/// The audit relies on the log being complete and checks this where it can be counted (the classifiers and the
/// preparing steps of every fold). It does not believe the recorded split, but makes it again from the study file and
/// the outcomes.
package struct RunAudit {
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
  package init(folder: String) throws(AuditError) { self.init(try AuditEvidence(folder: folder)) }

  /// The findings of all checks.
  package var report: AuditReport {
    let (shared, landmarks) = (sharedFits, landmarkEvidence)
    let blocks = evidence.results.protocols.flatMap { block in
      [
        testUnseen(block, shared: shared), fitsWhole(block), imageFitsHonest(block, landmarks: landmarks),
        foldsHonest(block),
      ] + trainedBlocks(block) + [
        scoresNotLabels(block),
        figuresFollow(block),
      ] + foldFiguresFollow(block) + [equalBudget(block)]
    }
    let figures: [AuditFinding.Check] = [.figuresFollow, .foldFiguresFollow]
    let areFiguresRefuted = blocks.contains { figures.contains($0.check) && $0.verdict == .refuted }
    return AuditReport(
      [filesUntouched, splitAsDeclared, noDuplicates] + missingProtocols + blocks
        // Where a figure is wrong, the differences between protocols are wrong too; only the figure is reported.
        + [recordFollows(withDifferences: !areFiguresRefuted), scoresFollow] + vectorsFromElsewhere + [restAsWritten],
      gaps: gaps)
  }

  /// Writes `audit.json` into the folder of a run.
  package static func write(_ report: AuditReport, into folder: String) throws(StoreError) {
    try AtomicFile.write(json: report, to: "\(folder)/\(RunFile.audit)")
  }
}

// The files that the run wrote.
extension RunAudit {
  /// The protocols that the study file asks for but the results lack, because the run was ended before, or still works
  /// on them. Nothing is refuted: the results say no word on them.
  private var missingProtocols: [AuditFinding] {
    let known = evidence.results.protocols.map(\.evaluation.name)
    return evidence.study.protocols.map(\.name).filter { !known.contains($0) }.map { name in
      AuditFinding(
        notChecked: .protocolsComplete, name,
        because: "study.yaml asks for the protocol \(name.rawValue), but results.json does not have it: the run was "
          + "ended before it was finished, or is still at work. Run the study again for its results.")
    }
  }

  /// Whoever changes a file after the run can also change its hash in `results.json` and is then not found. So this
  /// check cannot prove the results, and the other checks do not rely on it.
  private var filesUntouched: AuditFinding {
    let files = evidence.results.files ?? [:]
    // A run that wrote training.json also wrote hashes; if all are gone, every file is reported as unhashed.
    guard !files.isEmpty || evidence.training != nil else {
      return AuditFinding(notChecked: .filesUntouched, nil, because: "results.json has no hashes of the run's files.")
    }
    let isOther = ContentHash.of(evidence.study.identity) != evidence.results.study.studyHash
    let study = isOther ? ["study.yaml: differs from the study file of this run"] : []
    return AuditFinding(
      .filesUntouched, nil,
      basis:
        "The SHA-256 of \(files.keys.sorted().joined(separator: ", ")), the saved models and what study.yaml says "
        + "(comments and layout aside) was compared with the hashes in results.json and training.json"
        + (evidence.isSealed
          ? ", and that of results.json with results.json.sha256. A file that was changed together with its hash is "
            + "not found."
          : ". A file that was changed together with its hash is not found, and results.json itself has no hash."),
      against: (study + evidence.altered).map { AuditPiece($0) })
  }
}

// Which patients were in the test set.
extension RunAudit {
  /// The purpose of the fits of a row on the training set of `pair`.
  package func purpose(of model: ModelResult, in block: ProtocolResults, on pair: StudySplit.Pair) -> FitPurpose {
    block.purpose(of: model).on(pair.set)
  }

  private func names(_ positions: [Int]) -> [String] { positions.map { evidence.ids[$0] } }

  /// The split made again from seed and outcomes, compared with the held-out patients of the log and the scored
  /// patients of the results.
  private var splitAsDeclared: AuditFinding {
    let tested = Set(split.pairs.flatMap(\.test).map { evidence.ids[$0] })
    var (against, checked) = (otherSides, 0)
    for block in evidence.results.protocols {
      for model in block.models where Set(model.predictions.map(\.subject)) != tested {
        against.append("\(block.purpose(of: model)) scored other patients than the split's test patients")
      }
      for model in block.models {
        for pair in scoredPairs(model) {
          checked += 1
          let own = purpose(of: model, in: block, on: pair)
          if index.heldOut(of: own) != [names(pair.test)] {
            against.append("\(own): the log holds out other patients than the split")
          }
        }
      }
    }
    let declared = declaredColumn
    return AuditFinding(
      .splitAsDeclared, nil,
      basis: (declared.map {
        "The \($0) of each patient was read from patients.csv, which the run wrote from the clinical table; that "
          + "table is not part of the run and was not read again. It gives "
      } ?? "The split was made again from study.yaml and the outcomes in patients.csv. It gives ")
        + "\(split.pairs.count == 1 ? "1 pair" : "\(split.pairs.count) pairs") of training and test sets, compared "
        + "with \(checked) \(checked == 1 ? "test set" : "test sets") in the log and the results.",
      against: against.map { AuditPiece($0) }, isByRule: declared != nil,
      unexamined: checked == 0 ? "No row has a score, so there is no test set to compare with the split." : nil)
  }

  /// Where the study file takes the split from a column of the clinical table: side or site, in words; otherwise `nil`.
  private var declaredColumn: String? {
    switch evidence.study.split {
    case .column(let column, _, _): "side (column \"\(column)\")"
    case .site(let column): "site (column \"\(column)\")"
    case .share, .every, .leaveOneOut, .repeated, .nested: nil
    }
  }

  /// Patients whose side in `patients.csv` differs from the split that was made again.
  private var otherSides: [String] {
    guard declaredColumn == nil, let pair = split.testPair else { return [] }
    let training = Set(pair.training)
    return evidence.ids.indices.filter { at in
      evidence.sides[at] != .notGiven && (evidence.sides[at] == .training) != training.contains(at)
    }.map { "patients.csv: \(evidence.ids[$0]) is on the other side than in the split made again from study.yaml" }
  }

  func isFitted(_ model: ModelResult) -> Bool { model.predictions.contains { $0.score != nil } }

  /// Pairs whose test patients have scores. The others had no model, which the flags of the row report.
  func scoredPairs(_ model: ModelResult) -> [StudySplit.Pair] {
    let scored = Set(model.predictions.filter { $0.score != nil }.map(\.subject))
    // A patient of a batch without training patients may have no score although others of the same pair have one.
    return split.pairs.filter { pair in pair.test.contains { scored.contains(evidence.ids[$0]) } }
  }

  /// The training set of the model that is saved but scores no patient of the study, where every patient is tested in
  /// turn; `nil` with a test set, and where that model could not be fitted.
  func unscoredPair(of model: ModelResult) -> StudySplit.Pair? {
    guard !split.evaluation.hasTestSet, isFitted(model) else { return nil }
    return model.tuning != nil || evidence.models[model.id] != nil ? keptSet : nil
  }

  private func testUnseen(_ block: ProtocolResults, shared: SharedFits) -> AuditFinding {
    var (against, checked, unlabelled) = ([AuditPiece](), 0, 0)
    for model in block.models {
      let predictions = Dictionary(model.predictions.map { ($0.subject, $0) }) { first, _ in first }
      for pair in scoredPairs(model) {
        let own = purpose(of: model, in: block, on: pair)
        let fits = index.entries(for: own)
        let given = names(pair.test).compactMap { predictions[$0] }
        let missing = unrecorded(
          on: pair, in: block, of: model, isCalled: given.contains { $0.isCalledEvent != nil },
          isCalibrated: given.contains { $0.probability != nil })
        if !missing.isEmpty {
          against.append(AuditPiece("\(own): has scores, but no fit of \(missing.joined(separator: ", ")) is recorded"))
        }
        against += choicesWithoutFolds(own, of: model, in: block, on: pair).map { AuditPiece($0) }
        checked += fits.count
        for (fit, seen) in index.sightings(of: Set(names(pair.test)), in: fits) {
          if isOfUnseenBatch(fit, of: own, on: pair) {
            unlabelled += 1
            continue
          }
          against.append(
            AuditPiece(
              "\(fit.purpose): \(fit.kind.words) saw \(seen.prefix(3).joined(separator: ", "))",
              choice: explanation(of: fit.kind, model: model, in: block)))
        }
      }
    }
    checked += shared.checked
    let without = block.models.filter { !isFitted($0) }.map(\.name)
    return AuditFinding(
      .testUnseen, block.evaluation.name,
      basis: "\(checked) recorded fits were compared with the test patients."
        + (without.isEmpty ? "" : " \(without.joined(separator: ", ")) gave no scores.")
        + (unlabelled == 0
          ? ""
          : " \(unlabelled) of them estimated location and scale of a batch without training patients from the "
            + "features of the scored patients, without their outcomes, as the study file asks."),
      against: against + shared.against.map { AuditPiece($0) },
      unexamined: checked == 0 ? "The log has no fit of this protocol, because no model could be fitted." : nil)
  }

  /// Kinds of fits that a model must have had but the log lacks. Otherwise a fit on test patients could be hidden by
  /// deleting it from the log.
  /// - Parameters:
  ///   - isCalled: whether it classifies patients.
  ///   - isCalibrated: whether it gives them probabilities.
  func unrecorded(
    on pair: StudySplit.Pair, in block: ProtocolResults, of model: ModelResult, isCalled: Bool, isCalibrated: Bool
  ) -> [String] {
    let own = purpose(of: model, in: block, on: pair)
    let folds = index.folds(of: own)
    var wanted = requiredSteps(of: model, in: block, on: pair)
    // Who is held out in turn has scores from which probabilities and cutoff come, shown or not.
    if isCalled || !folds.isEmpty { wanted.append(.threshold) }
    // The published deep models use the softmax of the network as the probability.
    if isCalibrated || !folds.isEmpty, !isChosenOnTest(model, in: block) { wanted.append(.calibration) }
    if !folds.isEmpty, (model.tuning?.settings ?? 0) > 1 { wanted.append(.tuning) }
    // Steps that the tuning folds fitted must also be fitted for the final model.
    let prepared = folds.reduce(into: Set<FitKind>()) { $0.formUnion(index.kinds(within: $1.purpose)) }
    wanted += Self.preparations.intersection(prepared).subtracting(wanted).sorted { $0.rawValue < $1.rawValue }
    let found = index.kinds(of: own).union(index.kinds(of: own.part(.allTraining)))
    return wanted.filter { !found.contains($0) }.map(\.words)
  }

  /// Whether a fit is what `unseen: estimate` in the study file asks for: location and scale of a batch that has no
  /// training patients, estimated from enough of the scored patients and from nobody else.
  private func isOfUnseenBatch(_ fit: FitLog.Entry, of own: FitPurpose, on pair: StudySplit.Pair) -> Bool {
    let seen = Set(evidence.log.subjects(of: fit))
    return fit.isOfUnseenBatch && fit.purpose == own
      && evidence.study.learning?.harmonise?.unseen == .estimate
      && seen.count >= ComBatModel.fewestOfUnseenBatch && seen.isSubset(of: names(pair.test))
  }

  /// Fits that belong to no row, and fits of a row for a training set that the row does not have. All protocols share
  /// them.
  private var sharedFits: SharedFits {
    let rows = evidence.results.protocols.flatMap { block in block.models.map { block.purpose(of: $0).owner } }
    let sets = split.attempts(patients: evidence.ids.count).map { ($0.set, Set(names($0.test))) }
    return SharedFits(index, rows: Set(rows), sets: sets)
  }

  private func explanation(of kind: FitKind, model: ModelResult, in block: ProtocolResults) -> PublishedChoice? {
    let choice: PublishedChoice? =
      switch kind {
      case .threshold: .deepCutoffOnTest
      case .earlyStopping, .tuning: .deepStoppingOnTest
      case .inputDepth, .inputCrop: .deepDepthOfCohort
      default: nil
      }
    // Rows that use a network's features without being of the deep family share its input.
    let isShared = kind.isSizeOfInput
    return choice.flatMap { block.evaluation.makes($0) && (isShared || $0.appliesTo(model.family)) ? $0 : nil }
  }
}
