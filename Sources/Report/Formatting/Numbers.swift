import Mathematics
import Results
import Statistics

/// Numbers as the report prints them, the same on every page and in every locale.
package enum Numbers {
  /// The number with fixed decimals: halves are rounded away from zero, the minus sign is a true one, and there is no
  /// "-0.000".
  ///
  /// - Precondition: `value` is finite. Callers ask `Quantity.printable` first.
  package static func fixed(_ value: Double, decimals: Int, minus: String = "\u{2212}") -> String {
    precondition(value.isFinite, "only finite numbers are printed")
    let scale = power(10, decimals)
    let scaled = (value.magnitude * scale).rounded()
    // Beyond 2^53 a double has no decimals, and the product may not fit an integer.
    guard scaled < 9e15 else { return String(value) }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    let fraction = padded.suffix(decimals)
    let sign = value < 0 && scaled > 0 ? minus : ""
    return sign + whole + (decimals > 0 ? "." + fraction : "")
  }

  /// A p-value: three decimals, "< 0.001" and "> 0.999" at the ends.
  package static func p(_ value: Double) -> String {
    if value < 0.001 { return "< 0.001" }
    if value > 0.999 { return "> 0.999" }
    return fixed(value, decimals: 3)
  }

  /// "p = 0.031", "p < 0.001".
  package static func equation(p value: Double) -> String {
    let text = Numbers.p(value)
    return "p " + (text.first?.isNumber == true ? "= " : "") + text
  }

  /// An interval, with an en dash between the ends, or with "to" if an end is negative, so that dash and minus sign
  /// cannot be confused. No limit that differs from zero is printed as zero.
  package static func interval(_ lower: Double, _ upper: Double, as style: NumberStyle) -> String {
    let joint = lower < 0 || upper < 0 ? " to " : "\u{2013}"
    return style.text(lower, with: (lower, upper)) + joint + style.text(upper, with: (lower, upper))
  }

  /// "1 patient", "2 patients".
  package static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) " + (number == 1 ? noun : plural ?? noun + "s")
  }
}

/// How a kind of number is printed.
package enum NumberStyle: Sendable {
  /// AUC, F1, MCC, Brier score, differences, probabilities: three decimals.
  case fraction
  /// A share as a percentage with one decimal; the unit is in the column's head.
  case percentage
  /// A p-value.
  case p

  /// The finite number in this style, with the decimals that its interval needs, if it has one.
  package func text(_ value: Double, with interval: (lower: Double, upper: Double)? = nil) -> String {
    guard let least = decimals else { return Numbers.p(value) }
    let own = interval.map { Mathematics.decimals(showing: $0.lower * scale, $0.upper * scale, atLeast: least) }
    return Numbers.fixed(value * scale, decimals: own ?? least)
  }

  /// Decimals of a number of this style; `nil` for a p-value, which has bounds instead.
  fileprivate var decimals: Int? {
    switch self {
    case .fraction: 3
    case .percentage: 1
    case .p: nil
    }
  }

  fileprivate var scale: Double { self == .percentage ? 100 : 1 }
}

extension Quantity {
  /// The quantity; a number that is not finite is replaced by a reason.
  package var printable: Quantity {
    if case .value(let number) = self, !number.isFinite { return .undefined(.notFinite) }
    return self
  }

  /// The number in a style, or a dash.
  package func text(_ style: NumberStyle) -> String {
    printable.number.map { style.text($0) } ?? "\u{2013}"
  }
}

extension Estimate {
  /// The ends of the interval when both are finite.
  package var interval: (lower: Double, upper: Double)? {
    guard printableValue != nil, let lower, let upper, lower.isFinite, upper.isFinite else { return nil }
    return (lower, upper)
  }

  /// The number, when it is finite.
  package var printableValue: Double? { value.printable.number }

  /// "0.721 (0.617–0.847)", as far as it is defined.
  package func text(_ style: NumberStyle) -> String {
    let ends = interval.map { " (" + Numbers.interval($0.lower, $0.upper, as: style) + ")" } ?? ""
    return number(style) + ends
  }

  /// The number without its interval, with the decimals of the interval; a dash if it is undefined.
  package func number(_ style: NumberStyle) -> String {
    printableValue.map { style.text($0, with: interval) } ?? "\u{2013}"
  }
}

extension AbsenceReason {
  /// What a table prints. `words` are those of files, which stay as they are, since readers of `results.json` compare
  /// them; two of them have a term that readers of a report do not know.
  package var printed: String {
    switch self {
    case .statistic(.noPositiveCalls): "no patient was predicted positive"
    case .statistic(.noNegativeCalls): "no patient was predicted negative"
    default: words
    }
  }
}
