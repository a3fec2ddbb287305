extension [String] {
  /// Ten names at most, with the number of the others, for use in a sentence.
  package var shown: String { prefix(10).joined(separator: ", ") + (count > 10 ? " and \(count - 10) more" : "") }

  /// A sentence with those that ``shown`` leaves out, behind a space; empty where it leaves out none.
  package var others: String { count > 10 ? " The others are \(dropFirst(10).joined(separator: ", "))." : "" }
}
