import Results
import Statistics

/// Paired comparisons of AUC, reclassification and discrimination of one protocol: the primary ones in view, all others
/// behind a disclosure.
struct ComparisonTable {
  let results: StudyResults
  let block: ProtocolResults
  let label: String
  /// The label of the other comparisons; `nil` if there are none.
  let otherLabel: String?

  /// The comparisons of the main protocol.
  init(results: StudyResults) {
    let numbers = results.numbers
    self.init(
      results: results, block: results.mainBlock, label: numbers.known(.comparisons) ?? "",
      otherLabel: numbers.known(.otherComparisons))
  }

  /// The comparisons of `block`.
  init(results: StudyResults, block: ProtocolResults, label: String, otherLabel: String?) {
    (self.results, self.block, self.label, self.otherLabel) = (results, block, label, otherLabel)
  }

  var markup: Markup {
    guard !block.comparisons.isEmpty else { return HTML.p("No models were compared.") }
    return .group([table(block.primaryComparisons, label: label, what: primary, footer: footer), others])
  }

  private var others: Markup {
    let rest = block.otherComparisons
    guard let otherLabel, !rest.isEmpty else { return .nothing }
    return HTML.details {
      HTML.summary("Other comparisons of models (\(rest.count))")
      table(
        rest, label: otherLabel, what: "Other paired comparisons",
        footer: ["These comparisons were not planned as primary ones. Columns and tests are those of \(label)."])
    }
  }

  private var primary: String { otherLabel == nil ? "Paired comparisons" : "Primary paired comparisons" }

  private func table(
    _ comparisons: [ModelComparison], label: String, what: String, footer: [String]
  ) -> Markup {
    var notes = TableNotes()
    let rows = comparisons.map { row($0, notes: &notes) }
    let way = block.evaluation.name == .sound ? "" : ", protocol as-published"
    return DataTable(
      label: label,
      caption: "\(what) of models on \(results.evaluation.unseenPatients)\(way): the first model minus the second, "
        + "with 95 % confidence intervals.",
      isSynthetic: results.study.synthetic, notes: notes, footer: footer,
      legend: isOfClasses(comparisons) ? ChoiceLetters(results).legend : .nothing, first: "Models", columns: columns,
      rows: rows
    ).markup
  }

  private var columns: [DataTable.Column] {
    .numbers(["Difference", "p"] + (hasAdjusted ? ["p (Holm)"] : []), under: "AUC")
      + (hasReclassification
        ? .numbers(["Events", "Non-events", "Total", "p"], under: "Net reclassification improvement") : [])
      + (hasDiscrimination ? .numbers(["Difference", "p"], under: "Integrated discrimination improvement") : [])
  }

  private var hasTests: Bool { block.comparisons.contains { $0.p.printable.number != nil } }
  private var hasAdjusted: Bool { hasTests && block.comparisons.contains { $0.adjustedP != nil } }
  private var hasReclassification: Bool { block.comparisons.contains { $0.reclassification != nil } }
  private var hasDiscrimination: Bool { block.comparisons.contains { $0.discrimination != nil } }

  private var test: String {
    if results.evaluation.hasFolds { return "AUC: test of Nadeau and Bengio over the folds." }
    return results.study.groupedPatients == nil
      ? "AUC: DeLong's test." : "AUC: Obuchowski's test, which takes patients as independent, not their rows."
  }

  private var footer: [String] {
    (hasTests ? [test + " " + multiplicity] + approximation : [])
      + (hasReclassification
        ? [
          "Net reclassification improvement (NRI): by the predicted classes of both models. Its two components should "
            + "be read separately: their sum is not a share of patients, and its test rejects too often (doi "
            + "10.1097/EDE.0000000000000018)."
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
    guard hasAdjusted else { return "p-values are two-sided and not adjusted for the number of comparisons." }
    return "p-values are two-sided. Holm's adjustment is over \(block.adjustedOver); no other p-value is adjusted."
  }

  private func isOfClasses(_ comparisons: [ModelComparison]) -> Bool { comparisons.contains(where: isOfClasses) }

  /// Whether the integrated discrimination of a comparison is that of predicted classes.
  private func isOfClasses(_ comparison: ModelComparison) -> Bool {
    [comparison.first, comparison.second].allSatisfy { name in
      block.models.first { $0.name == name }?.choices.contains(.labelDiscrimination) ?? false
    }
  }

  private func row(_ comparison: ModelComparison, notes: inout TableNotes) -> DataTable.Row {
    var cells = [
      notes.estimate(comparison.difference, as: .fraction), notes.quantity(comparison.p, as: .p),
    ]
    if hasAdjusted { cells.append(notes.quantity(comparison.adjustedP ?? comparison.p, as: .p)) }
    if hasReclassification { cells += reclassification(comparison.reclassification, notes: &notes) }
    if hasDiscrimination {
      let (value, p) = improvement(comparison.discrimination, orElse: "A model gives no probabilities.", notes: &notes)
      let letters = isOfClasses(comparison) ? [PublishedChoice.labelDiscrimination] : []
      cells += [TableNotes.beside(value, marks: [ChoiceLetters(results).marks(letters)]), p]
    }
    return DataTable.Row("\(comparison.first) \u{2212} \(comparison.second)", cells)
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
}

extension ProtocolResults {
  /// The comparisons over which p-values were adjusted.
  var adjustedOver: String { "the \(comparisons.count) comparisons made" }
}
