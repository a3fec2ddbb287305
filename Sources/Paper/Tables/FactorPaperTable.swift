import Report
import Results

/// Table 1: recorded factors by split and by outcome.
struct FactorPaperTable {
  let results: StudyResults

  /// The table; `nil` for a study that records no factor.
  func table(_ label: PaperLabel) -> PaperTable? {
    guard !results.factors.isEmpty else { return nil }
    var cells = TableCells()
    let rows = results.factors.flatMap { self.rows(of: $0, &cells) }
    return PaperTable(
      label, title, columns: columns, rows: rows,
      footer: [
        "p-values are two-sided and not adjusted for the number of factors. Factors with an asterisk are used in the "
          + "models with clinical factors."
      ], reasons: cells.reasons)
  }

  private var split: InclusionFlow.Split? { results.flow.split }
  private var title: PaperText {
    split == nil ? "Characteristics of the patients by outcome." : "Characteristics of the patients by set and outcome."
  }

  private var columns: [String] {
    let analysed = results.flow.analysed
    let count = { (name: String, patients: Int) in "\(name) (n\u{A0}=\u{A0}\(patients))" }
    return ["Characteristic", count("All", analysed.total)]
      + (split.map { [count("Training", $0.training.total), count("Test", $0.test.total), "p"] } ?? [])
      + [
        count(results.study.event.asHead, analysed.events), count(results.study.nonEvent.asHead, analysed.nonEvents),
        "p",
      ]
  }

  private func rows(of factor: FactorSummary, _ cells: inout TableCells) -> [PaperTable.Row] {
    let name = factor.name + (factor.isInModels ? "*" : "")
    let tests = (test(factor.splitTest, &cells), test(factor.outcomeTest, &cells))
    if factor.rows.count == 1 {
      return [line("\(name), \(factor.rows[0].label)", factor.rows[0], tests.0, tests.1, isIndented: false)]
    }
    let blank = PaperTable.Cell("")
    let head =
      [PaperTable.Cell(name), blank] + (split == nil ? [] : [blank, blank, tests.0]) + [blank, blank, tests.1]
    return [.cells(head, isIndented: false)]
      + factor.rows.map { line($0.label, $0, blank, blank, isIndented: true) }
  }

  private func line(
    _ name: String, _ row: FactorSummary.Row, _ splitTest: PaperTable.Cell, _ outcomeTest: PaperTable.Cell,
    isIndented: Bool
  ) -> PaperTable.Row {
    let sides = [row.training, row.test].map { PaperTable.Cell($0 ?? "\u{2013}") }
    return .cells(
      [PaperTable.Cell(name), PaperTable.Cell(row.all)] + (split == nil ? [] : sides + [splitTest])
        + [PaperTable.Cell(row.events), PaperTable.Cell(row.nonEvents), outcomeTest], isIndented: isIndented)
  }

  /// The p-value with a letter for its test.
  private func test(_ result: FactorSummary.TestResult?, _ cells: inout TableCells) -> PaperTable.Cell {
    guard let result else { return cells.dash("No test was made for this factor") }
    var cell = cells.quantity(result.p, as: .p)
    if result.p.number != nil { cell.marks.append(cells.mark("\(result.method) test.")) }
    return cell
  }
}

extension String {
  /// With a capital letter, as the head of a column.
  var asHead: String { prefix(1).uppercased() + dropFirst() }
}
