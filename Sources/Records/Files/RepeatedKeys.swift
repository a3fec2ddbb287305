import Foundation

/// Looks for a key that an object of a JSON text has twice.
///
/// Readers disagree on which of two values counts: Foundation takes the first, Python, JavaScript and R the last. So a
/// file that says one thing to a program and another to its reader is refused. The text is that of a well-formed
/// document; what is wrong with any other the decoder says.
package struct RepeatedKeys {
  private let bytes: [UInt8]
  private var place = 0

  /// The first key that is there twice in one object, with the keys that lead to it; `nil` for none.
  package static func first(in data: Data) -> String? {
    var search = RepeatedKeys(bytes: Array(data))
    return search.found()
  }

  /// An object or an array that is open.
  private struct Level {
    var isObject: Bool
    var keys: Set<String> = []
    var current = ""
  }

  private mutating func found() -> String? {
    var levels: [Level] = []
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "{"): levels.append(Level(isObject: true))
      case UInt8(ascii: "["): levels.append(Level(isObject: false))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
      case UInt8(ascii: "\""):
        let text = string()
        guard let last = levels.indices.last, levels[last].isObject, isKey() else { continue }
        levels[last].current = text
        guard levels[last].keys.insert(text).inserted else {
          return levels.filter(\.isObject).map(\.current).joined(separator: ".")
        }
        continue
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The text in quotation marks at this place, decoded, as two spellings of one key are one. Ends behind it.
  private mutating func string() -> String {
    let start = place
    place += 1
    var hasEscapes = false
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        hasEscapes = true
        place += 1
      }
      place += 1
    }
    place = min(place + 1, bytes.count)
    let quoted = Data(bytes[start..<place])
    if hasEscapes, let decoded = try? JSONDecoder().decode(String.self, from: quoted) { return decoded }
    return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
  }

  /// Whether a colon follows.
  private func isKey() -> Bool {
    bytes[place...].first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: ":")
  }
}
