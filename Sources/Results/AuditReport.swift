/// The claims that an audit of a run proved, refuted, did not find by its rules, or could not check.
public struct AuditReport: Codable, Sendable, Hashable {
  /// Every check, protocol after protocol.
  public var findings: [AuditFinding]
  /// The cross-validated AUC of each tuned row, beside its AUC on patients whom no fit had seen.
  public var gaps: [PromiseGap]

  /// Whether no claim was refuted. This is not proof that all hold: some checks only apply a rule.
  public var refutesNothing: Bool { !findings.contains { $0.verdict == .refuted } }

  /// The claims with this verdict; a claim is listed once, even if several protocols were run.
  public func checks(_ verdict: AuditFinding.Verdict) -> [AuditFinding.Check] {
    AuditFinding.Check.allCases.filter { check in
      findings.contains { $0.check == check && $0.verdict == verdict }
    }
  }

  /// The checks that could not be made, each listed once.
  public var unchecked: [AuditFinding.Check] { checks(.notChecked) }

  /// A report of findings.
  public init(_ findings: [AuditFinding], gaps: [PromiseGap] = []) { (self.findings, self.gaps) = (findings, gaps) }

  /// One paragraph per finding, with its evidence.
  public var text: String {
    findings.map { finding in
      let place = finding.evaluation.map { " [\($0.rawValue)]" } ?? ""
      let evidence = finding.evidence.map { "\n    \(finding.words(for: $0))" }.joined()
      return "\(finding.verdict.rawValue)\(place) \(finding.check.claim)\n    \(finding.basis)\(evidence)\n"
    }.joined() + gaps.map { "\($0)\n" }.joined() + conclusion + "\n"
  }

  /// The last line: the number of claims by verdict. Claims that were not proved are named.
  public var conclusion: String {
    let refuted = checks(.refuted)
    let proved = checks(.proved).filter { !refuted.contains($0) }.count
    let head =
      refuted.isEmpty
      ? "nothing was refuted" : "\(refuted.count) refuted (\(refuted.map(\.rawValue).joined(separator: ", ")))"
    return head + ": \(proved) \(proved == 1 ? "claim" : "claims") proved from the files of the run"
      + named(.notFound, "not found by its rule", "not found by their rules") + named(.notChecked, "not checked")
  }

  private func named(_ verdict: AuditFinding.Verdict, _ one: String, _ several: String? = nil) -> String {
    let checks = checks(verdict)
    guard !checks.isEmpty else { return "" }
    return
      ", \(checks.count) \(checks.count == 1 ? one : several ?? one) (\(checks.map(\.rawValue).joined(separator: ", ")))"
  }
}

extension AuditReport {
  /// The refuted claims that no choice of the protocol explains. A reader must know these first.
  package var findingsForReaders: [Finding] {
    findings.filter { $0.verdict == .refuted && !$0.isExplained }.map { finding in
      let evidence = finding.evidence.filter { $0.choice == nil }.prefix(3).map(\.text).joined(separator: "; ")
      // A patient who appears twice among hundreds makes results slightly too good. A model that has seen the patients
      // it scores shows nothing at all.
      return Finding(
        finding.check == .noDuplicates ? .caution : .nothingCanBeConcluded, "The audit refuted: \(finding.check.claim)",
        detail:
          "\(evidence). The section on the audit has all the evidence. Correct the "
          + "cohort or the study file and run again.")
    }
  }
}

/// One check of an audit.
public struct AuditFinding: Codable, Sendable, Hashable {
  /// The checks.
  public enum Check: String, Codable, Sendable, Hashable, CaseIterable {
    case filesUntouched = "files-untouched"
    case splitAsDeclared = "split-as-declared"
    case testUnseen = "test-unseen"
    case fitsWhole = "fits-whole"
    case imageFitsHonest = "image-fits-honest"
    case foldsHonest = "folds-honest"
    case trainedBlocks = "trained-blocks"
    case noDuplicates = "no-duplicates"
    case protocolsComplete = "protocols-complete"
    case scoresNotLabels = "scores-not-labels"
    case figuresFollow = "figures-follow"
    case foldFiguresFollow = "fold-figures-follow"
    case equalBudget = "equal-budget"
    case recordFollows = "record-follows"
    case scoresFollow = "scores-follow"
    case vectorsFromElsewhere = "vectors-from-elsewhere"
    case restAsWritten = "rest-as-written"

    /// Whether the check only looks for signs of a fault, so that it cannot prove that there is none.
    public var isByRule: Bool { [.filesUntouched, .noDuplicates, .scoresNotLabels, .recordFollows].contains(self) }

