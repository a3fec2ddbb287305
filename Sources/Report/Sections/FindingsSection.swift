import Results

/// The findings that a reader must know before any number, the most serious first.
struct FindingsSection: ReportSection {
  let results: StudyResults
  let id = "findings"
  let title = "Read this first"

  var content: Markup {
    guard !results.findings.isEmpty else { return HTML.p("No caution was raised by the checks of this study.") }
    return .group(results.orderedFindings.map(box))
  }

  private func box(_ finding: Finding) -> Markup {
    HTML.div(.class("finding " + finding.severity.rawValue), Attribute("role", "note")) {
      // The label is left out if the title already begins with the same words.
      if !finding.title.hasPrefix(finding.severity.words) { HTML.p(.class("severity")) { finding.severity.words } }
      HTML.p(.class("finding-title")) { finding.title }
      if !finding.detail.isEmpty { HTML.p(finding.detail) }
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
