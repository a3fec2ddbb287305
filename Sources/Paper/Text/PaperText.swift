/// Text of a paper: words, raised marks and citations. A writer gives each its form in a format.
package struct PaperText: Hashable, Sendable {
  /// A piece of text.
  package enum Span: Hashable, Sendable {
    case plain(String)
    /// The letter of a note of a table.
    case raised(String)
    case cited([CitedWork])
  }

  package var spans: [Span]

  /// These pieces in order.
  package init(_ spans: [Span]) { self.spans = spans }

  /// Words alone.
  package init(_ words: String) { spans = words.isEmpty ? [] : [.plain(words)] }

  /// The references in the order in which they are cited.
  package var references: [CitedWork] {
    spans.flatMap { span -> [CitedWork] in if case .cited(let references) = span { references } else { [] } }
  }

  /// The words without marks and citations.
  package var plain: String {
    spans.map { span -> String in if case .plain(let words) = span { words } else { "" } }.joined()
  }

  package static func + (a: PaperText, b: PaperText) -> PaperText { PaperText(a.spans + b.spans) }
}

extension PaperText: ExpressibleByStringLiteral {
  package init(stringLiteral words: String) { self.init(words) }
}
