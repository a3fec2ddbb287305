/// A regular expression that is parsed once. A literal is parsed whenever the line that holds it runs, which costs some
/// fifty microseconds: more than all else that is asked of a cell or of a name.
///
/// Unsafe: `Regex` is not `Sendable`, since an expression may hold closures of its caller. One made from a literal is
/// immutable but for its compiled form, which the standard library stores atomically, so that threads may share it.
package struct Pattern<Output>: @unchecked Sendable {
  private let regex: Regex<Output>

  /// - Parameter regex: A literal; no expression with closures.
  package init(_ regex: Regex<Output>) { self.regex = regex }

  /// What the expression says of a whole text, `nil` where it does not match.
  package func whole(_ text: some StringProtocol) -> Output? { String(text).wholeMatch(of: regex)?.output }

  /// The first match in a text.
  package func first(in text: String) -> Regex<Output>.Match? { text.firstMatch(of: regex) }

  /// Whether a whole text matches.
  package func isWhole(_ text: some StringProtocol) -> Bool { whole(text) != nil }

  /// Whether a text has a match anywhere.
  package func isIn(_ text: String) -> Bool { first(in: text) != nil }

  /// Whether a text begins with a match.
  package func begins(_ text: String) -> Bool { text.prefixMatch(of: regex) != nil }

  /// The text with each match replaced.
  package func replacing(in text: String, with replacement: (Output) -> String) -> String {
    text.replacing(regex) { replacement($0.output) }
  }
}
