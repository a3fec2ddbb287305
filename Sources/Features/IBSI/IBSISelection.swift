/// Which features of the IBSI profile are computed, and how their matrices are counted.
public struct IBSISelection: Hashable, Codable, Sendable {
  /// Families, in the order of the manual.
  public let families: [IBSIFamily]
  /// Aggregations of the texture families, in the order of the manual.
  public let aggregations: [IBSIAggregation]
  /// Distances and tolerances of the texture matrices.
  public let texture: IBSITextureSettings

  /// Duplicates and order do not matter.
  public init(
    families: [IBSIFamily] = IBSIFamily.allCases,
    aggregations: [IBSIAggregation] = [.volumeAveraged, .volumeMerged],
    texture: IBSITextureSettings = IBSITextureSettings()
  ) {
    self.families = IBSIFamily.allCases.filter(families.contains)
    self.aggregations = IBSIAggregation.allCases.filter(aggregations.contains)
    self.texture = texture
  }

  /// This selection, of some families only.
  public func only(_ wanted: Set<IBSIFamily>) -> IBSISelection {
    IBSISelection(families: families.filter(wanted.contains), aggregations: aggregations, texture: texture)
  }

  /// Whether any feature reads grey levels.
  public var needsLevels: Bool { families.contains(where: \.needsLevels) }

  func contains(_ family: IBSIFamily) -> Bool { families.contains(family) }
}

/// Distances in voxels (Chebyshev) and the coarseness of dependence; the manual's reference values take the defaults.
public struct IBSITextureSettings: Hashable, Codable, Sendable {
  /// Between the voxels of a pair of the co-occurrence matrix: all steps of exactly this distance.
  public let cooccurrenceDistance: Int
  /// Of the neighbours of the grey tone difference matrix: all voxels up to this distance.
  public let differenceDistance: Int
  /// Of the neighbours of the dependence matrix: all voxels up to this distance.
  public let dependenceDistance: Int
  /// Largest difference of levels that still depend on each other, α.
  public let dependenceCoarseness: Int

  /// A caller's bug is a distance below 1 or a negative coarseness.
  public init(
    cooccurrenceDistance: Int = 1, differenceDistance: Int = 1, dependenceDistance: Int = 1,
    dependenceCoarseness: Int = 0
  ) {
    let distances = [cooccurrenceDistance, differenceDistance, dependenceDistance]
    precondition(distances.allSatisfy { $0 >= 1 } && dependenceCoarseness >= 0, "distances from 1, coarseness from 0")
    self.cooccurrenceDistance = cooccurrenceDistance
    self.differenceDistance = differenceDistance
    self.dependenceDistance = dependenceDistance
    self.dependenceCoarseness = dependenceCoarseness
  }

  /// Voxels around the region that kernels may read.
  var reach: Int { max(cooccurrenceDistance, differenceDistance, dependenceDistance) }
}

extension IBSISelection {
  /// Whether a feature comes from eigenvalues, which ``EigenvalueLibrary`` computes.
  package var needsEigenvalues: Bool { contains(.morphology) }
}
