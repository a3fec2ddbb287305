import Records

/// What a description of a series says of the sequence, as far as hospitals agree: `AX CE-T1 FSE`, `t1_gd` and
/// `T1 +C` are one sequence.
struct SequenceName: Hashable {
  /// Such as `T2`, `CE-T1`, `CT`; the description itself where it says nothing known.
  let name: String

  init(description: String, modality: String) {
    let words = description.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let base = Self.bases.first { base in words.contains { $0.hasPrefix(base) || $0.hasSuffix(base) } }
    let hasContrast =
      words.contains { Self.contrast.contains($0) }
      || words.contains { word in Self.bases.contains { Self.joined(word, $0) } }
    switch base {
    case nil where modality == "CT" || modality == "PT": name = modality
    case nil: name = description.trimmed.isEmpty ? modality : description.trimmed
    case let base?: name = (hasContrast ? "CE-" : "") + base.uppercased()
    }
  }

  /// Whether one word joins a sequence and its contrast medium: `t1ce`, `gdt1`.
  private static func joined(_ word: String, _ base: String) -> Bool {
    contrast.contains { mark in
      mark.count > 1 && (word == base + mark || word == mark + base || word == base + "w" + mark)
    }
  }

  /// More special ones first: a T2 FLAIR is a FLAIR.
  private static let bases = ["dwi", "adc", "flair", "swi", "dce", "t1", "t2", "pd"]
  private static let contrast: Set<String> = [
    "ce", "gd", "gad", "contrast", "post", "km", "c", "gadolinium", "enhanced",
  ]
}
