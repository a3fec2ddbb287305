import Records

/// What a description of a series says of the sequence, as far as hospitals agree: `AX CE-T1 FSE`, `t1_gd` and
/// `T1 +C` are one sequence, and `T2 TSE FS` is another than `T2 TSE`: fat is dark in one of them.
package struct SequenceName: Hashable, Sendable {
  /// Such as `T2`, `FS-T2`, `CE-T1`, `CT`; the description itself where it says nothing known.
  package let name: String
  /// What the sequence is without contrast medium and fat suppression, `T2` of `FS-T2`.
  package let family: String

  /// - Parameter description: SeriesDescription.
  package init(description: String, modality: String) {
    let text = description.lowercased()
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let isThere = { (marks: [String]) in
      marks.contains { mark in
        mark.contains(" ") || !mark.allSatisfy(\.isASCII) ? text.contains(mark) : words.contains(mark)
      }
    }
    guard let base = Self.base(words, text) else {
      name = modality == "CT" || modality == "PT" || description.trimmed.isEmpty ? modality : description.trimmed
      family = name
      return
    }
    let hasContrast = isThere(Self.contrast) || words.contains { word in Self.bases.contains { Self.joined(word, $0) } }
    let isSuppressed = ["t1", "t2", "pd"].contains(base) && isThere(Self.suppressed)
    family = base == "t2*" ? "T2star" : base == "eadc" ? "eADC" : base.uppercased()
    name = (isSuppressed ? "FS-" : "") + (hasContrast ? "CE-" : "") + family
  }

  /// The sequence that words name; more special ones first: a T2 FLAIR is a FLAIR.
  private static func base(_ words: [String], _ text: String) -> String? {
    if text.contains("dark-fluid") || text.contains("dark fluid") || text.contains("darkfluid") { return "flair" }
    if text.contains("eadc") || text.contains("exponential") { return "eadc" }
    if text.contains("apparent diffusion") { return "adc" }
    let named = bases.first { base in words.contains { $0.hasPrefix(base) || $0.hasSuffix(base) } }
    let isStar =
      text.contains("t2*") || text.contains("t2star") || words.contains { ["star", "hemo", "medic"].contains($0) }
    if named == "t2", isStar { return "t2*" }
    return named ?? (words.contains { ["stir", "tirm"].contains($0) } ? "stir" : nil)
  }

  /// Whether one word joins a sequence and its contrast medium: `t1ce`, `gdt1`.
  private static func joined(_ word: String, _ base: String) -> Bool {
    contrast.contains { mark in
      mark.count > 1 && (word == base + mark || word == mark + base || word == base + "w" + mark)
    }
  }

  private static let bases = ["dwi", "adc", "flair", "swi", "dce", "t1", "t2", "pd"]
  /// Words, and parts of the text where they have a space or are not Latin.
  private static let contrast = [
    "ce", "gd", "gad", "contrast", "post", "km", "c", "gadolinium", "enhanced", "dotarem", "gadovist", "magnevist",
    "primovist", "kontrast", "조영", "増強", "造影",
  ]
  private static let suppressed = [
    "fs", "fatsat", "fatsup", "fat sat", "fat sup", "spair", "spir", "stir", "tirm", "fatsuppressed", "supp",
  ]
}
