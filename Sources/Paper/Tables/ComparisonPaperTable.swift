import Report
import Results

/// Table 3: the primary comparisons; and all comparisons, for the supplement.
struct ComparisonPaperTable {
  let results: StudyResults
  let block: ProtocolResults

  /// The primary comparisons; `nil` where the study names none.
  func primary(_ label: PaperLabel) -> PaperTable? {
    guard !block.primaryComparisons.isEmpty else { return nil }
    let count = block.primaryComparisons.count
    let holm =
      count > 1
      ? "Adjusted p-values are by Holm's method over the \(count) primary comparisons." : "One comparison was primary."
    return table(
      label, "Primary comparisons of the models on the same patients.", [(nil, block.primaryComparisons)],
      hasAdjusted: count > 1,
      footer: "\(holm) All other comparisons are exploratory and stand in the supplement.")
  }

  /// All comparisons, primary ones first.
  func all(_ label: PaperLabel) -> PaperTable? {
    let (primary, others) = (block.primaryComparisons, block.exploratoryComparisons)
    guard !primary.isEmpty || !others.isEmpty else { return nil }
    let groups = [("Primary comparisons", primary), ("Exploratory comparisons", others)].filter { !$0.1.isEmpty }
    let way = block.evaluation.name == .sound ? "" : ", as published"
    return table(
      label, PaperText("All comparisons of the models on the same patients\(way)."), groups.map { ($0.0, $0.1) },
      hasAdjusted: primary.count > 1,
      footer: others.isEmpty
        ? "Every comparison was primary."
        : "The p-values of the \(Numbers.count(others.count, "exploratory comparison")) are not adjusted. About one in "
          + "twenty lies below 0.05 by chance alone, and none of them is a finding of this study.")
  }

  private func table(
    _ label: PaperLabel, _ title: PaperText, _ groups: [(name: String?, members: [ModelComparison])],
    hasAdjusted: Bool, footer: String
  ) -> PaperTable {
    var cells = TableCells()
    let rows = groups.flatMap { name, members in
      (name.map { [PaperTable.Row.group($0)] } ?? [])
        + members.map { .cells(row($0, hasAdjusted: hasAdjusted, &cells), isIndented: false) }
    }
    return PaperTable(
      label, title,
      columns: ["Comparison", "Difference of AUC (95\u{A0}%\u{A0}CI)", "p"] + (hasAdjusted ? ["p, adjusted"] : [])
        + ["NRI (95\u{A0}%\u{A0}CI)", "p", "IDI (95\u{A0}%\u{A0}CI)", "p"], rows: rows,
      footer: [
        PaperText(
          "\(footer) Differences are the first model minus the second. NRI: net reclassification improvement by the "
            + "predicted classes; IDI: integrated discrimination improvement; both without adjustment. p-values are "
            + "two-sided; one above 0.05 does not show that two models are equal.")
      ], reasons: cells.reasons)
  }

  private func row(
    _ comparison: ModelComparison, hasAdjusted: Bool, _ cells: inout TableCells
  ) -> [PaperTable.Cell] {
    let (net, discrimination) = (comparison.reclassification?.total, comparison.discrimination)
    var row = [
      PaperTable.Cell("\(comparison.first) \u{2212} \(comparison.second)"),
      cells.estimate(comparison.difference, as: .fraction), cells.quantity(comparison.p, as: .p),
    ]
    if hasAdjusted {
      row.append(
        comparison.adjustedP.map { cells.quantity($0, as: .p) } ?? cells.dash("Exploratory, and so not adjusted"))
    }
    row += improvement(net, orElse: "A model has no cutoff", &cells)
    return row + improvement(discrimination, orElse: "A model gives no probabilities", &cells)
  }

  private func improvement(
    _ improvement: ModelComparison.Improvement?, orElse reason: String, _ cells: inout TableCells
  ) -> [PaperTable.Cell] {
    guard let improvement else { return [cells.dash(reason), cells.dash(reason)] }
    return [cells.estimate(improvement.value, as: .fraction), cells.quantity(improvement.p, as: .p)]
  }
}
