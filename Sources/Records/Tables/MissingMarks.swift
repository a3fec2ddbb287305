/// The marks for "missing" that a user named, such as -999 or `unk`.
///
/// A number is compared by its value: a program that once met an empty cell writes -999 as -999.0.
package struct MissingMarks: Sendable {
  private let texts: Set<String>
  private let numbers: Set<Double>

  package init(_ marks: [String]) {
    texts = Set(marks)
    numbers = Set(marks.compactMap { Double($0) })
  }

  /// Whether a cell is one of the marks.
  package func contains(_ cell: String) -> Bool {
    guard !texts.isEmpty else { return false }
    return texts.contains(cell) || !numbers.isEmpty && Double(cell).map(numbers.contains) ?? false
  }
}
