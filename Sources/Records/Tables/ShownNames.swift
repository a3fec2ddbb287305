extension [String] {
  /// Ten names at most, with the number of the others, for use in a sentence.
  package var shown: String { prefix(10).joined(separator: ", ") + (count > 10 ? " and \(count - 10) more" : "") }
}
