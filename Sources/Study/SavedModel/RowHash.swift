import Foundation

/// SHA-256 of the numbers that a model reads of one patient: by it a training patient under another id is known again.
///
/// No number and no id can be read from it. A row of few digits could be guessed, and could be another patient's by chance: it has no
/// hash. Ten significant digits over the row are the least: two patients in a thousand million share them.
enum RowHash {
  static let digits = 10

  /// - Parameters:
  ///   - columns: names, in any order.
  ///   - values: one a column, `nil` where not known.
  /// - Returns: `nil` where the row has too few digits.
  static func of(_ columns: [String], _ values: [Double?]) -> String? {
    let cells = zip(columns, values).sorted { $0.0 < $1.0 }.map { name, value in
      (name, value.map { String(format: "%.9e", $0 == 0 ? 0 : $0) } ?? "")
    }
    let found = cells.map { Self.significant($0.1) }.reduce(0, +)
    guard found >= digits else { return nil }
    return ContentHash.of(cells.map { "\($0.0)=\($0.1)" }.joined(separator: "\n"))
  }

  /// Digits of a mantissa without the zeros at its end.
  private static func significant(_ text: String) -> Int {
    let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber)
    return mantissa.count - mantissa.reversed().prefix { $0 == "0" }.count
  }
}
