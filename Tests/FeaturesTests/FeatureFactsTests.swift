import Features
import TestSupport
import Testing
import Volumes

/// What every feature says of itself, against what others wrote down: the manual's codes, and units by scaling.
@Suite struct FeatureFactsTests {
  /// Rows of a table under `Tests/Fixtures/ibsi`; no cell has a comma or a quote.
  private static func rows(_ name: String) throws -> [[String]] {
    try Fixture.text("ibsi/\(name)").split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The codes of the manual by chapter and feature: `manual-features.csv`, whose head names the source.
  private static func manual() throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try rows("manual-features.csv").map { ("\($0[0]): \($0[2])", $0[1]) })
  }

  /// `pyradiomics-features.csv` says which feature of the manual a column is, if any; a new feature needs a line there.
  @Test func everyFeatureThatIBSIDefinesHasItsCodeAndNoOtherHasOne() throws {
    let manual = try Self.manual()
    let counterparts = Dictionary(uniqueKeysWithValues: try Self.rows("pyradiomics-features.csv").map { ($0[0], $0) })
    #expect(Set(counterparts.keys) == Set(FeatureRegistry.known.map(\.column)))
    for entry in FeatureRegistry.known {
      let row = try #require(counterparts[entry.column], "\(entry.column)")
      #expect(row[2].isEmpty || manual["\(row[1]): \(row[2])"] != nil, "\(row) names no feature of the manual")
      #expect(entry.ibsi == manual["\(row[1]): \(row[2])"], "\(entry.column)")
    }
  }

  /// All but those without a reference value by consensus, which are not computed.
  @Test func theProfileIBSIHasEveryFeatureOfTheManual() throws {
    let left = ["ZH1A", "IQYR", "SWZ1", "BRI8", "9CMM"]
    let codes = Set(IBSIRegistry.all.map(\.code))
    #expect(codes == Set(try Self.manual().values).subtracting(left))
  }

  /// A code that occurs twice is that of a deprecated name for a feature which is still there.
  @Test func columnsAndCodesAreUnique() {
    let known = FeatureRegistry.known
    #expect(Set(known.map(\.column)).count == known.count)
    let repeated = Dictionary(grouping: known.filter { $0.ibsi != nil }, by: \.ibsi).values.filter { $0.count > 1 }
    #expect(
      Set(repeated.map { Set($0.map(\.column)) })
        == [["glcm_Id", "glcm_Homogeneity1"], ["glcm_Idm", "glcm_Homogeneity2"]])
    #expect(Set(IBSIRegistry.all.map(\.tag)).count == IBSIRegistry.all.count)
  }

  @Test func deprecatedFeaturesHaveTheUnitOfWhatTheyRepeat() throws {
    let units = Dictionary(uniqueKeysWithValues: FeatureRegistry.known.map { ($0.column, $0.unit) })
    #expect(units["firstorder_StandardDeviation"] == .intensity)
    #expect(units["shape2D_MeshSurface"] == .squareMillimetre)
    #expect(units["shape2D_Perimeter"] == units["shape_Maximum3DDiameter"])
  }
}

/// A unit is what happens to a value when lengths or intensities double: `mm³` grows by eight, a number without unit
/// stays.
@Suite struct FeatureUnitTests {
  /// The powers of length and of intensity in a unit.
  private func powers(_ unit: FeatureUnit) -> (length: Int, intensity: Int) {
    switch unit {
    case .none, .level, .squaredLevel, .bit, .voxelsPerLevel: (0, 0)
    case .millimetre: (1, 0)
    case .squareMillimetre: (2, 0)
    case .cubicMillimetre: (3, 0)
    case .perMillimetre: (-1, 0)
    case .intensity, .intensityOrBin: (0, 1)
    case .squaredIntensity: (0, 2)
    case .intensityVolume: (3, 1)
    case .squaredIntensityVolume: (3, 2)
    }
  }

  private func power(of two: Int) -> Double { two < 0 ? 1 / Double(1 << -two) : Double(1 << two) }

  /// The same grey levels on a grid with other spacings, under other intensities.
  private struct Scaled {
    let intensities: IntensityRegion
    let levels: GreyLevelRegion
    let region: IBSIRegion

    init(_ region: RandomRegion, length: Double = 1, intensity: Double = 1) {
      let own = region.mask.grid
      let grid = Grid(size: own.size, spacing: own.spacing * length)
      let mask = Mask(grid: grid, voxels: region.mask.voxels)
      let volume = Volume(grid: grid, voxels: region.intensities.volume.voxels.map { $0 * intensity })
      intensities = IntensityRegion(volume: volume, mask: mask)
      levels = GreyLevelRegion(grid: grid, levels: region.levels.levels, levelCount: region.levels.levelCount)
      self.region = IBSIRegion(
        image: volume, morphologicalMask: mask, intensityMask: mask, levels: levels,
        volumeHistogram: VolumeHistogramLevels(region: levels, first: -7.5 * intensity, step: 12.5 * intensity))
    }

