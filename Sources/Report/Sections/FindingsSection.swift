import Results

/// What a reader should doubt: the findings of the run, overfitting, and what the audit refuted or could not check.
struct FindingsSection: ReportSection {
  let results: StudyResults
  let id = "findings"
  let title = "What to doubt"

  var content: Markup {
    let found = results.findings.filter { $0.severity != .nothingCanBeConcluded }
    let all = found + (overfitting.map { [$0] } ?? [])
    let cautions = all.filter { $0.severity == .caution } + all.filter { $0.severity == .note }
    let parts = cautions.map(Self.box) + (audit.map { [$0] } ?? [])
    return parts.isEmpty ? HTML.p("The checks of this study raised no caution.") : .group(parts)
  }

  /// A finding in its box.
  static func box(_ finding: Finding) -> Markup {
    HTML.div(.class("finding " + finding.severity.rawValue), Attribute("role", "note")) {
      // The label is left out if the title already begins with the same words.
      if !finding.title.hasPrefix(finding.severity.words) { HTML.p(.class("severity")) { finding.severity.words } }
      HTML.p(.class("finding-title")) { finding.title }
      if !finding.detail.isEmpty { HTML.p(finding.detail) }
    }
  }

  /// A fall of the AUC from training to unseen patients that cannot be overlooked.
  private static let largeFall = 0.1

  private var overfitting: Finding? {
    guard !results.reminderIsNeeded else { return nil }
    let falls = results.models.compactMap { model -> (name: String, from: Double, to: Double)? in
      guard let from = model.training?.auc.printableValue, let to = model.test.auc.printableValue else { return nil }
      return (model.name, from, to)
    }
    let large = falls.filter { $0.from - $0.to > Self.largeFall }
    guard let most = large.max(by: { $0.from - $0.to < $1.from - $1.to }) else { return nil }
    let style = NumberStyle.fraction
    return Finding(
      .caution,
      "Overfitting: the AUC of \(large.count) of \(falls.count) models falls by more than "
        + "\(Numbers.fixed(Self.largeFall, decimals: 1)) from training to \(results.evaluation.unseenPatients).",
      detail: "It falls most for \(most.name), from \(style.text(most.from)) to \(style.text(most.to)) "
        + "(\(results.numbers[.overfitting])). Only the second number says how the model does in new patients.")
  }

  private var audit: Markup? {
    guard let audit = results.audit else { return nil }
    let refuted = audit.checks(.refuted)
    let explained = audit.findings.filter { $0.verdict == .refuted }.allSatisfy(\.isExplained)
    let words =
      refuted.isEmpty
      ? "The audit of the run refuted no claim"
      : "The audit of the run refuted \(Numbers.count(refuted.count, "claim"))"
        + (explained ? ", each by a choice of the published study" : "")
    let open = audit.unchecked.count
    return HTML.p {
      "\(words)\(open == 0 ? "" : ", and could not check \(open)"). See "
      HTML.a("Audit", .href("#audit"))
      "."
    }
  }
}

extension Finding.Severity {
  /// The severity as a heading.
  var words: String {
    switch self {
    case .nothingCanBeConcluded: "Nothing can be concluded"
    case .caution: "Caution"
    case .note: "Note"
    }
  }
}
