import Testing

/// A way in which a study leaks, and the words of the finding that must name it.
struct LeakKind: CustomTestStringConvertible, Sendable {
  let name: String
  let words: String
  let change: @Sendable (inout LeakyStudy) -> Void
  var testDescription: String { name }

  init(_ name: String, _ words: String, _ change: @escaping @Sendable (inout LeakyStudy) -> Void) {
    (self.name, self.words, self.change) = (name, words, change)
  }

  static let all = rows + endings + tables + scalings + numberings + afterwards + outcome + gaps + cells
}
