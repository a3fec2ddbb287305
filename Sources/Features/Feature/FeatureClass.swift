/// A class of features, named and ordered as in PyRadiomics.
///
/// The order is that of the columns of its results: shape first, the others by name.
public enum FeatureClass: String, CaseIterable, Hashable, Codable, CodingKeyRepresentable, Sendable {
  /// Morphology of the mask; independent of intensities.
  case shape
  /// Morphology of a mask of one slice; only under `force2D`, and not among ``defaults``.
  case shape2D
  /// Statistics of the intensities, without their place.
  case firstorder
  /// Grey level co-occurrence matrix.
  case glcm
  /// Grey level dependence matrix (IBSI: neighbouring grey level dependence matrix).
  case gldm
  /// Grey level run length matrix.
  case glrlm
  /// Grey level size zone matrix.
  case glszm
  /// Neighbourhood grey tone difference matrix.
  case ngtdm
}

extension FeatureClass {
  /// The classes that are computed if none is named: all but ``shape2D``, which needs a region of one slice.
  public static let defaults = allCases.filter { $0 != .shape2D }

  /// Whether the class describes the mask alone.
  public var isMorphological: Bool { self == .shape || self == .shape2D }
}

extension FeatureClass: Comparable {
  /// By column order.
  public static func < (first: Self, second: Self) -> Bool { first.position < second.position }

  private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
