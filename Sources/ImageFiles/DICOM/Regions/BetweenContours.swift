/// What becomes of slices without a closed contour that lie between slices with one.
public enum BetweenContours: String, Hashable, Codable, Sendable, CaseIterable {
  /// The region is refused, with the slices named.
  case refuse
  /// The slices get the shape between their neighbours' (`shapesBetween(_:_:count:width:spacing:)`).
  case fill
  /// The slices stay empty.
  case leave
}
