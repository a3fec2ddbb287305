/// How our table differs from another program's, and which alternative definitions bring the two together.
public struct Explanation: Sendable, Codable {
  /// One case.
  public struct Case: Sendable, Codable {
    /// Image as the user named it.
    public let image: String
    /// Mask as the user named it.
    public let mask: String
    /// Features in both tables.
    public let compared: Int
    /// Those that differ.
    public let differing: [ColumnDifference]
    /// Those that agree at no step of the chain of causes that was found.
    public let unexplained: [String]
    /// Why the case could not be compared.
    public let error: String?
    /// What was read into the file of the region; `nil` for nothing.
    public let notes: [String]?
  }

  /// An alternative that brings columns to agreement.
  public struct Cause: Sendable, Codable {
    /// Its short name, such as `binWidth: 5`.
    public let name: String
    /// What the other program did.
    public let cause: String
    /// Columns that agree with it and do not without.
    public let explains: [String]
    /// Columns that agree without it and not with it.
    public let breaks: [String]
    /// Causes that it was tried together with; empty where it explains alone.
    public let after: [String]
  }

  /// Relative tolerance.
  public let tolerance: Double
  /// Features only in our table; the same for every case.
  public let onlyOurs: [String]
  /// Features only in theirs.
  public let onlyTheirs: [String]
  /// The cases in order.
  public let cases: [Case]
  /// The case that causes were searched on, from 0; `nil` where all agree.
  public let searched: Int?
  /// Single alternatives that bring at least one column to agreement, the one that explains most first.
  public let single: [Cause]
  /// The causes that together explain most: the best alternative, then the best for what is left beside it, and so on.
  public let chain: [Cause]

  /// Whether every feature in both tables agrees in every case.
  public var allAgree: Bool { cases.allSatisfy { $0.differing.isEmpty && $0.error == nil } }

  /// The causes of a column: the first single one, else those of the chain up to the one that settles it.
  public func causes(of column: String) -> [Cause] {
    if let alone = single.first(where: { $0.explains.contains(column) }) { return [alone] }
    guard let last = chain.firstIndex(where: { $0.explains.contains(column) }) else { return [] }
    return Array(chain[...last])
  }
}
