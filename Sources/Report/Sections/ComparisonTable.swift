import Results
import Statistics

/// Table 4: paired comparisons of AUC, reclassification and discrimination.
struct ComparisonTable {
  let results: StudyResults
  let block: ProtocolResults
  let label: String

  /// The comparisons of the main protocol.
  init(results: StudyResults) {
    let main = ProtocolResults(results.mainProtocol, models: results.models, comparisons: results.comparisons)
    self.init(results: results, block: main, label: ReportLabel.comparisons)
  }

  /// The comparisons of `block`.
  init(results: StudyResults, block: ProtocolResults, label: String) {
    (self.results, self.block, self.label) = (results, block, label)
  }

  var markup: Markup {
    block.comparisons.isEmpty ? HTML.p("No models were compared.") : table.markup
  }

  private var table: CaptionedTable {
    var notes = TableNotes()
    let rows = block.comparisons.map { row($0, notes: &notes) }
    let way = block.evaluation.name == .sound ? "" : ", as published"
    return CaptionedTable(
      label: label, caption: "Paired differences of AUC on the same patients\(test)\(way).",
      isSynthetic: results.study.synthetic, notes: notes, footer: footer,
      head: HTML.tr { for name in names { HTML.th(name, .scope(.column)) } },
      bodies: HTML.tbody { for row in rows { row } })
  }

  private var names: [String] {
    ["Models", "Difference of AUC", "95 % CI", "p"] + (hasAdjusted ? ["p, Holm"] : [])
      + (hasReclassification ? ["NRI, events", "NRI, non-events", "NRI", "p"] : [])
      + (hasDiscrimination ? ["IDI", "p"] : [])
  }

  private var hasTests: Bool { block.comparisons.contains { $0.p.printable.number != nil } }
  private var hasAdjusted: Bool { hasTests && block.comparisons.contains { $0.adjustedP != nil } }
  private var hasReclassification: Bool { block.comparisons.contains { $0.reclassification != nil } }
  private var hasDiscrimination: Bool { block.comparisons.contains { $0.discrimination != nil } }

  private var test: String {
    guard hasTests else { return "" }
    if results.evaluation.hasFolds { return " (corrected test over the folds)" }
    return results.study.groupedPatients == nil ? " (DeLong's test)" : " (Obuchowski's test over patients)"
  }

  private var footer: [String] {
    (hasTests ? [multiplicity] + approximation : [])
      + (hasReclassification
        ? [
          "NRI: net reclassification improvement by the predicted classes of both models. Read its two components "
            + "separately: their sum is not a share of patients, and its test rejects too often (doi "
            + "10.1097/EDE.0000000000000018). IDI: integrated discrimination "
            + "improvement. Their p-values are not adjusted."
        ] : [])
  }

  /// DeLong's variance is an approximation for many patients of each class.
  private var approximation: [String] {
    let patients = block.models.map(\.test.patients)
    let least = patients.map { min($0.events, $0.nonEvents) }.min() ?? 0
    guard !results.evaluation.hasFolds, least < SmallClasses.least else { return [] }
    return [
      "With \(Numbers.count(least, "patient")) in a class the normal approximation behind these intervals and "
        + "p-values does not hold. They are too small, and no conclusion can be drawn from them."
    ]
  }

  private var multiplicity: String {
    let count = block.comparisons.count
    guard count > 1 else { return "The p-value is two-sided." }
    let end =
      "A difference that is not significant does not show that two models are equal."
    guard hasAdjusted else {
      return "p-values are two-sided and not adjusted for the \(count) comparisons made. The more comparisons are "
        + "made, the more likely is a small p-value by chance alone. \(end)"
    }
    return "p-values are two-sided; those in the Holm column are adjusted for the \(count) comparisons made. \(end)"
  }

  private func row(_ comparison: ModelComparison, notes: inout TableNotes) -> Markup {
    let isByCalls = [comparison.first, comparison.second].allSatisfy { name in
      block.models.first { $0.name == name }?.choices.contains(.labelDiscrimination) ?? false
    }
    var cells = [
      notes.quantity(comparison.difference.value, as: .fraction), interval(comparison.difference, notes: &notes),
      notes.quantity(comparison.p, as: .p),
    ]
    if hasAdjusted { cells.append(notes.quantity(comparison.adjustedP ?? comparison.p, as: .p)) }
    if hasReclassification { cells += reclassification(comparison.reclassification, notes: &notes) }
    if hasDiscrimination {
      let (value, p) = improvement(comparison.discrimination, orElse: "A model gives no probabilities.", notes: &notes)
      cells += [
        isByCalls ? TableNotes.beside(value, marks: [notes.mark(PublishedChoice.labelDiscrimination.sentence)]) : value,
        p,
      ]
    }
    return HTML.tr {
      HTML.th("\(comparison.first) \u{2212} \(comparison.second)", .scope(.row))
      for cell in cells { HTML.td { cell } }
    }
  }

  private func reclassification(
    _ net: ModelComparison.Reclassification?, notes: inout TableNotes
  ) -> [Markup] {
    let reason = "A model has no cutoff."
    // The p-values of the components are not shown, so a note on them would have no mark in the table.
    let parts = [net?.events, net?.nonEvents].map { part in
      part.map { notes.estimate($0.value, as: .fraction) } ?? notes.dash(reason)
    }
    let (total, p) = improvement(net?.total, orElse: reason, notes: &notes)
    return parts + [total, p]
  }

  private func improvement(
    _ improvement: ModelComparison.Improvement?, orElse reason: String, notes: inout TableNotes
  ) -> (Markup, Markup) {
    guard let improvement else { return (notes.dash(reason), notes.dash(reason)) }
    return (notes.estimate(improvement.value, as: .fraction), notes.quantity(improvement.p, as: .p))
  }

  private func interval(_ difference: Estimate, notes: inout TableNotes) -> Markup {
    if let ends = difference.interval {
      let text = Markup.text(Numbers.interval(ends.lower, ends.upper, as: .fraction))
      return difference.replacement.map { .group([text, notes.mark("Interval: \($0.method.explanation).")]) } ?? text
    }
    if case .undefined(let reason) = difference.value.printable { return notes.dash(reason) }
    return notes.dash(difference.intervalNote ?? "No interval is defined.")
  }
}
