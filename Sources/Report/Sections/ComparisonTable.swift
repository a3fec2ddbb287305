import Study

/// Table 4: paired comparisons of AUCs.
struct ComparisonTable {
  let results: StudyResults

  var markup: Markup {
    results.comparisons.isEmpty ? HTML.p("No models were compared.") : table.markup
  }

  private var table: CaptionedTable {
    var notes = TableNotes()
    let rows = results.comparisons.map { row($0, &notes) }
    return CaptionedTable(
      label: ReportLabel.comparisons,
      caption: "Paired differences of AUC on the same patients\(hasTests ? " (DeLong's test)" : "").",
      isSynthetic: results.study.synthetic, notes: notes, footer: hasTests ? [multiplicity] : [],
      head: HTML.tr {
        for name in ["Models", "Difference of AUC", "95 % CI", "p"] { HTML.th(name, .scope(.column)) }
      }, bodies: HTML.tbody { for row in rows { row } })
  }

  private var hasTests: Bool { results.comparisons.contains { $0.p.printable.number != nil } }

  private var multiplicity: String {
    let count = results.comparisons.count
    guard count > 1 else { return "The p-value is two-sided." }
    return "p-values are two-sided and not adjusted for the \(count) comparisons made: the more comparisons, the "
      + "likelier is one small p-value by chance alone. A difference that is not significant does not show that "
      + "models are equal."
  }

  private func row(_ comparison: ModelComparison, _ notes: inout TableNotes) -> Markup {
    let difference = notes.quantity(comparison.difference.value, .fraction)
    let interval = interval(comparison.difference, &notes)
    let p = notes.quantity(comparison.p, .p)
    return HTML.tr {
      HTML.th("\(comparison.first) \u{2212} \(comparison.second)", .scope(.row))
      for cell in [difference, interval, p] { HTML.td { cell } }
    }
  }

  private func interval(_ difference: Estimate, _ notes: inout TableNotes) -> Markup {
    if let ends = difference.interval { return .text(Numbers.interval(ends.lower, ends.upper, .fraction)) }
    if case .undefined(let reason) = difference.value.printable { return notes.dash(reason) }
    return notes.dash(difference.intervalNote ?? "No interval is defined.")
  }
}
