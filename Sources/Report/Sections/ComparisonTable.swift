import Results
import Statistics

/// Paired comparisons of AUC, reclassification and discrimination of one protocol: the primary ones in view, all others
/// behind a disclosure.
struct ComparisonTable {
  let results: StudyResults
  let block: ProtocolResults
  /// The label of the primary comparisons; `nil` if there are none.
  let label: String?
  /// The label of the exploratory comparisons; `nil` if there are none.
  let exploratoryLabel: String?

  /// The comparisons of the main protocol.
  init(results: StudyResults) {
    let numbers = results.numbers
    self.init(
      results: results, block: results.mainBlock, label: numbers.known(.comparisons),
      exploratoryLabel: numbers.known(.exploratoryComparisons))
  }

  /// The comparisons of `block`.
  init(results: StudyResults, block: ProtocolResults, label: String?, exploratoryLabel: String?) {
    (self.results, self.block, self.label, self.exploratoryLabel) = (results, block, label, exploratoryLabel)
  }

  var markup: Markup {
    guard !block.comparisons.isEmpty else { return HTML.p("No models were compared.") }
    return .group([primary, exploratory])
  }

  private var primary: Markup {
    guard let label else { return HTML.p("The study names no primary comparison of models.") }
    let isNamed = block.primaryComparisons.contains { $0.standing == .primary }
    return table(
      block.primaryComparisons, label: label, what: isNamed ? "Primary paired comparisons" : "Paired comparisons",
      footer: footer(block.primaryComparisons))
  }

  private var exploratory: Markup {
    let rest = block.exploratoryComparisons
    guard let exploratoryLabel, !rest.isEmpty else { return .nothing }
    return HTML.details {
      HTML.summary("Exploratory comparisons of models (\(rest.count))")
      table(
        rest, label: exploratoryLabel, what: "Exploratory paired comparisons",
        footer: [
          "Every other pair of models. The study did not name these comparisons before the run, and their p-values are "
            + "not adjusted: among \(rest.count), some are small by chance."
        ] + (label == nil ? footer(rest) : []))
    }
  }

  private func table(
    _ comparisons: [ModelComparison], label: String, what: String, footer: [String]
  ) -> Markup {
    var notes = TableNotes()
    let parts = Parts(comparisons)
    let rows = comparisons.map { row($0, parts, notes: &notes) }
    let way = block.evaluation.name == .sound ? "" : ", as published"
    return DataTable(
      label: label,
      caption: "\(what) of models on \(results.evaluation.unseenPatients)\(way): the first model minus the second, "
        + "with 95 % confidence intervals.",
      isSynthetic: results.study.synthetic, notes: notes, footer: footer,
      legend: comparisons.contains(where: isOfClasses) ? ChoiceLetters(results).legend : .nothing, first: "Models",
      columns: parts.columns, rows: rows
    ).markup
  }

  /// What some comparison of a table has.
  private struct Parts {
    let isTested, isAdjusted, isReclassified, isDiscriminated: Bool

    init(_ comparisons: [ModelComparison]) {
      isTested = comparisons.contains { $0.p.printable.number != nil }
      isAdjusted = isTested && comparisons.contains { $0.adjustedP != nil }
      isReclassified = comparisons.contains { $0.reclassification != nil }
      isDiscriminated = comparisons.contains { $0.discrimination != nil }
    }

    var columns: [DataTable.Column] {
      .numbers(["Difference", "p"] + (isAdjusted ? ["p (Holm)"] : []), under: "AUC")
        + (isReclassified
          ? .numbers(["Events", "Non-events", "Total", "p"], under: "Net reclassification improvement") : [])
        + (isDiscriminated ? .numbers(["Difference", "p"], under: "Integrated discrimination improvement") : [])
    }
  }

  private var test: String {
    if results.evaluation.hasFolds { return "AUC: test of Nadeau and Bengio over the folds." }
    return results.study.groupedPatients == nil
      ? "AUC: DeLong's test." : "AUC: Obuchowski's test, which takes patients as independent, not their rows."
  }

  private func footer(_ comparisons: [ModelComparison]) -> [String] {
    let parts = Parts(comparisons)
    return (parts.isTested ? [test + " " + multiplicity(comparisons)] + approximation : [])
      + (parts.isReclassified
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

  private func multiplicity(_ comparisons: [ModelComparison]) -> String {
    let count = comparisons.count
    guard count > 1 else { return "The p-value is two-sided." }
    guard Parts(comparisons).isAdjusted else {
      return "p-values are two-sided and not adjusted for the number of comparisons."
    }
    return "p-values are two-sided. Holm's adjustment is over these \(count) comparisons; no other p-value is adjusted."
  }

  /// Whether the integrated discrimination of a comparison is that of predicted classes.
  private func isOfClasses(_ comparison: ModelComparison) -> Bool {
    [comparison.first, comparison.second].allSatisfy { name in
      block.models.first { $0.name == name }?.choices.contains(.labelDiscrimination) ?? false
    }
  }

  private func row(_ comparison: ModelComparison, _ parts: Parts, notes: inout TableNotes) -> DataTable.Row {
    var cells = [
      notes.estimate(comparison.difference, as: .fraction), notes.quantity(comparison.p, as: .p),
    ]
    if parts.isAdjusted { cells.append(notes.quantity(comparison.adjustedP ?? comparison.p, as: .p)) }
    if parts.isReclassified { cells += reclassification(comparison.reclassification, notes: &notes) }
    if parts.isDiscriminated {
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
