import Features
import Testing
import Volumes

/// Features in planes and merged directions, against what they must equal.
@Suite struct PlaneTests {
  private let texture = FeatureSelection(classes: [.glcm, .gldm, .glrlm, .glszm, .ngtdm])

  private func values(_ region: RandomRegion, _ settings: TextureSettings) -> [String: FeatureValue] {
    let computed = features(of: texture, intensities: region.intensities, levels: region.levels, settings: settings)
    return Dictionary(uniqueKeysWithValues: computed.map { ($0.column, $0.value) })
  }

  /// In a region of one slice nothing lies outside the plane.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func aRegionOfOneSliceHasOnlyItsPlane(seed: UInt64) {
    for plane in ImagePlane.allCases {
      var size = SIMD3(7, 6, 5)
      size[plane.normal] = 1
      let region = RandomRegion(seed: seed, size: size, levelCount: 4)
      for distances in [[1], [1, 2]] {
        let inSpace = values(region, TextureSettings(distances: distances))
        #expect(values(region, TextureSettings(distances: distances, plane: plane)) == inSpace, "seed \(seed)")
      }
    }
  }

  /// Slices that repeat double every count in the plane, and so leave what is a share as it is.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func slicesDoNotSeeEachOther(seed: UInt64) throws {
    let one = RandomRegion(seed: seed, size: [6, 5, 1], levelCount: 4)
    let grid = Grid(size: [6, 5, 3], spacing: one.mask.grid.spacing)
    let gap = [Int32](repeating: 0, count: one.levels.levels.count)
    for middle in [one.levels.levels, gap] {
      let copies = RandomRegion(
        grid: grid, values: one.levels.levels + middle + one.levels.levels, levelCount: one.levels.levelCount)
      let (single, many) = (values(one, TextureSettings(plane: .slice)), values(copies, TextureSettings(plane: .slice)))
      for column in ["glcm_Contrast", "glrlm_RunVariance", "glszm_ZonePercentage", "gldm_DependenceEntropy"] {
        let (a, b) = (try #require(single[column]?.number), try #require(many[column]?.number))
        #expect(abs(a - b) <= 1e-12 * abs(a), "seed \(seed): \(column)")
      }
    }
  }

  /// Turning the image turns the plane.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func planesAreTurnedWithTheImage(seed: UInt64) {
    let region = RandomRegion(seed: seed, size: [5, 6, 4], levelCount: 3, spacing: [1, 1, 1])
    let turned = region.indices.reduce(into: [Int32](repeating: 0, count: region.levels.levels.count)) {
      // (i, j, k) goes to (k, i, j) on a grid of 4 x 5 x 6.
      $0[$1.z + 4 * ($1.x + 5 * $1.y)] = Int32(region.level($1))
    }
    let other = RandomRegion(grid: Grid(size: [4, 5, 6]), values: turned, levelCount: region.levels.levelCount)
    // Directions come in another order, so means differ in the last bits.
    for (plane, image) in [(ImagePlane.slice, ImagePlane.column), (.row, .slice), (.column, .row)] {
      let (a, b) = (values(region, TextureSettings(plane: plane)), values(other, TextureSettings(plane: image)))
      for (column, value) in a {
        let (x, y) = (value.number ?? .infinity, b[column]?.number ?? .infinity)
        #expect(x == y || abs(x - y) <= 1e-9 * abs(x) + 1e-12, "seed \(seed): \(column): \(x), \(y)")
      }
    }
  }

  /// Where a matrix is summed over both directions of every pair, asymmetric and symmetric counts are the same.
  @Test func asymmetricCountsOfASymmetricTextureAreSymmetric() throws {
    let grid = Grid(size: [6, 1, 1])
    let region = RandomRegion(grid: grid, values: [1, 2, 3, 3, 2, 1], levelCount: 3)
    let (a, b) = (values(region, TextureSettings(isSymmetric: false)), values(region, TextureSettings()))
    for entry in FeatureRegistry.entries(of: .glcm) {
      let (x, y) = (try #require(a[entry.column]?.number), try #require(b[entry.column]?.number))
      #expect(abs(x - y) <= 1e-7 * abs(y) + 1e-12, "\(entry.name): \(x), \(y)")
    }
  }

  @Test func aWeightOfOneDirectionIsNoWeight() {
    let region = RandomRegion(grid: Grid(size: [8, 1, 1]), values: [1, 2, 2, 3, 1, 1, 3, 3], levelCount: 3)
    for weighting in DirectionWeighting.allCases {
      let weighted = values(region, TextureSettings(weighting: weighting))
      for (column, value) in values(region, TextureSettings()) where column.hasPrefix("glcm") {
        let (x, y) = (value.number ?? .infinity, weighted[column]?.number ?? .infinity)
        #expect(abs(x - y) <= 1e-12 * abs(x) + 1e-12, "\(weighting): \(column)")
      }
    }
  }

  @Test func stepsTooLongForAnyWeightLeaveNoNeighbours() {
    let region = RandomRegion(
      grid: Grid(size: [4, 1, 1], spacing: [40, 40, 40]), values: [1, 2, 2, 1], levelCount: 2)
    let weighted = values(region, TextureSettings(weighting: .euclidean))
    #expect(weighted["glcm_Contrast"] == .undefined(.noNeighbours))
    #expect(weighted["glrlm_RunPercentage"]?.number != nil)
  }
}

@Suite struct PlanarShapeTests {
  /// A rectangle of 4 by 3 pixels of 2 by 1 mm: the contour cuts its corners.
  @Test(arguments: ImagePlane.allCases)
  func aRectangle(plane: ImagePlane) throws {
    var (size, spacing) = (SIMD3<Int>(1, 1, 1), SIMD3<Double>(7, 7, 7))
    (size[plane.axes.fast], size[plane.axes.slow]) = (4, 3)
    (spacing[plane.axes.fast], spacing[plane.axes.slow]) = (2, 1)
    let mask = Mask(grid: Grid(size: size, spacing: spacing), voxels: [UInt8](repeating: 1, count: 12))
    let selection = FeatureSelection(classes: [.shape2D])
    let values = Dictionary(
      uniqueKeysWithValues: planarShapeFeatures(of: mask, plane: plane, selection: selection).map {
        ($0.name, $0.value)
      })
    func value(_ name: String) throws -> Double { try #require(values[name]?.number) }
    #expect(try value("PixelSurface") == 24)
    // Four corners of an eighth of a pixel of 2 mm² are cut off.
    #expect(try value("MeshSurface") == 23)
    #expect(try abs(value("Perimeter") - (2 * 6 + 2 * 2 + 4 * 1.25.squareRoot())) < 1e-12)
    // From the middle of one short side's outer pixel to the opposite: (7, 2) or (8, 1) mm apart.
    #expect(try abs(value("MaximumDiameter") - (64.0 + 4).squareRoot()) < 1e-12)
    #expect(try abs(value("MajorAxisLength") - 4 * 5.0.squareRoot()) < 1e-12)
    #expect(try abs(value("MinorAxisLength") - 4 * (2.0 / 3).squareRoot()) < 1e-12)
    let wrong = planarShapeFeatures(
      of: mask, plane: ImagePlane.allCases.first { $0 != plane }, selection: selection)
    #expect(wrong.map(\.value) == [FeatureValue](repeating: .undefined(.notOneSlice), count: 9))
    #expect(
      planarShapeFeatures(of: mask, plane: nil, selection: selection).allSatisfy { $0.value.reason == .notOneSlice })
  }
}
