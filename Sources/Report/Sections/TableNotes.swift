import Results
import Statistics

/// The lettered notes below one table, which say why a value or an interval is missing.
///
/// A reason that several cells share has one letter. Letters follow the order of reading.
struct TableNotes {
  private(set) var reasons: [String] = []

  /// The superscript letter of a reason.
  mutating func mark(_ reason: String) -> Markup {
    let index = reasons.firstIndex(of: reason) ?? reasons.endIndex
    if index == reasons.endIndex { reasons.append(reason) }
    return HTML.sup(Self.letter(index))
  }

  /// A dash with the letter of the reason.
  mutating func dash(_ reason: String) -> Markup {
    let mark = mark(reason)
    return HTML.span(.class("undefined")) {
      "\u{2013}"
      mark
    }
  }

  /// A number, or a dash with the letter of the reason.
  mutating func quantity(_ quantity: Quantity, as style: NumberStyle) -> Markup {
    switch quantity.printable {
    case .value(let number): .text(style.text(number))
    case .undefined(let reason): dash(reason.printed)
    }
  }

  /// A number over its interval; a missing interval has its own letter.
  mutating func estimate(_ estimate: Estimate, as style: NumberStyle) -> Markup {
    guard estimate.printableValue != nil else { return quantity(estimate.value, as: style) }
    let value = Markup.text(estimate.number(style))
    if let ends = estimate.interval {
      let interval = Numbers.interval(ends.lower, ends.upper, as: style)
      let marks = estimate.replacement.map { [mark("Interval: \($0.method.explanation).")] } ?? []
      return .group([value] + marks + [HTML.span(.class("interval")) { interval }])
    }
    let note = mark(estimate.intervalNote?.printed ?? "No interval is defined.")
    return .group([value, note])
  }

  /// A cell with marks beside its number. The interval is a line of its own, and marks behind it would make a third
  /// line.
  static func beside(_ cell: Markup, marks: [Markup]) -> Markup {
    guard case .group(let parts) = cell, parts.count > 1 else { return .group([cell] + marks) }
    return .group([parts[0]] + marks + parts.dropFirst())
  }

  /// The notes as a list, or nothing.
  var list: Markup {
    guard !reasons.isEmpty else { return .nothing }
    return HTML.ul(.class("notes")) {
      for (index, reason) in reasons.enumerated() {
        HTML.li {
          HTML.sup(Self.letter(index))
          " " + reason
        }
      }
    }
  }

  /// a, b, … z, aa, ab, …
  static func letter(_ index: Int) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    let last = String(alphabet[index % 26])
    return index < 26 ? last : letter(index / 26 - 1) + last
  }
}
