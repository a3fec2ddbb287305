import Foundation
import Records

/// A file that two runs have, or only one of them, and in what it differs.
package struct FileDifference: Codable, Sendable, Hashable {
  /// What became of it.
  package enum Kind: String, Codable, Sendable {
    /// Its bytes are the same.
    case identical
    /// Its bytes differ.
    case differs
    /// Only the first run has it.
    case onlyFirst = "only-first"
    /// Only the second run has it.
    case onlySecond = "only-second"
  }

  /// Its path in the folder of a run.
  package let file: String
  package let kind: Kind
  /// Number of values that differ; `nil` where the file has no values that can be told apart.
  package let values: Int?
  /// The first of them, in words.
  package let examples: [String]

  /// Compares a file of two folders; `nil` if neither has it.
  init?(_ file: String, in first: String, and second: String) {
    self.file = file
    let own = FileManager.default.contents(atPath: "\(first)/\(file)")
    let other = FileManager.default.contents(atPath: "\(second)/\(file)")
    switch (own, other) {
    case (nil, nil): return nil
    case (.some, nil): (kind, values, examples) = (.onlyFirst, nil, [])
    case (nil, .some): (kind, values, examples) = (.onlySecond, nil, [])
    case (let own?, let other?):
      guard own != other else {
        (kind, values, examples) = (.identical, 0, [])
        return
      }
      let found = ValueDifferences(file, own, other)
      (kind, values, examples) = (.differs, found?.count, Array((found?.words ?? []).prefix(5)))
    }
  }
}

extension FileDifference: CustomStringConvertible {
  /// The file with what is different in it.
  package var description: String {
    switch kind {
    case .identical: "\(file): identical"
    case .onlyFirst: "\(file): is missing in the second"
    case .onlySecond: "\(file): is missing in the first"
    case .differs:
      "\(file): differs"
        + (values.map {
          $0 == 0 ? " in its layout only" : " in \($0) value\($0 == 1 ? "" : "s"): \(examples.joined(separator: "; "))"
        }
          ?? "") + ((values ?? 0) > examples.count ? "; ..." : "")
    }
  }
}

/// The values that differ between two texts of one file.
private struct ValueDifferences {
  /// Their number.
  let count: Int
  /// The first of them.
  let words: [String]

  /// `nil` if the file is neither a table nor JSON.
  init?(_ file: String, _ first: Data, _ second: Data) {
    var all: [String]
    if file.hasSuffix(".csv") {
      guard let own = Self.table(first), let other = Self.table(second) else { return nil }
      all = Self.cells(own, other)
    } else if file.hasSuffix(".json") {
      guard let own = try? JSONSerialization.jsonObject(with: first, options: .fragmentsAllowed),
        let other = try? JSONSerialization.jsonObject(with: second, options: .fragmentsAllowed)
      else { return nil }
      all = []
      Self.compare(own, other, at: "", into: &all)
    } else {
      return nil
    }
    (count, words) = (all.count, Array(all.prefix(5)))
  }

  private static func table(_ data: Data) -> CSVTable? {
    try? CSVTable(parsing: String(decoding: data, as: UTF8.self), file: "")
  }

  /// Columns, rows and cells. Rows are told apart by their first cell, or by their place if this repeats.
  private static func cells(_ first: CSVTable, _ second: CSVTable) -> [String] {
    let names = { (table: CSVTable) in
      let ids = table.rows.map { $0.first ?? "" }
      return Set(ids).count == ids.count ? ids : ids.indices.map { "row \($0 + 1)" }
    }
    let (own, others) = (names(first), names(second))
    let places = Dictionary(others.enumerated().map { ($1, $0) }) { first, _ in first }
    let known = Set(own)
    var found = first.columns.filter { second.position(of: $0) == nil }.map { "the second has no column \($0)" }
    found += second.columns.filter { first.position(of: $0) == nil }.map { "the first has no column \($0)" }
    found += others.filter { !known.contains($0) }.map { "the first has no row \($0)" }
    for (at, name) in own.enumerated() {
      guard let place = places[name] else {
        found.append("the second has no row \(name)")
        continue
      }
      for (column, title) in first.columns.enumerated() {
        guard let other = second.position(of: title).map({ second.rows[place][$0] }) else { continue }
        let cell = first.rows[at][column]
        if cell != other { found.append("\(name), \(title): \(shown(cell)) and \(shown(other))") }
      }
    }
    return found
  }

  private static func compare(_ first: Any, _ second: Any, at path: String, into found: inout [String]) {
    if let own = first as? [String: Any], let other = second as? [String: Any] {
      for key in Set(own.keys).union(other.keys).sorted() {
        compare(own[key] ?? Absent(), other[key] ?? Absent(), at: path.isEmpty ? key : "\(path).\(key)", into: &found)
      }
    } else if let own = first as? [Any], let other = second as? [Any] {
      if own.count != other.count { found.append("\(path): \(own.count) and \(other.count) entries") }
      for (at, pair) in zip(own, other).enumerated() {
        compare(pair.0, pair.1, at: "\(path)[\(at)]", into: &found)
      }
    } else if "\(first)" != "\(second)" {
      found.append("\(path): \(shown("\(first)")) and \(shown("\(second)"))")
    }
  }

  /// A key that one of two objects lacks.
  private struct Absent: CustomStringConvertible { let description = "absent" }

  private static func shown(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.isEmpty ? "empty" : line.count > 60 ? "\(line.prefix(57))..." : line
  }
}
