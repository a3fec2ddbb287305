/// What an audit of a run proved, refuted, did not find by its rules or could not check.
public struct AuditReport: Codable, Sendable, Hashable {
  /// Every check, protocol after protocol.
  public var findings: [AuditFinding]
  /// What the tuning promised of each row of an arm, beside what patients gave whom no fit had seen.
  public var gaps: [PromiseGap]

  /// Whether nothing was refuted. That is less than proof: some checks only look for what a rule can find.
  public var refutesNothing: Bool { !findings.contains { $0.verdict == .refuted } }

  /// Claims that came out as `verdict`, each once however many protocols were run.
  public func checks(_ verdict: AuditFinding.Verdict) -> [AuditFinding.Check] {
    AuditFinding.Check.allCases.filter { check in
      findings.contains { $0.check == check && $0.verdict == verdict }
    }
  }

  /// Checks that could not be made, each once.
  public var unchecked: [AuditFinding.Check] { checks(.notChecked) }

  /// A report of findings.
  public init(_ findings: [AuditFinding], gaps: [PromiseGap] = []) { (self.findings, self.gaps) = (findings, gaps) }

  /// One line a finding, with its evidence.
  public var text: String {
    findings.map { finding in
      let place = finding.evaluation.map { " [\($0.rawValue)]" } ?? ""
      let evidence = finding.evidence.map { "\n    \(finding.words(for: $0))" }.joined()
      return "\(finding.verdict.rawValue)\(place) \(finding.check.claim)\n    \(finding.basis)\(evidence)\n"
    }.joined() + gaps.map { "\($0)\n" }.joined() + conclusion + "\n"
  }

  /// The last line: how many claims came out how; those that rest on less than proof are named.
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
  /// What was refuted and no choice of the protocol explains: the first that a reader must know.
  package var findingsForReaders: [Finding] {
    findings.filter { $0.verdict == .refuted && !$0.isExplained }.map { finding in
      let evidence = finding.evidence.filter { $0.choice == nil }.prefix(3).map(\.text).joined(separator: "; ")
      // One patient twice among hundreds flatters a little; a model that has seen whom it scores says nothing.
      return Finding(
        finding.check == .noDuplicates ? .caution : .nothingCanBeConcluded, "The audit refuted: \(finding.check.claim)",
        detail:
          "\(evidence). The section on the audit has all of it; correct the cohort or the study file and run again.")
    }
  }
}

/// One check of an audit.
public struct AuditFinding: Codable, Sendable, Hashable {
  /// What is checked.
  public enum Check: String, Codable, Sendable, Hashable, CaseIterable {
    case filesUntouched = "files-untouched"
    case splitAsDeclared = "split-as-declared"
    case testUnseen = "test-unseen"
    case fitsWhole = "fits-whole"
    case imageFitsHonest = "image-fits-honest"
    case foldsHonest = "folds-honest"
    case noDuplicates = "no-duplicates"
    case scoresNotLabels = "scores-not-labels"
    case figuresFollow = "figures-follow"
    case foldFiguresFollow = "fold-figures-follow"
    case equalBudget = "equal-budget"
    case recordFollows = "record-follows"
    case scoresFollow = "scores-follow"
    case restAsWritten = "rest-as-written"

    /// Whether the check looks for signs of a fault and cannot prove that there is none.
    public var isByRule: Bool { [.filesUntouched, .noDuplicates, .scoresNotLabels, .recordFollows].contains(self) }

