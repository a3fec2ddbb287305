/// A class of features, named and ordered as in PyRadiomics.
///
/// The order is that of the columns of its results: shape first, the others by name.
public enum FeatureClass: String, CaseIterable, Hashable, Codable, CodingKeyRepresentable, Sendable {
  /// Morphology of the mask; independent of intensities.
  case shape
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

extension FeatureClass: Comparable {
  /// By column order.
  public static func < (first: Self, second: Self) -> Bool { first.position < second.position }

  private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
