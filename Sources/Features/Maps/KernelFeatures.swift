import Volumes

/// Features of the surroundings of each voxel of a region: PyRadiomics' voxel-based extraction.
///
/// The kernel is the cube of `2 radius + 1` voxels a side around a voxel, or the square in the plane of the settings,
/// cut at the image and, where it is masked, at the region. Grey levels are those of the whole region, and so is N_g;
/// features are those of a region of the kernel's voxels.
public struct KernelFeatures: Sendable {
  /// The features, in the order of ``values(at:)``: `class_Name`.
  public let columns: [String]

  private let intensities: IntensityRegion
  private let levels: GreyLevelRegion
  private let radius: Int
  private let settings: TextureSettings
  private let classes: Set<FeatureClass>
  private let features: [KernelFeature]
  private let highestLevel: Int
  private let isFlat: Bool

  /// - Parameters:
  ///   - selection: first-order and texture features; shape is left out, as a kernel has none.
  ///   - intensities: image and the voxels that kernels may hold.
  ///   - levels: their grey levels.
  public init(
    of selection: FeatureSelection, intensities: IntensityRegion, levels: GreyLevelRegion, radius: Int,
    settings: TextureSettings
  ) {
    precondition(radius >= 1, "a kernel reaches at least one voxel")
    self.intensities = intensities
    self.levels = levels
    self.radius = radius
    self.settings = settings
    classes = Set(FeatureClass.allCases.filter { selection.contains($0) && !$0.isMorphological })
    features = classes.sorted().flatMap { KernelFeature.all($0, selection) }
    columns = features.map(\.column)
    let highest = levels.levels.max() ?? 0
    highestLevel = Int(highest)
    isFlat = levels.levels.allSatisfy { $0 == 0 || $0 == highest }
  }

  /// The features of the kernel around a voxel.
  public func values(at centre: SIMD3<Int>) -> [FeatureValue] {
    let box = VoxelBox(lower: centre, upper: centre &+ 1)
      .expanded(by: reach, within: levels.grid.bounds)
    let kernel = levels.cropped(to: box)
    guard let matrices = TextureMatrices(of: kernel, classes: classes, settings: settings) else {
      return features.map { _ in .undefined(.emptyRegion) }
    }
    let inputs = KernelInputs(
      matrices, statistics: classes.contains(.firstorder) ? statistics(in: box, matrices.census) : nil,
      highestLevel: highestLevel, isFlat: isFlat)
    return features.map { $0.value(inputs) }
  }

  /// Voxels from the centre to the faces along each axis; in planes the kernel is a square.
  private var reach: SIMD3<Int> {
    var reach = SIMD3(repeating: radius)
    if let plane = settings.plane { reach[plane.normal] = 0 }
    return reach
  }

  private func statistics(in box: VoxelBox, _ census: LevelCensus) -> Result<
    IntensityStatistics, FeatureValue.UndefinedReason
  > {
    let region = IntensityRegion(volume: intensities.volume.cropped(to: box), mask: intensities.mask.cropped(to: box))
    return Result { () throws(FeatureValue.UndefinedReason) -> IntensityStatistics in
      try IntensityStatistics(
        region.insideIntensities, levelCounts: census.counts, voxelVolume: region.grid.voxelVolume,
        shift: settings.intensityShift)
    }
  }
}

/// The input of the features of a kernel.
private struct KernelInputs {
  let statistics: Result<IntensityStatistics, FeatureValue.UndefinedReason>?
  let cooccurrences: [CooccurrenceDistribution]
  let runLengths: [LevelSizeDistribution]
  let sizeZones: LevelSizeDistribution?
  let dependences: LevelSizeDistribution?
  let differences: NeighbourhoodDifferenceMatrix?
  /// Whether the whole region has one level.
  let isFlat: Bool

  init(
    _ matrices: TextureMatrices, statistics: Result<IntensityStatistics, FeatureValue.UndefinedReason>?,
    highestLevel: Int,
    isFlat: Bool
  ) {
    self.statistics = statistics
    cooccurrences = matrices.cooccurrenceDistributions(highestLevel: highestLevel)
    runLengths = matrices.runLengthDistributions
    sizeZones = matrices.sizeZones.flatMap(LevelSizeDistribution.init)
    dependences = matrices.dependences.flatMap(LevelSizeDistribution.init)
    differences = matrices.neighbourhoodDifferences
    self.isFlat = isFlat
  }
}

/// One feature with the way from a kernel to its value.
private struct KernelFeature: Sendable {
  let column: String
  let value: @Sendable (KernelInputs) -> FeatureValue

  static func all(_ featureClass: FeatureClass, _ selection: FeatureSelection) -> [KernelFeature] {
    func chosen<Input>(
      _ features: [Feature<Input>], _ value: @escaping @Sendable (Feature<Input>, KernelInputs) -> FeatureValue
    ) -> [KernelFeature] {
      features.filter { selection.contains(featureClass, $0.name) }.map { feature in
        KernelFeature(column: "\(featureClass.rawValue)_\(feature.name)") { value(feature, $0) }
      }
    }
    switch featureClass {
    case .firstorder:
      return chosen(IntensityFeatures.all) { feature, inputs in
        switch inputs.statistics {
        case .success(let statistics): feature.compute(statistics)
        case .failure(let reason): .undefined(reason)
        case nil: .undefined(.emptyRegion)
        }
      }
    case .glcm: return chosen(CooccurrenceFeatures.all, cooccurrence)
    case .glrlm: return chosen(RunLengthFeatures.all) { $0.averaged(over: $1.runLengths) }
    case .glszm: return chosen(SizeZoneFeatures.all) { single($0, $1.sizeZones) }
    case .gldm: return chosen(DependenceFeatures.all) { single($0, $1.dependences) }
    case .ngtdm: return chosen(NeighbourhoodDifferenceFeatures.all) { single($0, $1.differences) }
    default: return []
    }
  }

  private static func single<Input>(_ feature: Feature<Input>, _ input: Input?) -> FeatureValue {
    input.map(feature.compute) ?? .undefined(.emptyRegion)
  }

  /// A direction of a single level has the second eigenvalue 0 in a matrix over all levels of the region, and none in a
  /// region of one level, where the convention is 1.
  @Sendable private static func cooccurrence(
    _ feature: Feature<CooccurrenceDistribution>, _ inputs: KernelInputs
  ) -> FeatureValue {
    guard feature.name == CooccurrenceFeatures.maximalCorrelation.name else {
      return feature.averaged(over: inputs.cooccurrences)
    }
    if inputs.isFlat { return .defined(1) }
    let defined = Feature<CooccurrenceDistribution>(feature.name, ibsi: feature.ibsi, unit: feature.unit) {
      distribution in
      distribution.cells.count == 1 && distribution.cells[0].i == distribution.cells[0].j
        ? .defined(0) : feature.compute(distribution)
    }
    return defined.averaged(over: inputs.cooccurrences)
  }
}
