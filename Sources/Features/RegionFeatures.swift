import Volumes

/// First-order and texture features of a region, in the order of ``FeatureRegistry``.
///
/// One thread: a study has many images, and parallel images waste nothing.
/// - Parameters:
///   - selection: what to compute; shape is left out here, as it needs only the mask, see
///     ``shapeFeatures(of:selection:)``.
///   - intensities: the region before discretisation.
///   - levels: the same region after it.
public func features(
  of selection: FeatureSelection = .all, intensities: IntensityRegion, levels: GreyLevelRegion,
  settings: TextureSettings = TextureSettings()
) -> [NamedFeature] {
  features(
    of: selection, intensities: InsideIntensities(intensities), levels: InsideLevels(levels), settings: settings)
}

/// First-order and texture features of a region, from what lies inside it alone.
public func features(
  of selection: FeatureSelection = .all, intensities: InsideIntensities, levels: InsideLevels,
  settings: TextureSettings = TextureSettings()
) -> [NamedFeature] {
  let classes = Set(FeatureClass.allCases.filter { selection.contains($0) && !$0.isMorphological })
  guard let matrices = TextureMatrices(of: levels, classes: classes, settings: settings) else {
    return classes.sorted().flatMap { undefinedFeatures(of: $0, .emptyRegion, selection) }
  }
  return classes.sorted().flatMap { featureClass in
    featureClass == .firstorder
      ? intensityFeatures(of: intensities, census: matrices.census, settings: settings, selection: selection)
      : textureFeatures(featureClass, of: matrices, selection: selection)
  }
}

/// First-order features; `levels` only serve entropy and uniformity.
public func intensityFeatures(
  of region: InsideIntensities, census: LevelCensus, settings: TextureSettings, selection: FeatureSelection = .all
) -> [NamedFeature] {
  do throws(FeatureValue.UndefinedReason) {
    let statistics = try IntensityStatistics(
      region.values, levelCounts: census.counts, voxelVolume: region.runs.grid.voxelVolume,
      shift: settings.intensityShift)
    return evaluate(IntensityFeatures.all, IntensityFeatures.onlyWhenNamed, .firstorder, selection) {
      $0.compute(statistics)
    }
  } catch {
    return undefinedFeatures(of: .firstorder, error, selection)
  }
}

/// The features of one texture class from its matrix.
public func textureFeatures(
  _ featureClass: FeatureClass, of matrices: TextureMatrices, selection: FeatureSelection = .all
) -> [NamedFeature] {
  switch featureClass {
  case .shape, .shape2D, .firstorder: return []
  case .glcm: return cooccurrenceFeatures(of: matrices, selection)
  case .glrlm:
    let directions = matrices.runLengthDistributions
    return evaluate(RunLengthFeatures.all, RunLengthFeatures.onlyWhenNamed, .glrlm, selection) {
      $0.averaged(over: directions)
    }
  case .glszm:
    return levelSizeFeatures(
      SizeZoneFeatures.all, SizeZoneFeatures.onlyWhenNamed, .glszm, of: matrices.sizeZones, selection)
  case .gldm:
    return levelSizeFeatures(
      DependenceFeatures.all, DependenceFeatures.onlyWhenNamed, .gldm, of: matrices.dependences, selection)
  case .ngtdm:
    guard let matrix = matrices.neighbourhoodDifferences else {
      return undefinedFeatures(of: .ngtdm, .emptyRegion, selection)
    }
    return evaluate(
      NeighbourhoodDifferenceFeatures.all, NeighbourhoodDifferenceFeatures.onlyWhenNamed, .ngtdm, selection
    ) { $0.compute(matrix) }
  }
}

private func cooccurrenceFeatures(of matrices: TextureMatrices, _ selection: FeatureSelection) -> [NamedFeature] {
  let directions = matrices.cooccurrenceDistributions
  let isFlat = matrices.census.levels.count == 1
  return evaluate(CooccurrenceFeatures.all, CooccurrenceFeatures.onlyWhenNamed, .glcm, selection) { feature in
    // By convention of PyRadiomics 1 for a single level, even where no voxel has a neighbour.
    isFlat && feature.name == CooccurrenceFeatures.maximalCorrelation.name
      ? .defined(1) : feature.averaged(over: directions)
  }
}

private func levelSizeFeatures(
  _ features: [Feature<LevelSizeDistribution>], _ others: [Feature<LevelSizeDistribution>],
  _ featureClass: FeatureClass, of matrix: LevelSizeMatrix?, _ selection: FeatureSelection
) -> [NamedFeature] {
  guard let distribution = matrix.flatMap(LevelSizeDistribution.init) else {
    return undefinedFeatures(of: featureClass, .emptyRegion, selection)
  }
  return evaluate(features, others, featureClass, selection) { $0.compute(distribution) }
}

/// The selected features, in the order of the columns.
/// - Parameter others: features that are computed only when they are named.
func evaluate<Input>(
  _ features: [Feature<Input>], _ others: [Feature<Input>], _ featureClass: FeatureClass,
  _ selection: FeatureSelection, _ value: (Feature<Input>) -> FeatureValue
) -> [NamedFeature] {
  features.including(others).filter { selection.contains(featureClass, $0.name) }
    .map { NamedFeature(featureClass: featureClass, name: $0.name, value: value($0)) }
}

func undefinedFeatures(
  of featureClass: FeatureClass, _ reason: FeatureValue.UndefinedReason, _ selection: FeatureSelection
) -> [NamedFeature] {
  FeatureRegistry.known(of: featureClass).filter { selection.contains(featureClass, $0.name) }
    .map { NamedFeature(featureClass: featureClass, name: $0.name, value: .undefined(reason)) }
}
