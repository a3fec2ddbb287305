/// Which contour of a region an error is about, by what its file says.
public struct ContourPlace: Hashable, Sendable, CustomStringConvertible {
  /// Name of the region, in quotation marks.
  public let region: String
  /// Number of the contour in its region, from 1.
  public let number: Int
  /// Its first point, LPS in mm; `nil` where it has none.
  public let start: SIMD3<Double>?

  /// A contour.
  public init(region: String, number: Int, start: SIMD3<Double>?) {
    (self.region, self.number, self.start) = (region, number, start)
  }

  /// `contour 3 of "GTV" (from (1, 2, 12) mm on)`.
  public var description: String {
    "contour \(number) of \(region)"
      + (start.map { " (from (\($0.x.short), \($0.y.short), \($0.z.short)) mm on)" } ?? "")
  }
}
