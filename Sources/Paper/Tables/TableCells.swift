import Report
import Results
import Statistics

/// Cells of a table under construction, with the lettered notes that they refer to.
struct TableCells {
  private(set) var reasons: [String] = []

  /// The position of a reason; a reason that several cells share is one note.
  mutating func mark(_ reason: String) -> Int {
    let index = reasons.firstIndex(of: reason) ?? reasons.endIndex
    if index == reasons.endIndex { reasons.append(reason) }
    return index
  }

  /// A dash with the letter of its reason.
  mutating func dash(_ reason: String) -> PaperTable.Cell {
    PaperTable.Cell(text: "\u{2013}", marks: [mark(reason.asSentence)])
  }

  /// A number, or a dash with its reason.
  mutating func quantity(_ quantity: Quantity, as style: NumberStyle) -> PaperTable.Cell {
    switch quantity.printable {
    case .value(let number): PaperTable.Cell(text: style.text(number))
    case .undefined(let reason): dash(reason.printed)
    }
  }

  /// `0.721 (0.617–0.847)`; a missing interval has its own letter.
  mutating func estimate(_ estimate: Estimate, as style: NumberStyle) -> PaperTable.Cell {
    if case .undefined(let reason) = estimate.value.printable { return dash(reason.printed) }
    let text = estimate.number(style)
    if let ends = estimate.interval {
      return PaperTable.Cell(
        text: text, interval: "(\(Numbers.interval(ends.lower, ends.upper, as: style)))",
        marks: estimate.replacement.map { [mark("Interval: \($0.method.explanation).")] } ?? [])
    }
    return PaperTable.Cell(
      text: text, marks: [mark((estimate.intervalNote?.printed ?? "No interval is defined").asSentence)])
  }
}

extension PaperTable.Cell {
  init(_ text: String) { self.init(text: text) }
}

extension String {
  /// With a capital letter and a full stop.
  var asSentence: String {
    guard let first, let last else { return self }
    return first.uppercased() + dropFirst() + (".!?".contains(last) ? "" : ".")
  }
}
