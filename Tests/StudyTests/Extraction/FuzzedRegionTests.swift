import Execution
import Extraction
import Testing
import Volumes

/// Regions and images that no protocol foresees: every one gives all columns or an error with a name, never a crash,
/// and never a number that is not finite.
@Suite struct FuzzedRegionTests {
  /// Settings whose parts interact with small regions; shape2D, planes, deep wavelets, resampling, big bin counts.
  static let files = [
    "",
    "imageType: {Original: {}, Wavelet: {}, LoG: {sigma: [1.0, 3.0]}, Square: {}, SquareRoot: {}, Logarithm: {}, "
      + "Exponential: {}, Gradient: {}, LBP2D: {}, LBP3D: {}}\nsetting: {minimumROIDimensions: 1}",
    "setting: {force2D: true, force2Ddimension: 1, minimumROIDimensions: 1, distances: [1, 3]}",
    "setting: {force2D: true, weightingNorm: infinity, minimumROIDimensions: 1}\nimageType: {Wavelet: {level: 2}}",
    "setting: {resampledPixelSpacing: [0.7, 0.7, 0.7], minimumROIDimensions: 1, padDistance: 0}\n"
      + "imageType: {Original: {}, Wavelet: {wavelet: bior2.4, level: 2, start_level: 1}}",
    "setting: {binCount: 65536, minimumROIDimensions: 1, symmetricalGLCM: false, weightingNorm: manhattan}\n"
      + "featureClass: {firstorder: , glrlm: , glszm: , gldm: , ngtdm: }",
    "setting: {normalize: true, removeOutliers: 1, binWidth: 0.1, minimumROIDimensions: 1}",
    "setting: {resegmentRange: [-0.5, 0.5], resegmentMode: sigma, preCrop: true, minimumROIDimensions: 1}",
  ]

  @Test(arguments: 0..<160 as Range<UInt64>)
  func aCaseGivesAllColumnsOrANamedError(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "fuzzed regions")
    let text = Self.files[stream.index(below: Self.files.count)]
    let settings = try ExtractionSettings(pyRadiomicsText: text, file: "seed \(seed)")
    let fuzzed = FuzzedCase(&stream)
    do throws(ExtractionError) {
      let result = try extractFeatures(image: fuzzed.image, mask: fuzzed.mask, settings: settings)
      #expect(result.columns == settings.columns, "seed \(seed): \(fuzzed.kind)")
      #expect(result.values.count == settings.columns.count, "seed \(seed): \(fuzzed.kind)")
      for (column, value) in zip(result.columns, result.values) {
        #expect(value.number?.isFinite != false, "seed \(seed): \(fuzzed.kind): \(column) is \(value)")
        // What nothing set would be called empty, and this region is not.
        #expect(value.reason != .emptyRegion, "seed \(seed): \(fuzzed.kind): \(column) was not computed")
      }
    } catch {
      // Whole regions with sound intensities only fail for what the settings ask of them.
      #expect(fuzzed.isUnusual || text.contains("resegmentRange"), "seed \(seed): \(fuzzed.kind): \(error)")
    }
  }
}

/// An image and a region of one kind, all else random.
private struct FuzzedCase {
  enum Kind: CaseIterable {
    case whole, oneVoxel, oneRow, oneSlice, twoVoxels, touchingEveryBorder, equalIntensities, equalImage
    case missingInside, missingOutside, infiniteInside, infiniteOutside, thinPlate, hugeIntensities, tinyIntensities
  }

  let kind: Kind
  let image: Volume
  let mask: Mask

  /// Kinds that may be refused whatever the settings.
  var isUnusual: Bool { kind != .whole && kind != .touchingEveryBorder }

  init(_ stream: inout RandomStream) {
    kind = Kind.allCases[stream.index(below: Kind.allCases.count)]
    let size = SIMD3((0..<3).map { _ in 3 + stream.index(below: 6) })
    let spacing = SIMD3((0..<3).map { _ in 0.5 + 2 * stream.uniform() })
    let grid = Grid(size: size, spacing: spacing)
    let precision = [StoredPrecision.integer, .single, .double][stream.index(below: 3)]
    var voxels = (0..<grid.count).map { _ in Double(Float((stream.uniform() * 400 - 100).rounded())) }
    var inside = (0..<grid.count).map { _ in stream.uniform() < 0.8 }
    let place = SIMD3(stream.index(below: size.x), stream.index(below: size.y), stream.index(below: size.z))
    let here = grid.offset(place.x, place.y, place.z)
    func keep(_ isKept: (SIMD3<Int>) -> Bool) {
      for k in 0..<size.z {
        for j in 0..<size.y {
          for i in 0..<size.x { inside[grid.offset(i, j, k)] = isKept([i, j, k]) }
        }
      }
    }
    switch kind {
    case .whole: keep { _ in true }
    case .oneVoxel: keep { $0 == place }
    case .oneRow: keep { $0.y == place.y && $0.z == place.z }
    case .oneSlice: keep { $0.z == place.z }
    case .thinPlate: keep { $0.x == place.x }
    case .twoVoxels: keep { $0 == .zero || $0 == size &- 1 }
    case .touchingEveryBorder:
      keep { index in (0..<3).contains { index[$0] == 0 || index[$0] == size[$0] - 1 } }
    case .equalIntensities: for position in voxels.indices where inside[position] { voxels[position] = 42 }
    case .equalImage: for position in voxels.indices { voxels[position] = 42 }
    case .missingInside, .infiniteInside: inside[here] = true
    case .missingOutside, .infiniteOutside: inside[here] = false
    case .hugeIntensities: for position in voxels.indices { voxels[position] *= 1e30 }
    case .tinyIntensities: for position in voxels.indices { voxels[position] *= 1e-30 }
    }
    switch kind {
    case .missingInside, .missingOutside: voxels[here] = .nan
    case .infiniteInside, .infiniteOutside: voxels[here] = stream.uniform() < 0.5 ? .infinity : -.infinity
    default: break
    }
    if precision == .single { voxels = voxels.map { Double(Float($0)) } }
    image = Volume(grid: grid, voxels: voxels, precision: precision)
    mask = Mask(grid: grid, voxels: inside.map { $0 ? 1 : 0 })
  }
}
