/// The differences between our table and another program's, and the alternative definitions that remove them.
package struct Explanation: Sendable, Codable {
  /// The comparison of one case.
  package struct Case: Sendable, Codable {
    /// The image as the user named it.
    package let image: String
    /// The mask as the user named it.
    package let mask: String
    /// Number of features in both tables.
    package let compared: Int
    /// The features that differ.
    package let differing: [ColumnDifference]
    /// The features that agree at no step of the chain of causes.
    package let unexplained: [String]
    /// Why the case could not be compared; `nil` if it was.
    package let error: String?
    /// Notes on how the region was read; `nil` if there are none.
    package let notes: [String]?
  }

  /// An alternative with which columns agree.
  package struct Cause: Sendable, Codable {
    /// Its short name, such as `binWidth: 5`.
    package let name: String
    /// What the other program probably did.
    package let cause: String
    /// Columns that agree with this alternative but not without it.
    package let explains: [String]
    /// Columns that agree without this alternative but not with it.
    package let breaks: [String]
    /// The causes applied before this one; empty if it is applied alone.
    package let after: [String]
  }

  /// The relative tolerance.
  package let tolerance: Double
  /// Features that only our table has; the same for every case.
  package let onlyOurs: [String]
  /// Features that only the other table has.
  package let onlyTheirs: [String]
  /// The cases in order.
  package let cases: [Case]
  /// The case on which causes were searched, from 0; `nil` if all cases agree.
  package let searched: Int?
  /// Alternatives that, applied alone, make at least one column agree; the one that explains most comes first.
  package let single: [Cause]
  /// The causes that together explain most: the best alternative, then the best for the columns that are left, etc.
  package let chain: [Cause]

  /// Whether every feature of both tables agrees in every case.
  package var allAgree: Bool { cases.allSatisfy { $0.differing.isEmpty && $0.error == nil } }

  /// The causes of a column: the first that explains it alone, otherwise the chain up to the step that explains it.
  package func causes(of column: String) -> [Cause] {
    if let alone = single.first(where: { $0.explains.contains(column) }) { return [alone] }
    guard let last = chain.firstIndex(where: { $0.explains.contains(column) }) else { return [] }
    return Array(chain[...last])
  }
}
