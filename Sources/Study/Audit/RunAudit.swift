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
      sites: evidence.sites, groups: evidence.groups)
  }

  /// The audit of a finished run.
  /// - Throws: ``AuditError`` where the folder holds none.
  public init(folder: String) throws(AuditError) { self.init(try AuditEvidence(folder: folder)) }

  /// Every check.
  public var report: AuditReport {
    let shared = [filesUntouched, splitAsDeclared, noDuplicates]
    return AuditReport(
      shared
        + evidence.results.protocols.flatMap { block in
          [
            testUnseen(block), imageFitsHonest(block), foldsHonest(block), scoresNotLabels(block), figuresFollow(block),
            equalBudget(block),
          ]
        }, gaps: gaps)
  }

  /// Writes `audit.json` into the folder of a run.
  public static func write(_ report: AuditReport, into folder: String) throws(StoreError) {
    try AtomicFile.write(json: report, to: "\(folder)/audit.json")
  }
}

// What the run wrote.
extension RunAudit {
  /// Whoever changes a file after the run must change its hash in `results.json` too; the other checks do not rest on this one.
  private var filesUntouched: AuditFinding {
    guard let files = evidence.results.files, !files.isEmpty else {
      return AuditFinding(notChecked: .filesUntouched, nil, because: "results.json has no hashes of the run's files.")
    }
    let isOther = ContentHash.of(evidence.study.identity) != evidence.results.study.studyHash
    let study = isOther ? ["study.yaml: is not the study file of this run"] : []
    return AuditFinding(
      .filesUntouched, nil,
      basis:
        "study.yaml and \(files.keys.sorted().joined(separator: ", ")) have the SHA-256 that results.json has of them.",
      against: (study + evidence.altered).map { AuditPiece($0) })
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
        + "\(split.pairs.count == 1 ? "pair" : "pairs") of training and test.",
      against: against.map { AuditPiece($0) })
  }

  func isFitted(_ model: ModelResult) -> Bool { model.predictions.contains { $0.score != nil } }

  /// Pairs whose test patients have scores; the others had no model, which the row's flags say.
  func scoredPairs(_ model: ModelResult) -> [StudySplit.Pair] {
    let scored = Set(model.predictions.filter { $0.score != nil }.map(\.subject))
    // A patient of a batch outside training has no score where the others of the same pair have.
    return split.pairs.filter { pair in pair.test.contains { scored.contains(evidence.ids[$0]) } }
  }

  private func testUnseen(_ block: ProtocolResults) -> AuditFinding {
    var (against, checked, unlabelled) = ([AuditPiece](), 0, 0)
    for model in block.models {
      for pair in scoredPairs(model) {
        let own = purpose(block, model, pair)
        let fits = index.entries(for: own)
        let missing = unrecorded(own, block, model, pair)
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
    let (shared, strangers) = sharedFits
    checked += shared
    return AuditFinding(
      .testUnseen, block.evaluation.name,
      basis: "\(checked) recorded fits were compared with the test patients."
        + (unlabelled == 0
          ? ""
          : " \(unlabelled) of them took location and scale of a batch outside training from the features of patients who are "
            + "scored, without their outcomes, as the study file asks."),
      against: against + strangers.map { AuditPiece($0) })
  }

  /// Kinds of fits that a model with such predictions must have had, and the log has not: a fit that is left out would else prove
  /// itself innocent.
  private func unrecorded(
    _ own: String, _ block: ProtocolResults, _ model: ModelResult, _ pair: StudySplit.Pair
  ) -> [String] {
    let tested = Set(names(pair.test))
    let predictions = model.predictions.filter { tested.contains($0.subject) }
    var wanted: [FitKind] = model.family == .deep ? [.classifier] : [.imputation, .scaling, .classifier]
    if predictions.contains(where: { $0.isCalledEvent != nil }) { wanted.append(.threshold) }
    // The published deep models take the softmax of the network for a probability.
    let isOfNetwork = model.family == .deep && block.evaluation.makes(.deepStoppingOnTest)
    if predictions.contains(where: { $0.probability != nil }), !isOfNetwork { wanted.append(.calibration) }
    let found = index.kinds(of: own).union(index.kinds(of: "\(own) / all training"))
    return wanted.filter { !found.contains($0) }.map(\.rawValue)
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
    // Rows that stand on a network's features without being of the deep family have its input depth as well.
    let isShared = kind == .inputDepth
    return choice.flatMap { block.evaluation.makes($0) && (isShared || $0.appliesTo(model.family)) ? $0 : nil }
  }
}
