/// The value of a feature, or why mathematics gives none.
///
/// A region can be too small or too flat for a formula; that is a result to report, never an error that stops a cohort.
public enum FeatureValue: Hashable, Codable, Sendable {
  /// A finite number.
  case defined(Double)
  /// No number, and the reason; the table is in `Documentation/features.md`.
  case undefined(UndefinedReason)

  /// The number, or `nil` when there is none.
  public var number: Double? {
    guard case .defined(let number) = self else { return nil }
    return number
  }

  /// Why there is no number, or `nil` when there is one.
  public var reason: UndefinedReason? {
    guard case .undefined(let reason) = self else { return nil }
    return reason
  }

  /// `numerator / denominator`, or `reason` when the denominator is zero.
  static func ratio(_ numerator: Double, _ denominator: Double, else reason: UndefinedReason) -> FeatureValue {
    denominator == 0 ? .undefined(reason) : .defined(numerator / denominator)
  }
}

extension FeatureValue {
  /// Why a feature has no value. One case per row of the table in `Documentation/features.md`.
  public enum UndefinedReason: String, Hashable, Codable, Sendable, CaseIterable, Error {
    /// The region has no voxel.
    case emptyRegion
    /// No voxel of the region has a neighbour in the region, in any direction: co-occurrences and runs do not exist.
    case noNeighbours
    /// The region has no extent along its major axis (a single voxel), so ratios of axis lengths are 0 / 0.
    case noExtent
    /// The mesh encloses no volume, so a ratio to it does not exist.
    case noMeshVolume
    /// No intensity lies between the 10th and the 90th percentile (two voxels that differ).
    case emptyPercentileRange
    /// All intensities of the region are equal, so a formula that divides by their variance is 0 / 0.
    case noVariation
    /// The intensities by whose sum a formula divides add up to zero.
    case zeroSum
    /// An intensity is infinite or not a number, or a sum over them exceeds the range of a double.
    case notFinite
    /// `shape2D` of a region that is not one slice of the plane that `force2D` names.
    case notOneSlice
    /// The filter is not defined on this image: too few voxels along an axis, or nothing but zeros.
    case noFilteredImage
    /// The iteration that a value comes from did not settle: the maximal correlation of more than 1,024 grey levels.
    case notConverged
    /// LAPACK, which computes eigenvalues, cannot be loaded.
    case missingLibrary
  }
}

extension FeatureValue.UndefinedReason: CustomStringConvertible {
  /// A sentence for reports.
  public var description: String {
    switch self {
    case .emptyRegion: "the region has no voxel"
    case .noNeighbours: "no two voxels of the region are neighbours"
    case .noExtent: "the region is a single point"
    case .noMeshVolume: "the mesh of the region encloses no volume"
    case .emptyPercentileRange: "no intensity lies between the 10th and the 90th percentile"
    case .noVariation: "all intensities of the region are equal"
    case .zeroSum: "the intensities to divide by add up to zero"
    case .notFinite: "intensities are not finite"
    case .notOneSlice: "the region is not one slice of a forced plane"
    case .noFilteredImage: "the filter is not defined on this image"
    case .notConverged: "the iteration for thousands of grey levels did not settle; choose wider bins"
    case .missingLibrary: "LAPACK cannot be loaded; install liblapacke and libopenblas0, or run script/setup"
    }
  }
}
