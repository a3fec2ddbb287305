/// A table of a paper: a head, rows in groups, and notes below.
package struct PaperTable: Sendable {
  /// A cell of a row.
  package struct Cell: Hashable, Sendable {
    package var text: String
    /// The interval of a number with its brackets, which narrow columns have on a second line; `nil` without one.
    package var interval: String?
    /// Positions of its notes among the lettered ones.
    package var marks: [Int] = []

    /// Text with its interval and the positions of its notes.
    package init(text: String, interval: String? = nil, marks: [Int] = []) {
      (self.text, self.interval, self.marks) = (text, interval, marks)
    }

    /// The whole text in one line.
    package var line: String { text + (interval.map { " \($0)" } ?? "") }
  }

  /// A row.
  package enum Row: Hashable, Sendable {
    /// A line that names the rows below it.
    case group(String)
    /// One cell a column. An indented row belongs to the one above.
    case cells([Cell], isIndented: Bool)
  }

  package let label: PaperLabel
  package let title: PaperText
  package let columns: [String]
  package let rows: [Row]
  /// What holds of the whole table: abbreviations, tests, intervals.
  package let footer: [PaperText]
  /// The lettered notes.
  package let reasons: [String]
  /// Whether it needs a page in landscape.
  package let isWide: Bool

  /// Takes every part as given. A table of more than six columns is wide, and one of long texts that says so.
  package init(
    _ label: PaperLabel, _ title: PaperText, columns: [String], rows: [Row], footer: [PaperText] = [],
    reasons: [String] = [], isWide: Bool = false
  ) {
    (self.label, self.title, self.columns, self.rows) = (label, title, columns, rows)
    (self.footer, self.reasons, self.isWide) = (footer, reasons, isWide || columns.count > 6)
  }

  /// What stands above it, without its number.
  package var caption: PaperText { title }

  /// What stands below it.
  package var notes: [PaperText] {
    footer
      + reasons.enumerated().map { at, reason in
        PaperText([.raised(Self.letter(at)), .plain(" \(reason)")])
      }
  }

  /// a, b, … z, aa, ab, …
  package static func letter(_ index: Int) -> String {
    let last = String(Array("abcdefghijklmnopqrstuvwxyz")[index % 26])
    return index < 26 ? last : letter(index / 26 - 1) + last
  }

  /// Letters behind the text of a cell.
  package static func marks(of cell: Cell) -> String { cell.marks.map(letter).joined(separator: ",") }

  /// Share of the width of each column: by its longest cell, no column below a third of the mean.
  package var widths: [Double] {
    let longest = columns.indices.map { at -> Double in
      let cells = rows.compactMap { row -> String? in
        if case .cells(let cells, _) = row { isWide ? cells[at].longestLine : cells[at].line } else { nil }
      }
      // A head may break at any blank, a cell at the interval.
      let head = columns[at].split(separator: " ").map(\.count).max() ?? 0
      let body = cells.map { min($0.count, columns.count > 4 ? 42 : 64) }.max() ?? 0
      return Double(max(head, body)) + 2
    }
    let least = longest.reduce(0, +) / Double(max(1, longest.count)) / 3
    let held = longest.map { max($0, least) }
    return held.map { $0 / held.reduce(0, +) }
  }
}

extension PaperTable.Cell {
  /// The longer one of its two lines.
  fileprivate var longestLine: String { (interval ?? "").count > text.count ? interval ?? "" : text }
}
