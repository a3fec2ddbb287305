import Foundation

/// Puts citations into the sentences of a run.
///
/// The paragraphs on the methods are texts of `results.json`, which name a source by its DOI or by what it introduced.
/// A paper cites it by number at the first place and does not repeat it. A DOI that is not in the list stays as it is,
/// so that no source gets lost.
package struct CitedText {
  /// The references cited so far.
  private var cited: Set<CitedWork> = []

  /// Nothing is cited yet.
  package init() {}

  /// The text with citations behind the words that they belong to.
  package mutating func text(_ words: String) -> PaperText {
    var spans: [PaperText.Span] = []
    var rest = words[...]
    while let found = next(in: rest) {
      spans.append(.plain(String(rest[..<found.words.lowerBound]) + found.kept))
      let new = found.references.filter { cited.insert($0).inserted }
      // A DOI in the text is always replaced; a phrase is cited where it first stands.
      spans += found.isDOI ? [.cited(found.references)] : new.isEmpty ? [] : [.cited(new)]
      rest = rest[found.words.upperBound...]
    }
    spans.append(.plain(String(rest)))
    return PaperText(Self.joined(spans.filter { $0 != .plain("") }))
  }

  /// Without a citation that stands twice side by side, as where a name is followed by its DOI.
  private static func joined(_ spans: [PaperText.Span]) -> [PaperText.Span] {
    spans.indices.filter { $0 == 0 || spans[$0] != spans[$0 - 1] }.map { spans[$0] }
  }

  private struct Found {
    let words: Range<Substring.Index>
    /// What stays of the words.
    let kept: String
    let references: [CitedWork]
    let isDOI: Bool
  }

  /// The first DOI or phrase of a text.
  private func next(in text: Substring) -> Found? {
    let dois = CitedWork.allCases.compactMap { reference -> Found? in
      guard let doi = reference.entry.doi else { return nil }
      for form in [" (doi \(doi))", " doi \(doi)"] {
        guard let range = text.range(of: form), Self.ends(form, at: range.upperBound, in: text) else { continue }
        return Found(words: range, kept: "", references: [reference], isDOI: true)
      }
      return nil
    }
    let phrases = CitedWork.allCases.compactMap { reference -> Found? in
      guard !cited.contains(reference), let phrase = reference.phrase, let range = text.range(of: phrase) else {
        return nil
      }
      return Found(words: range, kept: phrase, references: [reference], isDOI: false)
    }
    return (dois + phrases).min { $0.words.lowerBound < $1.words.lowerBound }
  }

  /// Whether a DOI ends here and does not go on as a longer one.
  private static func ends(_ form: String, at place: Substring.Index, in text: Substring) -> Bool {
    guard !form.hasSuffix(")"), place < text.endIndex else { return true }
    let next = text[place]
    return !(next.isLetter || next.isNumber || next == "-" || next == "/")
  }
}
