import Foundation
import Records

/// SHA-256 of the numbers that a model reads of one patient: by it a training patient under another id is known again.
///
/// No number and no id can be read from it. A row of few digits could be guessed, and could be another patient's by
/// chance: it has no hash. Ten significant digits over the row are the least: two patients in a thousand million share
/// them. A table that was rounded, or kept as float32, has other last digits, so a row is also known by fewer digits of
/// each number; those are less its own, and more of them are wanted.
///
/// Rounded forms are kept only where the training patients are told apart by a digit less still: where no two of them
/// share a row that is ten times as coarse in every column, a stranger shares the finer one with none. Where one cause
/// stands behind all columns, a row of many digits says little, and only the whole numbers are kept.
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

    fileprivate var form: DecimalDigits.Form {
      switch self {
      case .written: .significant(10)
      case .rounded: .significant(6)
      case .coarse: .significant(4)
      case .short: .significant(3)
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

    /// Whether it is one of the shortest forms, as tables are rounded for a supplement.
    fileprivate var isShort: Bool {
      switch self {
      case .written, .rounded, .coarse: false
      case .short, .fourDecimals, .threeDecimals, .twoDecimals, .oneDecimal: true
      }
    }

    /// First line of what is hashed. Models of before there were levels have those of ten digits, whose text has none.
    fileprivate var heading: String {
      switch form {
      case .significant(10): ""
      case .significant(let count): "\(count) digits\n"
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
    let sorted = zip(columns, values).sorted { $0.0 < $1.0 }
    return of(sorted.map { Array("\($0.0)=".utf8) }, sorted.map(\.1), level)
  }

  /// - Parameters:
  ///   - names: `NAME=` of every column, by name.
  ///   - values: in the same order.
  private static func of(_ names: [[UInt8]], _ values: [Double?], _ level: Level) -> String? {
    var text = Array(level.heading.utf8)
    var significant = 0
    for at in names.indices {
      if at > 0 { text.append(UInt8(ascii: "\n")) }
      text.append(contentsOf: names[at])
      guard let value = values[at] else { continue }
      let digits = DecimalDigits(value, level.form)
      digits.write(to: &text)
      significant += digits.significant
    }
    guard significant >= level.least else { return nil }
    let hash = ContentHash.of(String(decoding: text, as: UTF8.self))
    // Eight bytes of the short forms, of which a row has several.
    return level.isShort ? String(hash.prefix(16)) : hash
  }

  /// The hashes of all rows, at every level that a row has enough digits for and that tells these rows apart.
  package static func all(_ columns: [String], _ rows: [[Double?]]) -> Set<String> {
    let levels = Level.allCases.filter { $0 == .written || tells($0, rows) }
    // The order of the columns is that of every row and every level.
    let order = columns.indices.sorted { columns[$0] < columns[$1] }
    let names = order.map { Array("\(columns[$0])=".utf8) }
    return Set(
      rows.flatMap { row in
        let values = order.map { row[$0] }
        return levels.compactMap { of(names, values, $0) }
      })
  }

  /// Whether rows that differ at all still differ with a digit less.
  private static func tells(_ level: Level, _ rows: [[Double?]]) -> Bool {
    if level.isShort {
      guard rows.count >= 3, rows.count * (rows.first?.count ?? 0) <= mostNumbers else { return false }
    }
    let form = level.form.coarser
    var met = Set<[DecimalDigits?]>()
    // The first two that are equal decide; rounding all others would cost more than all the hashes.
    return Set(rows).allSatisfy { row in met.insert(row.map { $0.map { DecimalDigits($0, form) } }).inserted }
  }
}
