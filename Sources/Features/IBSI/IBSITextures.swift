import Volumes

/// How matrices of slices and directions become one value. The ending is that of IBSI's tags.
private enum Aggregation: String {
  /// 2D: features of every slice and direction, averaged (`BTW3`).
  case sliceAveraged = "2D_avg"
  /// 2D: directions of a slice merged, features averaged over slices (`SUJT`).
  case sliceMerged = "2D_comb"
  /// 2.5D: slices of a direction merged, features averaged over directions (`JJUI`).
  case directionMerged = "2_5D_avg"
  /// 2.5D: everything merged (`ZW7Z`).
  case merged = "2_5D_comb"
  /// 3D: features of every direction, averaged (`ITBB`).
  case volumeAveraged = "3D_avg"
  /// 3D: directions merged (`IAZD`).
  case volumeMerged = "3D_comb"

  /// Groups of what is merged before features are computed.
  /// - Parameter matrices: per slice (one for a volume) and direction.
  func groups<Matrix>(_ matrices: [[Matrix]]) -> [[Matrix]] {
    switch self {
    case .sliceAveraged, .volumeAveraged: matrices.joined().map { [$0] }
    case .sliceMerged, .volumeMerged: matrices
    case .directionMerged: (matrices.first ?? []).indices.map { direction in matrices.map { $0[direction] } }
    case .merged: [Array(matrices.joined())]
    }
  }
}

/// The texture families of a region, per slice or in the volume, with all of their aggregations.
struct IBSITextures {
  private let parts: [TextureCounts]
  private let dimension: TextureDimension
  /// IBSI's N_g: that of the whole region, also for slices.
  private let highestLevel: Int

  init(_ levels: GreyLevelRegion, mask: Mask, _ dimension: TextureDimension) {
    self.dimension = dimension
    highestLevel = Int(levels.levels.max() ?? 0)
    let isPlanar = dimension == .slices
    let distances = DistanceZoneMatrix.edgeDistances(of: mask, planar: isPlanar)
    let area = levels.grid.size.x * levels.grid.size.y
    parts =
      isPlanar
      ? levels.slices.enumerated().compactMap { k, slice in
        TextureCounts(slice, distances: Array(distances[k * area..<(k + 1) * area]), planar: true)
      } : [TextureCounts(levels, distances: distances, planar: false)].compactMap(\.self)
  }

  /// Every feature of the families 3.6 to 3.11.
  var values: [IBSIValue] {
    let directional: [Aggregation] =
      dimension == .slices
      ? [.sliceAveraged, .sliceMerged, .directionMerged, .merged] : [.volumeAveraged, .volumeMerged]
    let whole: [(ending: String, groups: [[TextureCounts]])] =
      dimension == .slices ? [("2D", parts.map { [$0] }), ("2_5D", [parts])] : [("3D", parts.map { [$0] })]
    return directional.flatMap { cooccurrences($0) + runs($0) }
      + whole.flatMap { zones($0.groups, $0.ending) + neighbourhoods($0.groups, $0.ending) }
  }

  private func cooccurrences(_ aggregation: Aggregation) -> [IBSIValue] {
    let distributions = aggregation.groups(parts.map(\.cooccurrences)).compactMap { group in
      CooccurrenceDistribution(CooccurrenceCounts(merging: group), highestLevel: highestLevel)
    }
    return IBSICooccurrence.values(of: distributions, ending: aggregation.rawValue)
  }

  private func runs(_ aggregation: Aggregation) -> [IBSIValue] {
    let distributions = aggregation.groups(parts.map(\.runLengths)).compactMap { group in
      LevelSizeDistribution(LevelSizeMatrix(merging: group))
    }
    return IBSILevelSizeFamily.runs.values(of: distributions, ending: aggregation.rawValue)
  }

  private func zones(_ groups: [[TextureCounts]], _ ending: String) -> [IBSIValue] {
    func distributions(_ matrix: (TextureCounts) -> LevelSizeMatrix) -> [LevelSizeDistribution] {
      groups.compactMap { group in
        LevelSizeDistribution(
          LevelSizeMatrix(merging: group.map(matrix)), voxelCount: group.reduce(0) { $0 + $1.voxelCount })
      }
    }
    return IBSILevelSizeFamily.sizeZones.values(of: distributions(\.sizeZones), ending: ending)
      + IBSILevelSizeFamily.distanceZones.values(of: distributions(\.distanceZones), ending: ending)
      + IBSILevelSizeFamily.dependences.values(of: distributions(\.dependences), ending: ending)
  }

  private func neighbourhoods(_ groups: [[TextureCounts]], _ ending: String) -> [IBSIValue] {
    let matrices = groups.map { NeighbourhoodDifferenceMatrix(merging: $0.map(\.neighbourhoods)) }
      .filter { !$0.rows.isEmpty }
    return IBSINeighbourhood.features.map { tag, feature in
      IBSIValue("ngt_\(tag)_\(ending)", feature.ibsi ?? "", feature.averaged(over: matrices))
    }
  }
}

/// Grey tone differences, IBSI 3.10 (`IPET`).
private enum IBSINeighbourhood {
  static let features: [(tag: String, feature: Feature<NeighbourhoodDifferenceMatrix>)] = [
    ("coarseness", NeighbourhoodDifferenceFeatures.coarseness), ("contrast", NeighbourhoodDifferenceFeatures.contrast),
    ("busyness", NeighbourhoodDifferenceFeatures.busyness), ("complexity", NeighbourhoodDifferenceFeatures.complexity),
    ("strength", NeighbourhoodDifferenceFeatures.strength),
  ]
}
