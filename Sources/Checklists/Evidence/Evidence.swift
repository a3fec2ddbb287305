import Foundation
import Records

/// Where a run holds what answers an item of a list, and the value that stands there.
///
/// Only a field that was found in a file makes evidence. An answer can therefore not name what the run does not hold.
package struct Evidence: Sendable, Hashable {
  /// The place within the file.
  package enum Place: Sendable, Hashable {
    /// Keys and indices from the top of a JSON file.
    case pointer([String])
    /// Keys from the top of the study file.
    case keys([String])
    /// A column of a table; its first value is shown.
    case column(String)
    /// Several columns of a table, by what they have in common.
    case columns(String)
    /// The file itself.
    case file
    /// A key that the study file does not have.
    case noKey([String])
  }

  /// The file, as a path within the folder of the run.
  package let file: String
  /// The place within the file.
  package let place: Place
  /// The value, shortened where it is long.
  package let shown: String

  fileprivate init(file: String, place: Place, shown: String) {
    (self.file, self.place, self.shown) = (file, place, shown)
  }

  /// The place in the form that programs read: a JSON pointer (RFC 6901), keys of YAML joined by dots, or a column.
  package var reference: String {
    switch place {
    case .pointer(let steps): "\(file)#\(Self.pointer(steps))"
    case .keys(let keys): "\(file): \(keys.joined(separator: "."))"
    case .column(let name): "\(file): column \(name)"
    case .columns(let kind): "\(file): \(kind)"
    case .file: file
    case .noKey(let keys): "\(file): no key \(keys.joined(separator: "."))"
    }
  }

  /// Reference and value on one line.
  package var line: String { shown.isEmpty ? reference : "\(reference) = \(shown)" }

  private static func pointer(_ steps: [String]) -> String {
    steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }
}

/// A value that was found in a file of the run.
package struct RunField: Sendable {
  /// The file, as a path within the folder of the run.
  let file: String
  /// The place within the file.
  let place: Evidence.Place
  /// The value.
  package let value: RunValue
  /// Words that are shown instead of the value.
  var words: String?

  /// The field below; `nil` if there is none or if it is null.
  package subscript(key: String) -> RunField? {
    guard case .map(let map) = value, let below = map[key], below != .null else { return nil }
    return RunField(file: file, place: place.below(key), value: below)
  }

  /// The fields of a list in order; empty for other values.
  package var elements: [RunField] {
    guard case .list(let list) = value else { return [] }
    return list.indices.map { RunField(file: file, place: place.below("\($0)"), value: list[$0]) }
  }

  /// The same place with other words for its value.
  package func saying(_ words: String) -> RunField {
    var field = self
    field.words = words
    return field
  }

  /// The place and the value for a reader.
  package var evidence: Evidence { Evidence(file: file, place: place, shown: words ?? value.shown) }
}

extension Evidence.Place {
  fileprivate func below(_ key: String) -> Evidence.Place {
    switch self {
    case .pointer(let steps): .pointer(steps + [key])
    case .keys(let keys): .keys(keys + [key])
    case .column, .columns, .file, .noKey: self
    }
  }
}

extension RunValue {
  /// The longest text that is shown.
  private static let longest = 160

  /// The value in a few words.
  fileprivate var shown: String {
    switch self {
    case .null: "none"
    case .flag(let flag): flag ? "yes" : "no"
    case .number(let number): number == number.rounded() ? number.short : String(format: "%.4g", number)
    case .text(let text): text.count > Self.longest ? "\(text.prefix(Self.longest - 1))\u{2026}" : text
    case .list(let list) where list.contains(where: \.isNested): Self.count(list.count)
    case .list(let list):
      list.prefix(3).map(\.shown).joined(separator: ", ") + (list.count > 3 ? ", and \(list.count - 3) more" : "")
    case .map(let map):
      map["undefined"]?.text.map { "undefined: \($0)" }
        ?? map.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.brief)" }.joined(separator: ", ")
    }
  }

  /// The value within another one.
  private var brief: String {
    switch self {
    case .list(let list): Self.count(list.count)
    case .map(let map) where map["undefined"] == nil: map["value"]?.shown ?? Self.count(map.count)
    default: shown
    }
  }

  private var isNested: Bool {
    switch self {
    case .list, .map: true
    case .null, .flag, .number, .text: false
    }
  }

  private static func count(_ number: Int) -> String { number == 1 ? "1 entry" : "\(number) entries" }
}

/// One piece of evidence or more. There is no value without any.
package struct Proof: Sendable, Hashable {
  /// The pieces, at least one.
  package let pieces: [Evidence]

  /// The evidence of these fields; `nil` if one of them was not found, or if there is none.
  package init?(_ fields: [RunField?]) {
    let found = fields.compactMap(\.self)
    guard !found.isEmpty, found.count == fields.count else { return nil }
    pieces = found.map(\.evidence)
  }
}