    /// Every feature that there is, the deprecated ones and those of a slice too.
    var values: [String: Double] {
      let all = FeatureClass.allCases.map { ($0, FeatureRegistry.known(of: $0).map(\.name)) }
      let selection = FeatureSelection(listed: Dictionary(uniqueKeysWithValues: all))
      let found =
        shapeFeatures(of: intensities.mask, selection: selection)
        + planarShapeFeatures(of: intensities.mask, plane: .slice, selection: selection)
        + features(of: selection, intensities: intensities, levels: levels)
      return Dictionary(uniqueKeysWithValues: found.map { ($0.column, $0.value.number ?? .nan) })
    }
  }

  private func expect(
    _ unit: FeatureUnit, _ name: String, _ value: Double?, doubled: (length: Double?, intensity: Double?)
  ) throws {
    let own = try #require(value, "\(name)")
    let powers = powers(unit)
    for (scaled, exponent) in [(doubled.length, powers.length), (doubled.intensity, powers.intensity)] {
      let (expected, found) = (own * power(of: exponent), try #require(scaled, "\(name)"))
      #expect(abs(found - expected) <= 1e-10 * max(abs(expected), 1e-6), "\(name), \(unit.rawValue): \(own), \(found)")
    }
  }

  @Test(arguments: 1..<4 as Range<UInt64>)
  func everyFeatureGrowsWithItsUnit(seed: UInt64) throws {
    for size in [SIMD3(6, 5, 4), SIMD3(7, 6, 1)] {
      let region = RandomRegion(seed: seed, size: size, levelCount: 5)
      let (own, far, bright) = (
        Scaled(region).values, Scaled(region, length: 2).values, Scaled(region, intensity: 2).values
      )
      for entry in FeatureRegistry.known where own[entry.column]?.isFinite == true {
        try expect(
          entry.unit, entry.column, own[entry.column], doubled: (far[entry.column], bright[entry.column]))
      }
    }
  }

  /// The peaks are means over a sphere of 1 cm³, whatever the voxels: only their intensity scales.
  @Test(arguments: 1..<4 as Range<UInt64>)
  func everyFeatureOfIBSIGrowsWithItsUnit(seed: UInt64) throws {
    let region = RandomRegion(seed: seed, size: [6, 5, 4], levelCount: 5)
    let selection = IBSISelection(aggregations: IBSIAggregation.allCases)
    func values(_ scaled: Scaled) -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: ibsiFeatures(of: scaled.region, selection).map { ($0.tag, $0.value.number ?? .nan) })
    }
    let (own, far, bright) = (
      values(Scaled(region)), values(Scaled(region, length: 2)), values(Scaled(region, intensity: 2))
    )
    for entry in IBSIRegistry.all {
      let isPeak = entry.family == .localIntensity
      try expect(
        entry.unit, entry.tag, own[entry.tag], doubled: (isPeak ? own[entry.tag] : far[entry.tag], bright[entry.tag]))
    }
  }
}

/// What a texture is by dimension, in the words of IBSI's tables.
@Suite struct AggregationWordsTests {
  private func words(_ settings: TextureSettings) -> [FeatureClass: String] {
    var words: [FeatureClass: String] = [:]
    for entry in FeatureRegistry.known { words[entry.featureClass] = entry.aggregation(under: settings) }
    return words
  }

  @Test func inSpaceTexturesAreThreeDimensional() {
    let words = words(TextureSettings())
    #expect(words[.glcm] == "3D, averaged" && words[.glrlm] == "3D, averaged")
    #expect(words[.gldm] == "3D" && words[.glszm] == "3D" && words[.ngtdm] == "3D")
    #expect(words[.shape] == "" && words[.firstorder] == "" && words[.shape2D] == "2D")
  }

  /// The counts of all slices are merged before features are taken: `slicesDoNotSeeEachOther` shows it on values.
  @Test func inAPlaneTheyAreOfSlicesMerged() {
    let words = words(TextureSettings(plane: .slice))
    #expect(words[.glcm] == "2.5D, direction-merged" && words[.glrlm] == "2.5D, direction-merged")
    #expect(words[.gldm] == "2.5D" && words[.glszm] == "2.5D" && words[.ngtdm] == "2.5D")
  }

  @Test func aWeightingMergesDirections() {
    #expect(words(TextureSettings(weighting: DirectionWeighting.none))[.glcm] == "3D, merged")
    #expect(words(TextureSettings(plane: .slice, weighting: DirectionWeighting.none))[.glrlm] == "2.5D, merged")
    let weighted = words(TextureSettings(weighting: .euclidean))
    #expect(weighted[.glcm] == "3D, merged with weights by distance" && weighted[.gldm] == "3D")
  }
}
