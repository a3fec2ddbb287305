import Records

/// What the name of a region says it is.
enum RegionKind: Int, Comparable {
  /// An organ, or anything else.
  case other
  /// A lesion that was drawn for something else: an earlier version, a ring around it, what is not tumour.
  case aside
  /// Lymph nodes and metastases.
  case nodal
  /// The lesion.
  case lesion

  static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }

  init(_ name: String) {
    let words = ColumnName(name).words
    guard words.contains(where: { word in Self.stems.contains { word.contains($0) } }) else {
      self = .other
      return
    }
    let parts = words.flatMap(Self.parts)
    if parts.contains(where: { Self.asides.contains($0) || Self.isMargin($0) }) {
      self = .aside
    } else {
      self = parts.contains(where: Self.nodes.contains) ? .nodal : .lesion
    }
  }

  /// Whether a name has no word but that of the lesion: `GTV`, `Tumor 1`, `gtvp`.
  static func isPlain(_ name: String) -> Bool {
    ColumnName(name).words.flatMap(parts).allSatisfy { $0.allSatisfy(\.isNumber) || $0 == "p" || $0 == "t" }
  }

  private static let stems = ["gtv", "tumor", "tumour", "lesion", "mass", "primary", "종양"]
  private static let asides: Set<String> = [
    "old", "alt", "prev", "previous", "prior", "earlier", "former", "backup", "bak", "copy", "kopie", "draft",
    "entwurf",
    "test", "tmp", "temp", "delete", "ignore", "wrong", "obsolete", "post", "after", "followup", "fu", "residual",
    "non", "not", "no", "without", "minus", "sub", "ring", "shell", "rim", "margin", "peri", "peritumoral", "expand",
    "expanded", "expansion", "exp", "plus", "dilated", "eroded", "opt", "help", "avoid", "bg", "background", "normal",
    "healthy", "contralateral", "around", "outside", "이전", "구",
  ]
  private static let nodes: Set<String> = [
    "n", "nd", "node", "nodes", "nodal", "ln", "lns", "lymph", "lymphnode", "lymphnodes", "met", "mets", "metastasis",
    "metastases", "림프절",
  ]

  /// What stands before and behind the stem in a word, or the word itself without a stem: `old` of `GTVold`.
  private static func parts(_ word: String) -> [String] {
    for stem in stems {
      guard let range = word.firstRange(of: stem) else { continue }
      let parts = [String(word[..<range.lowerBound]), String(word[range.upperBound...])]
      return parts.filter { !$0.isEmpty && !["al", "s"].contains($0) }
    }
    return [word]
  }

  /// `5mm`, `1cm`.
  private static func isMargin(_ word: String) -> Bool {
    (word.hasSuffix("mm") || word.hasSuffix("cm")) && word.dropLast(2).contains(where: \.isNumber)
  }
}
