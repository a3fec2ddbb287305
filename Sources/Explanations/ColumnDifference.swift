import Features
import Mathematics

/// The values of one feature in both tables.
package struct ColumnDifference: Sendable, Codable, Hashable {
  /// Name of the column.
  package let column: String
  /// Our value; `nil` if undefined.
  package let ours: Double?
  /// The value of the other program; `nil` if it is not a number.
  package let theirs: Double?

  /// `|ours - theirs| / |theirs|`; 0 if both are missing, `nil` if one is.
  package var relative: Double? {
    guard let ours, let theirs else { return ours == nil && theirs == nil ? 0 : nil }
    return ours == theirs ? 0 : abs(ours - theirs) / abs(theirs)
  }

  /// Whether the two agree within a relative tolerance, or within 1e-12 near 0, where both are rounding errors.
  package func agrees(_ tolerance: Double) -> Bool {
    guard let ours, let theirs else { return ours == nil && theirs == nil }
    return isClose(ours, to: theirs, relative: tolerance, absolute: 1e-12)
  }
}

extension [String: FeatureValue] {
  /// Compares the columns of `theirs` that these values also have.
  package func compared(with theirs: [String: Double?], columns: [String]) -> [ColumnDifference] {
    columns.compactMap { column in
      guard let own = self[column], let other = theirs[column] else { return nil }
      return ColumnDifference(column: column, ours: own.number, theirs: other)
    }
  }
}
