import Foundation
import Records

/// SHA-256 of the numbers that a model reads of one patient. By this hash a training patient is recognised under
/// another id.
///
/// Neither the numbers nor the id can be read from the hash. A row with few digits has no hash, because it could be
/// guessed, or belong to another patient by chance. It needs at least ten significant digits in all: one pair of
/// patients in ten thousand million shares ten random digits. A table that was rounded, or stored as float32, has other
/// last digits, so a row is also hashed with fewer digits of each number. Such a row identifies a patient less surely,
/// and therefore needs more digits in all.
///
/// Rounded forms are kept only if the training patients still differ with one digit less: if no two of them share a row
/// that is ten times as coarse in every column, a stranger hardly shares the finer one. If all columns have one common
/// cause, a row of many digits says little about the patient, and only the form of ten digits is kept.
package enum RowHash {
  /// How many digits of each number are hashed.
  package enum Level: CaseIterable {
    /// Ten significant digits, as a table writes them.
    case written
    /// Six significant digits, which tables rounded to six digits and most numbers in float32 keep.
    case rounded
    /// Four significant digits. In a row of many numbers, a second rounding nearly always changes the sixth digit of
    /// one.
    case coarse
    /// Three significant digits.
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

    /// Number of significant digits in the whole row that it needs for a hash.
    fileprivate var least: Int {
      switch self {
      case .written: 10
      case .rounded: 12
      // Fewer are enough, because the training patients themselves show whether these digits tell patients apart.
      case .short, .fourDecimals, .threeDecimals, .twoDecimals, .oneDecimal: 9
      case .coarse: 16
      }
    }

    /// Whether it is one of the shortest forms, to which tables are rounded for a supplement.
    fileprivate var isShort: Bool {
      switch self {
      case .written, .rounded, .coarse: false
      case .short, .fourDecimals, .threeDecimals, .twoDecimals, .oneDecimal: true
      }
    }

    /// First line of the hashed text. The form of ten digits has none, because models saved before there were levels
    /// have only this form.
    fileprivate var heading: String {
      switch form {
      case .significant(10): ""
      case .significant(let count): "\(count) digits\n"
      case .decimals(let count): "\(count) decimals\n"
      }
    }
  }

  /// Largest number of training values for which the short forms are kept. For more they would take seconds to compute.
  private static let mostNumbers = 500_000

  /// - Parameters:
  ///   - columns: names, in any order.
  ///   - values: one per column, `nil` where unknown.
  /// - Returns: 64 hexadecimal digits, or 16 for the short forms; `nil` if the row has too few digits.
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
      let digits = DecimalDigits(value, as: level.form)
      digits.write(to: &text)
      significant += digits.significant
    }
    guard significant >= level.least else { return nil }
    let hash = ContentHash.of(String(decoding: text, as: UTF8.self))
    // Eight bytes of the short forms, of which a row has several.
    return level.isShort ? String(hash.prefix(16)) : hash
  }

  /// The hashes of all rows, at every level for which a row has enough digits and at which these rows differ.
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

  /// Whether rows that differ at all still differ with one digit less.
  private static func tells(_ level: Level, _ rows: [[Double?]]) -> Bool {
    if level.isShort {
      guard rows.count >= 3, rows.count * (rows.first?.count ?? 0) <= mostNumbers else { return false }
    }
    let form = level.form.coarser
    var met = Set<[DecimalDigits?]>()
    // Stops at the first two equal rows, because rounding all rows would cost more than all the hashes.
    return Set(rows).allSatisfy { row in met.insert(row.map { $0.map { DecimalDigits($0, as: form) } }).inserted }
  }
}
