import Foundation
import Records

/// SHA-256 of the numbers that a model reads of one patient: by it a training patient under another id is known again.
///
/// No number and no id can be read from it. A row of few digits could be guessed, and could be another patient's by chance: it has no
/// hash. Ten significant digits over the row are the least: two patients in a thousand million share them. A table that was rounded, or kept
/// as float32, has other last digits, so a row is also known by fewer digits of each number; those are less its own, and more of them are
/// wanted.
enum RowHash {
  /// How many digits of a number are looked at.
  enum Level: Int, CaseIterable {
    /// As a table writes them.
    case written = 10
    /// Six, what a table rounded to six digits and most of float32 keep.
    case rounded = 6
    /// Four: in a row of many numbers one of six digits nearly always lies where rounding changes the sixth.
    case coarse = 4

    /// Significant digits over the row that tell patients apart.
    fileprivate var least: Int {
      switch self {
      case .written: 10
      case .rounded: 12
      case .coarse: 16
      }
    }
  }

  /// - Parameters:
  ///   - columns: names, in any order.
  ///   - values: one a column, `nil` where not known.
  /// - Returns: `nil` where the row has too few digits.
  static func of(_ columns: [String], _ values: [Double?], _ level: Level = .written) -> String? {
    let cells = zip(columns, values).sorted { $0.0 < $1.0 }.map { name, value in
      (name, value.map { String(format: "%.\(level.rawValue - 1)e", $0 == 0 ? 0 : $0) } ?? "")
    }
    let found = cells.map { Self.significant($0.1) }.reduce(0, +)
    guard found >= level.least else { return nil }
    let text = cells.map { "\($0.0)=\($0.1)" }.joined(separator: "\n")
    // Models of before there were levels have those of ten digits, whose text has no heading.
    return ContentHash.of(level == .written ? text : "\(level.rawValue) digits\n\(text)")
  }

  /// The hashes of a row at every level that it has enough digits for.
  static func all(_ columns: [String], _ values: [Double?]) -> [String] {
    Level.allCases.compactMap { of(columns, values, $0) }
  }

  /// Digits of a mantissa without the zeros at its end.
  private static func significant(_ text: String) -> Int {
    let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber)
    return mantissa.count - mantissa.reversed().prefix { $0 == "0" }.count
  }
}
