/// What an audit of a run proved or refuted.
public struct AuditReport: Codable, Sendable, Hashable {
  /// Every check, protocol after protocol.
  public var findings: [AuditFinding]

  /// Whether nothing was refuted.
  public var isClean: Bool { !findings.contains { $0.verdict == .refuted } }

  /// A report of findings.
  public init(_ findings: [AuditFinding]) { self.findings = findings }

  /// One line a finding, with its evidence.
  public var text: String {
    findings.map { finding in
      let place = finding.evaluation.map { " [\($0.rawValue)]" } ?? ""
      let choices = finding.choices.map(\.rawValue).joined(separator: ", ")
      let cause = choices.isEmpty ? "" : "\n    by choice: \(choices)"
      let evidence = finding.evidence.map { "\n    \($0)" }.joined()
      return "\(finding.verdict.rawValue)\(place) \(finding.check.claim)\n    \(finding.basis)\(evidence)\(cause)\n"
    }.joined() + (isClean ? "clean: nothing was refuted\n" : "not clean: see what was refuted above\n")
  }
}

/// One check of an audit.
public struct AuditFinding: Codable, Sendable, Hashable {
  /// What is checked.
  public enum Check: String, Codable, Sendable, Hashable, CaseIterable {
    case splitAsDeclared = "split-as-declared"
    case testUnseen = "test-unseen"
    case imageFitsHonest = "image-fits-honest"
    case foldsHonest = "folds-honest"
    case noDuplicates = "no-duplicates"
    case scoresNotLabels = "scores-not-labels"
    case figuresFollow = "figures-follow"
    case equalBudget = "equal-budget"

    /// What is claimed, and proved or refuted.
    public var claim: String {
      switch self {
      case .splitAsDeclared: "Training and test are those that the study file and its seed give."
      case .testUnseen:
        "No test patient was seen by any fit, tuning, early stopping or cutoff of a model that scores it."
      case .imageFitsHonest:
        "Every fit on images (normalisation, robust features, input depth) saw its own training set and no test patient."
      case .foldsHonest: "No patient that a tuning fold held out was seen by a fit behind that fold's scores."
      case .noDuplicates: "No patient stands on both sides of the split under two ids."
      case .scoresNotLabels: "Discrimination was computed from scores, not from labels."
      case .figuresFollow: "AUCs, calls and tables follow from the predictions."
      case .equalBudget: "All arms were tuned over as many settings, on the same inner folds."
      }
    }
  }

  /// How a check came out.
  public enum Verdict: String, Codable, Sendable, Hashable {
    case proved, refuted
    /// The run does not hold what the check needs.
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
  /// What refutes it: fits, patients, models by name; ten at most, then a count.
  public var evidence: [String]
  /// Choices of the protocol that explain the refutation; empty where nothing does.
  public var choices: [PublishedChoice]

  /// One check: proved without evidence against it, else refuted.
  public init(
    _ check: Check, _ evaluation: EvaluationProtocol.Name?, basis: String, against evidence: [String],
    choices: [PublishedChoice] = []
  ) {
    (self.check, self.evaluation, self.basis) = (check, evaluation, basis)
    verdict = evidence.isEmpty ? .proved : .refuted
    self.evidence = evidence.count > 10 ? Array(evidence.prefix(10)) + ["and \(evidence.count - 10) more"] : evidence
    self.choices = evidence.isEmpty ? [] : choices
  }

  /// A check that could not be made.
  public init(notChecked check: Check, _ evaluation: EvaluationProtocol.Name?, because basis: String) {
    (self.check, self.evaluation, self.basis) = (check, evaluation, basis)
    (verdict, evidence, choices) = (.notChecked, [], [])
  }
}
