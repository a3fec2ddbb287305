import Volumes

/// The texture families of a region, per slice or in the volume, with the aggregations asked for.
struct IBSITextures {
  private let parts: [TextureCounts]
  private let selection: IBSISelection
  private let aggregations: [IBSIAggregation]
  /// IBSI's N_g: that of the whole region, also for slices.
  private let highestLevel: Int

  init(_ levels: GreyLevelRegion, mask: Mask, _ dimension: TextureDimension, _ selection: IBSISelection) {
    self.selection = selection
    aggregations = selection.aggregations.filter { $0.dimension == dimension }
    highestLevel = Int(levels.levels.max() ?? 0)
    let isPlanar = dimension == .slices
    let distances =
      selection.contains(.gldzm) ? DistanceZoneMatrix.edgeDistances(of: mask, planar: isPlanar) : []
    let area = levels.grid.size.x * levels.grid.size.y
    parts =
      isPlanar
      ? levels.slices.enumerated().compactMap { k, slice in
        let own = distances.isEmpty ? [] : Array(distances[k * area..<(k + 1) * area])
        return TextureCounts(slice, distances: own, planar: true, selection)
      } : [TextureCounts(levels, distances: distances, planar: false, selection)].compactMap(\.self)
  }

  /// The features of the families 3.6 to 3.11 that are asked for.
  var values: [IBSIValue] {
    var values: [IBSIValue] = []
    for aggregation in aggregations {
      let ending = aggregation.ending(directional: true).tag
      if selection.contains(.glcm) { values += cooccurrences(aggregation, ending) }
      if selection.contains(.glrlm) { values += runs(aggregation, ending) }
    }
    var endings: Set<String> = []
    for aggregation in aggregations {
      // Two aggregations over directions are one where there is none.
      let ending = aggregation.ending(directional: false).tag
      guard endings.insert(ending).inserted else { continue }
      values += zones(aggregation, ending) + neighbourhoods(aggregation, ending)
    }
    return values
  }

  private func cooccurrences(_ aggregation: IBSIAggregation, _ ending: String) -> [IBSIValue] {
    let distributions = aggregation.groups(parts.map(\.cooccurrences)).compactMap { group in
      CooccurrenceDistribution(CooccurrenceCounts(merging: group), highestLevel: highestLevel)
    }
    return IBSICooccurrence.features.map { $0.mean(over: distributions, ending: ending) }
  }

  private func runs(_ aggregation: IBSIAggregation, _ ending: String) -> [IBSIValue] {
    let distributions = aggregation.groups(parts.map(\.runLengths)).compactMap { group in
      LevelSizeDistribution(LevelSizeMatrix(merging: group))
    }
    return IBSILevelSizeFamily.runs.features.map { $0.mean(over: distributions, ending: ending) }
  }

  private func zones(_ aggregation: IBSIAggregation, _ ending: String) -> [IBSIValue] {
    let groups = aggregation.groups(ofWhole: parts)
    return IBSILevelSizeFamily.whole.flatMap { family -> [IBSIValue] in
      guard selection.contains(family.family), let matrix = family.matrix else { return [] }
      let distributions = groups.compactMap { group in
        LevelSizeDistribution(
          LevelSizeMatrix(merging: group.map(matrix)), voxelCount: group.reduce(0) { $0 + $1.voxelCount })
      }
      return family.features.map { $0.mean(over: distributions, ending: ending) }
    }
  }

  private func neighbourhoods(_ aggregation: IBSIAggregation, _ ending: String) -> [IBSIValue] {
    guard selection.contains(.ngtdm) else { return [] }
    let matrices = aggregation.groups(ofWhole: parts)
      .map { NeighbourhoodDifferenceMatrix(merging: $0.compactMap(\.neighbourhoods)) }.filter { !$0.rows.isEmpty }
    return IBSINeighbourhood.features.map { $0.mean(over: matrices, ending: ending) }
  }
}

/// Grey tone differences, IBSI 3.10 (`IPET`).
enum IBSINeighbourhood {
  /// In the order of the manual.
  static let features: [IBSIFeature<NeighbourhoodDifferenceMatrix>] = [
    IBSIFeature("ngt_coarseness", named: "Coarseness", NeighbourhoodDifferenceFeatures.coarseness),
    IBSIFeature("ngt_contrast", named: "Contrast", NeighbourhoodDifferenceFeatures.contrast),
    IBSIFeature("ngt_busyness", named: "Busyness", NeighbourhoodDifferenceFeatures.busyness),
    IBSIFeature("ngt_complexity", named: "Complexity", NeighbourhoodDifferenceFeatures.complexity),
    IBSIFeature("ngt_strength", named: "Strength", NeighbourhoodDifferenceFeatures.strength),
  ]
}