    /// What is claimed.
    public var claim: String {
      switch self {
      case .filesUntouched: "The files of the run have the hashes that it wrote into results.json."
      case .splitAsDeclared: "Training and test are those that the study file and its seed give."
      case .testUnseen:
        "No test patient was seen by any fit, tuning, early stopping or cutoff of a model that scores it."
      case .fitsWhole: "Every fit saw the whole of the training set, or of the part of a fold, that it is for."
      case .imageFitsHonest:
        "Every fit on images (normalisation, robust features, input depth) saw its own training set and no test patient."
      case .foldsHonest: "No patient that a tuning fold held out was seen by a fit behind that fold's scores."
      case .noDuplicates: "No patient stands on both sides of the split under two ids."
      case .scoresNotLabels: "Discrimination was computed from scores, not from labels."
      case .figuresFollow: "AUCs, curves, calls and tables of unseen patients follow from the predictions."
      case .foldFiguresFollow: "AUCs of outer folds, their mean and the tests on them follow from the predictions."
      case .equalBudget: "All arms were tuned over as many settings, on the same inner folds."
      case .recordFollows:
        "Patients, exclusions, tuning, settings, columns, cutoffs and figures of training patients are those of the run's other files."
      case .scoresFollow: "The saved models give the scores of the run again from features.csv."
      case .restAsWritten:
        "Findings, Table 1, bands of curves, controls and methods are as the run wrote them."
      }
    }
  }

  /// How a check came out.
  public enum Verdict: String, Codable, Sendable, Hashable {
    /// It follows from the fit log, the split dealt again, or figures computed again.
    case proved
    case refuted
    /// The rule that the basis states found nothing. What such a rule cannot see may be there all the same.
    case notFound = "not found by this rule"
    /// The run does not hold what the check needs; the basis says what.
    case notChecked = "not checked"
  }

  /// What was checked.
  public var check: Check
  /// In which protocol; `nil` for what all protocols share.
  public var evaluation: EvaluationProtocol.Name?
  /// How it came out.
  public var verdict: Verdict
  /// On what it rests, with counts and the rule that was applied.
  public var basis: String
  /// What refutes it; first what no choice explains. Of each kind ten at most, then a count.
  public var evidence: [AuditPiece]

  /// The choices of the protocol that explain a part of the evidence at least.
  public var choices: [PublishedChoice] {
    PublishedChoice.allCases.filter { choice in evidence.contains { $0.choice == choice } }
  }

  /// Whether the protocol's choices explain every piece of the evidence; `false` where there is none.
  public var isExplained: Bool { !evidence.isEmpty && evidence.allSatisfy { $0.choice != nil } }

  /// One check: refuted where there is evidence against it, else proved, or not found where all that was applied is a rule.
  /// - Parameters:
  ///   - isByRule: whether the check only looks for signs in this run; `nil` where that is so of the check in every run.
  ///   - unexamined: why there was nothing to examine, so that to find nothing is no proof; `nil` where there was something.
  public init(
    _ check: Check, _ evaluation: EvaluationProtocol.Name?, basis: String, against evidence: [AuditPiece],
    isByRule: Bool? = nil, unexamined: String? = nil
  ) {
    (self.check, self.evaluation) = (check, evaluation)
    let found: Verdict = isByRule ?? check.isByRule ? .notFound : .proved
    verdict = !evidence.isEmpty ? .refuted : unexamined == nil ? found : .notChecked
    self.basis = evidence.isEmpty ? unexamined ?? basis : basis
    // A leak that nobody named must not be the eleventh line behind ten that somebody did.
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

  /// A piece of the evidence with the choice that explains it, or that none does where some explain others.
  public func words(for piece: AuditPiece) -> String {
    if let choice = piece.choice { return "\(piece.text) [by choice: \(choice.rawValue)]" }
    return evaluation == .asPublished ? "\(piece.text) [no choice of the protocol explains this]" : piece.text
  }
}

/// What refutes a claim: a fit, a patient, a model by name.
public struct AuditPiece: Codable, Sendable, Hashable {
  /// What was found.
  public var text: String
  /// The choice of the protocol that explains this piece; `nil` where none does.
  public var choice: PublishedChoice?

  /// A piece and what explains it.
  public init(_ text: String, choice: PublishedChoice? = nil) { (self.text, self.choice) = (text, choice) }
}
