import Volumes

/// How intensities and grey levels become features. The defaults are PyRadiomics'.
public struct TextureSettings: Hashable, Codable, Sendable {
  /// Chebyshev distances, in voxels, at which two voxels are neighbours, ascending (PyRadiomics: `distances`).
  ///
  /// Co-occurrence, dependence and grey tone difference use all of them; runs and zones are always at distance 1.
  public let distances: [Int]
  /// Largest difference between the grey levels of dependent neighbours (IBSI: coarseness α; PyRadiomics: `gldm_a`).
  public let dependenceTolerance: Int
  /// Added to intensities before they are squared in Energy, TotalEnergy and RootMeanSquared (`voxelArrayShift`).
  public let intensityShift: Double
  /// The plane that neighbours must share; `nil` for neighbours in space (PyRadiomics: `force2D`, `force2Ddimension`).
  public let plane: ImagePlane?
  /// How directions are merged before features are taken; `nil` to average features over them (`weightingNorm`).
  public let weighting: DirectionWeighting?
  /// Whether a pair of levels counts both ways in the co-occurrence matrix (`symmetricalGLCM`).
  public let isSymmetric: Bool

  /// A caller's bug is an empty list of distances, one below 1, or a negative tolerance; parsers check user input
  /// first.
  public init(
    distances: [Int] = [1], dependenceTolerance: Int = 0, intensityShift: Double = 0, plane: ImagePlane? = nil,
    weighting: DirectionWeighting? = nil, isSymmetric: Bool = true
  ) {
    precondition(!distances.isEmpty && distances.allSatisfy { $0 >= 1 }, "distances are 1 voxel or more")
    precondition(dependenceTolerance >= 0, "a tolerance is not negative")
    self.distances = Set(distances).sorted()
    self.dependenceTolerance = dependenceTolerance
    self.intensityShift = intensityShift
    self.plane = plane
    self.weighting = weighting
    self.isSymmetric = isSymmetric
  }
}
