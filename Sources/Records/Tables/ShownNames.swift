extension [String] {
  /// Names for a sentence: ten, and how many more there are.
  package var shown: String { prefix(10).joined(separator: ", ") + (count > 10 ? " and \(count - 10) more" : "") }
}
