package import Yams

extension Node {
  /// A scalar that YAML reads as null.
  package var isNull: Bool { scalar.map { ["", "~", "null"].contains($0.string) && $0.style == .plain } ?? false }

  /// The value in short, for an error message.
  package var shown: String {
    switch self {
    case .scalar(let scalar): Self.quoted(scalar.string)
    case .mapping: "a mapping"
    case .sequence(let items):
      if items.count <= 6, items.allSatisfy({ $0.scalar != nil }) {
        "[\(items.compactMap(\.scalar?.string).joined(separator: ", "))]"
      } else {
        "a list"
      }
    case .alias: "an alias"
    }
  }

  /// A text in quotation marks, cut where it is long, as a table in the place of a value is.
  private static func quoted(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    let start = line.prefix(60)
    return start.endIndex == text.endIndex ? "\"\(text)\"" : "a text that begins \"\(start)\""
  }
}
