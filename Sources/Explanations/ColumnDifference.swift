import Features
import Mathematics

/// One feature in both tables.
public struct ColumnDifference: Sendable, Codable, Hashable {
  /// Column.
  public let column: String
  /// Our value; `nil` where undefined.
  public let ours: Double?
  /// The other program's; `nil` where not a number.
  public let theirs: Double?

  /// `|ours - theirs| / |theirs|`; 0 where both have none, `nil` where one has none.
  public var relative: Double? {
    guard let ours, let theirs else { return ours == nil && theirs == nil ? 0 : nil }
    return ours == theirs ? 0 : abs(ours - theirs) / abs(theirs)
  }

  /// Whether the two are the same to a relative tolerance; near 0 to 1e-12, as both hold rounding there.
  package func agrees(_ tolerance: Double) -> Bool {
    guard let ours, let theirs else { return ours == nil && theirs == nil }
    return isClose(ours, to: theirs, relative: tolerance, absolute: 1e-12)
  }
}

extension [String: FeatureValue] {
  /// The columns of `theirs` that these values have, compared.
  package func compared(with theirs: [String: Double?], columns: [String]) -> [ColumnDifference] {
    columns.compactMap { column in
      guard let own = self[column], let other = theirs[column] else { return nil }
      return ColumnDifference(column: column, ours: own.number, theirs: other)
    }
  }
}
