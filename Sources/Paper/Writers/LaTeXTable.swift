/// A table as LaTeX: `longtable` with the three lines of `booktabs`, which may go over pages.
package struct LaTeXTable {
  package let table: PaperTable

  /// A table.
  package init(table: PaperTable) { self.table = table }

  /// The file, to be read by `\input`.
  package var text: String {
    let body = """
      {\\small\\setlength{\\tabcolsep}{3pt}\\renewcommand{\\arraystretch}{1.15}
      \\setlength{\\LTleft}{0pt}\\setlength{\\LTright}{0pt}
      \\begin{longtable}{\(columns)}
      \\multicolumn{\(table.columns.count)}{P{\(width)\\linewidth}}{\\textbf{\(table.label.words).} \(LaTeXDocument.inline(table.caption))}\\\\
      \\toprule
      \(head)\\\\
      \\midrule
      \\endfirsthead
      \\multicolumn{\(table.columns.count)}{P{\(width)\\linewidth}}{\\textbf{\(table.label.words)}, continued.}\\\\
      \\toprule
      \(head)\\\\
      \\midrule
      \\endhead
      \\bottomrule
      \\endfoot
      \(table.rows.map(row).joined(separator: "\n"))
      \\end{longtable}
      \(notes)}

      """
    return table.isWide ? "\\begin{landscape}\n\(body)\\end{landscape}\n" : body
  }

  private var count: Int { table.columns.count }
  /// Share of the line without the gaps between columns.
  private var width: String { "0.98" }

  private var columns: String {
    let gaps = 0.006 * Double(count)
    let widths = table.widths.map { String(Int(($0 * (0.985 - gaps) * 1000).rounded(.down))) }
    // Thousandths, written without the formatting of a locale.
    return "@{}" + widths.map { "P{0.\(String(repeating: "0", count: 3 - $0.count))\($0)\\linewidth}" }.joined() + "@{}"
  }

  private var head: String {
    table.columns.map { "\\textbf{\(LaTeXText.inCell($0))}" }.joined(separator: " & ")
  }

  private func row(_ row: PaperTable.Row) -> String {
    switch row {
    case .group(let name):
      return "\\multicolumn{\(count)}{@{}P{\(width)\\linewidth}}{\\textbf{\(LaTeXText.inCell(name))}}\\\\*"
    case .cells(let cells, let isIndented):
      let texts = cells.enumerated().map { at, cell in
        (isIndented && at == 0 ? "\\hspace*{1em}" : "") + LaTeXText.inCell(cell.text)
          + (cell.marks.isEmpty ? "" : "\\textsuperscript{\(PaperTable.marks(of: cell))}")
          + (cell.interval.map { " \(LaTeXText.inCell($0))" } ?? "")
      }
      return texts.joined(separator: " & ") + "\\\\"
    }
  }

  private var notes: String {
    table.notes.map { "\\par\\noindent{\\footnotesize \(LaTeXDocument.inline($0))\\par}" }.joined(separator: "\n")
  }
}
