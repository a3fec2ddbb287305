package import Yams

extension Node {
  /// A scalar that YAML reads as null.
  package var isNull: Bool { scalar.map { ["", "~", "null"].contains($0.string) && $0.style == .plain } ?? false }

  /// The value in short, for an error message.
  package var shown: String {
    switch self {
    case .scalar(let scalar): "\"\(scalar.string)\""
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
}