    /// The claim.
    public var claim: String {
      switch self {
      case .filesUntouched: "The files of the run have the hashes that it wrote into results.json."
      case .splitAsDeclared: "Training and test patients are those that follow from the study file and its seed."
      case .testUnseen:
        "No test patient was used in any fit, tuning, early stopping or cutoff of a model that scores this patient."
      case .fitsWhole: "Every fit used the whole training set, or the whole part of a fold, that it belongs to."
      case .imageFitsHonest:
        "Every fit on images (normalisation, robust features, size of a network's input) used its "
          + "own training set and no test patient."
      case .foldsHonest: "No patient held out by a tuning fold was used in a fit behind that fold's scores."
      case .trainedBlocks:
        """
        Every last block of a network that was trained is one that the study file names, and saw the training patients \
        of its head only, in every fold too.
        """
      case .noDuplicates: "No patient is in both training and test under two ids."
      case .protocolsComplete: "The results have every protocol that the study file asks for."
      case .scoresNotLabels: "Discrimination was computed from scores, not from labels."
      case .figuresFollow: "AUCs, curves, predicted classes and tables of unseen patients follow from the predictions."
      case .foldFiguresFollow: "AUCs of outer folds, their mean and the tests on them follow from the predictions."
      case .equalBudget: "All arms were tuned over the same number of hyperparameter settings, on the same inner folds."
      case .recordFollows:
        "Patients, exclusions, tuning, settings, selected columns, cutoffs and results of training patients agree with "
          + "the other files of the run."
      case .scoresFollow:
        "The saved models applied to features.csv give the scores of the run, and the selected features have the values "
          + "that the results show."
      case .vectorsFromElsewhere:
        "The vectors that were computed elsewhere come from the patients' images alone, by a network that learned from "
          + "none of these patients."
      case .restAsWritten:
        "Findings, Table 1, values of controls and methods are as the run wrote them."
      }
    }
  }

  /// The verdict of a check.
  public enum Verdict: String, Codable, Sendable, Hashable {
    /// The claim follows from the fit log, from the split drawn again, or from results computed again.
    case proved
    case refuted
    /// The rule stated in the basis found nothing. There may still be faults that this rule cannot find.
    case notFound = "not found by this rule"
    /// The files of the run lack what the check needs; the basis says what is missing.
    case notChecked = "not checked"
  }

  /// The check.
  public var check: Check
  /// The protocol that was checked; `nil` for a check that concerns all protocols.
  public var evaluation: EvaluationProtocol.Name?
  /// The verdict.
  public var verdict: Verdict
  /// The basis of the verdict, with counts and the rule that was applied.
  public var basis: String
  /// The evidence that refutes the claim, that without an explaining choice first. At most ten pieces of each kind are
  /// listed, then a count.
  public var evidence: [AuditPiece]

  /// The choices of the protocol that explain at least a part of the evidence.
  public var choices: [PublishedChoice] {
    PublishedChoice.allCases.filter { choice in evidence.contains { $0.choice == choice } }
  }

  /// Whether the protocol's choices explain every piece of the evidence; `false` if there is no evidence.
  public var isExplained: Bool { !evidence.isEmpty && evidence.allSatisfy { $0.choice != nil } }

  /// One check: refuted if there is evidence against it; otherwise proved, or `notFound` if only a rule was applied.
  /// - Parameters:
  ///   - isByRule: whether the check only applies a rule in this run; `nil` to use the property of the check.
  ///   - unexamined: why there was nothing to examine, so that finding nothing proves nothing; `nil` if there was
  /// something.
  public init(
    _ check: Check, _ evaluation: EvaluationProtocol.Name?, basis: String, against evidence: [AuditPiece],
    isByRule: Bool? = nil, unexamined: String? = nil
  ) {
    (self.check, self.evaluation) = (check, evaluation)
    let found: Verdict = isByRule ?? check.isByRule ? .notFound : .proved
    verdict = !evidence.isEmpty ? .refuted : unexamined == nil ? found : .notChecked
    self.basis = evidence.isEmpty ? unexamined ?? basis : basis
    // The limit counts for each choice, so that an unexplained leak is not cut off behind ten explained ones.
    let kinds = [nil] + PublishedChoice.allCases.map(Optional.some)
    self.evidence = kinds.flatMap { kind in
      let own = evidence.filter { $0.choice == kind }
      let rest = own.count - 10
      return rest > 0 ? own.prefix(10) + [AuditPiece("and \(rest) more", choice: kind)] : own
    }
  }

  /// A check that could not be made.
  public init(notChecked check: Check, _ evaluation: EvaluationProtocol.Name?, because basis: String) {
    (self.check, self.evaluation, self.basis) = (check, evaluation, basis)
    (verdict, evidence) = (.notChecked, [])
  }

  /// A piece of the evidence with the choice that explains it. If none does, the text says so for a published protocol.
  public func words(for piece: AuditPiece) -> String {
    if let choice = piece.choice { return "\(piece.text) [by choice: \(choice.rawValue)]" }
    return evaluation == .asPublished ? "\(piece.text) [no choice of the protocol explains this]" : piece.text
  }
}

/// One piece of evidence against a claim; it names a fit, a patient or a model.
public struct AuditPiece: Codable, Sendable, Hashable {
  /// The words of the evidence.
  public var text: String
  /// The choice of the protocol that explains this piece; `nil` if there is none.
  public var choice: PublishedChoice?

  /// A piece of evidence and the choice that explains it.
  public init(_ text: String, choice: PublishedChoice? = nil) { (self.text, self.choice) = (text, choice) }
}
