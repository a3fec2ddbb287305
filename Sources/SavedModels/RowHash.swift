import Foundation
import Records

/// SHA-256 of the numbers that a model reads of one patient: by it a training patient under another id is known again.
///
/// No number and no id can be read from it. A row of few digits could be guessed, and could be another patient's by
/// chance: it has no hash. Ten significant digits over the row are the least: two patients in a thousand million share
/// them. A table that was rounded, or kept as float32, has other last digits, so a row is also known by fewer digits of
/// each number; those are less its own, and more of them are wanted.
///
/// The shortest forms (three digits, or one to four decimals, as tables are rounded for a supplement) are kept only
/// where the training patients are told apart by a digit less still: where no two of some hundreds share a row that is
/// ten times as coarse in every column, a stranger shares the finer one with none.
package enum RowHash {
  /// How much of a number is looked at.
  package enum Level: CaseIterable {
    /// Ten digits, as a table writes them.
    case written
    /// Six, what a table rounded to six digits and most of float32 keep.
    case rounded
    /// Four: in a row of many numbers one of six digits nearly always lies where rounding changes the sixth.
    case coarse
    /// Three digits.
    case short
    case fourDecimals, threeDecimals, twoDecimals, oneDecimal

    fileprivate var form: Form {
      switch self {
      case .written: .digits(10)
      case .rounded: .digits(6)
      case .coarse: .digits(4)
      case .short: .digits(3)
      case .fourDecimals: .decimals(4)
      case .threeDecimals: .decimals(3)
      case .twoDecimals: .decimals(2)
      case .oneDecimal: .decimals(1)
      }
    }

    /// Significant digits over the row that tell patients apart.
    fileprivate var least: Int {
      switch self {
      case .written: 10
      case .rounded: 12
      // That these numbers tell patients apart is seen in the training patients.
      case .short, .fourDecimals, .threeDecimals, .twoDecimals, .oneDecimal: 9
      case .coarse: 16
      }
    }

    /// Whether it stands only where training patients are told apart by less.
    fileprivate var isShort: Bool {
      switch self {
      case .written, .rounded, .coarse: false
      case .short, .fourDecimals, .threeDecimals, .twoDecimals, .oneDecimal: true
      }
    }
  }

  /// How a number is written before it is hashed.
  fileprivate enum Form {
    case digits(Int), decimals(Int)

    func text(_ value: Double) -> String {
      switch self {
      case .digits(let count): return String(format: "%.\(count - 1)e", value == 0 ? 0 : value)
      case .decimals(let count):
        let text = String(format: "%.\(count)f", value)
        // -0.001 is 0.00.
        return text.hasPrefix("-") && !text.contains { $0 >= "1" && $0 <= "9" } ? String(text.dropFirst()) : text
      }
    }

    /// A digit less.
    var coarser: Form {
      switch self {
      case .digits(let count): .digits(count - 1)
      case .decimals(let count): .decimals(count - 1)
      }
    }

    /// First line of what is hashed. Models of before there were levels have those of ten digits, whose text has none.
    var heading: String {
      switch self {
      case .digits(10): ""
      case .digits(let count): "\(count) digits\n"
      case .decimals(let count): "\(count) decimals\n"
      }
    }
  }

  /// Numbers of the training from which on the short forms are not kept: they would take seconds to make.
  private static let mostNumbers = 500_000

  /// - Parameters:
  ///   - columns: names, in any order.
  ///   - values: one a column, `nil` where not known.
  /// - Returns: `nil` where the row has too few digits.
  package static func of(_ columns: [String], _ values: [Double?], _ level: Level = .written) -> String? {
    of(zip(columns, values).sorted { $0.0 < $1.0 }, level)
  }

  /// - Parameter row: names with their values, by name.
  private static func of(_ row: [(String, Double?)], _ level: Level) -> String? {
    let cells = row.map { name, value in (name, value.map(level.form.text) ?? "") }
    let found = cells.map { Self.significant($0.1) }.reduce(0, +)
    guard found >= level.least else { return nil }
    let text = cells.map { "\($0.0)=\($0.1)" }.joined(separator: "\n")
    let hash = ContentHash.of(level.form.heading + text)
    // Eight bytes of the short forms, of which a row has several.
    return level.isShort ? String(hash.prefix(16)) : hash
  }

  /// The hashes of all rows, at every level that a row has enough digits for and that tells these rows apart.
  package static func all(_ columns: [String], _ rows: [[Double?]]) -> Set<String> {
    let levels = Level.allCases.filter { !$0.isShort || tells($0, rows) }
    // The order of the columns is that of every row and every level.
    let order = columns.indices.sorted { columns[$0] < columns[$1] }
    return Set(
      rows.flatMap { row in
        let named = order.map { (columns[$0], row[$0]) }
        return levels.compactMap { of(named, $0) }
      })
  }

  /// Whether rows that differ at all still differ with a digit less.
  private static func tells(_ level: Level, _ rows: [[Double?]]) -> Bool {
    guard rows.count >= 3, rows.count * (rows.first?.count ?? 0) <= mostNumbers else { return false }
    var met = Set<[String?]>()
    // The first two that are equal decide; writing all others would cost more than all the hashes.
    return Set(rows).allSatisfy { row in met.insert(row.map { $0.map(level.form.coarser.text) }).inserted }
  }

  /// Digits of a number without the zeros at its ends and the power of ten.
  private static func significant(_ text: String) -> Int {
    let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
    return digits.count - digits.reversed().prefix { $0 == "0" }.count
  }
}
