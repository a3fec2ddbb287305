import Features
import Glibc
import Testing
import Volumes

@Suite struct ShapeTests {
  private func values(_ mask: Mask) -> [String: FeatureValue] {
    Dictionary(uniqueKeysWithValues: shapeFeatures(of: mask).map { ($0.name, $0.value) })
  }

  /// The mesh of one voxel is the octahedron of the middles of its faces.
  @Test func aSingleVoxelIsAnOctahedron() throws {
    let mask = Mask(grid: Grid(size: [3, 3, 3]), voxels: (0..<27).map { $0 == 13 ? 1 : 0 })
    let values = values(mask)
    #expect(try abs(#require(values["MeshVolume"]?.number) - 1.0 / 6) < 1e-14)
    #expect(try abs(#require(values["SurfaceArea"]?.number) - 3.0.squareRoot()) < 1e-14)
    #expect(values["Maximum3DDiameter"] == .defined(1))
    #expect(values["MajorAxisLength"] == .defined(0))
    #expect(values["Elongation"] == .undefined(.noExtent))
    #expect(values["Flatness"] == .undefined(.noExtent))
  }

  @Test func anEmptyMaskHasNoShape() {
    let mask = Mask(grid: Grid(size: [2, 2, 2]), voxels: [UInt8](repeating: 0, count: 8))
    #expect(shapeFeatures(of: mask).allSatisfy { $0.value == .undefined(.emptyRegion) })
    #expect(shapeFeatures(of: mask).count == 14)
  }

  /// A ball of 20 mm radius in 1 x 1 x 2 mm voxels.
  @Test func aBallIsNearlySpherical() throws {
    let grid = Grid(size: [45, 45, 25], spacing: [1, 1, 2])
    var voxels: [UInt8] = []
    for k in 0..<25 {
      for j in 0..<45 {
        for i in 0..<45 {
          let squares: Int = (i - 22) * (i - 22) + (j - 22) * (j - 22) + 4 * (k - 12) * (k - 12)
          voxels.append(squares <= 400 ? 1 : 0)
        }
      }
    }
    let values = values(Mask(grid: grid, voxels: voxels))
    let volume = try #require(values["MeshVolume"]?.number)
    let exact: Double = 4.0 / 3.0 * Double.pi * 8000
    #expect(abs(volume / exact - 1) < 0.02)
    #expect(try #require(values["Sphericity"]?.number) > 0.85)
    #expect(try abs(#require(values["Elongation"]?.number) - 1) < 1e-9)
    #expect(try abs(#require(values["Maximum3DDiameter"]?.number) - 41) < 1.5)
    #expect(values["Maximum2DDiameterRow"] == values["Maximum2DDiameterColumn"], "i and j are alike")
  }

  /// Middles of the edges between an inside and an outside voxel, all pairs compared.
  @Test(arguments: 0..<12 as Range<UInt64>)
  func diametersAreTheLargestDistancesOfVertices(seed: UInt64) throws {
    let size = MatrixTests.sizes[Int(seed) % MatrixTests.sizes.count]
    let region = RandomRegion(seed: seed, size: size, levelCount: 2, density: 0.4)
    let spacing = region.mask.grid.spacing
    let vertices = Self.vertices(region)
    var expected = SIMD4<Double>.zero
    for a in vertices {
      for b in vertices {
        let step = a &- b
        let half = SIMD3<Double>(Double(step.x), Double(step.y), Double(step.z)) / 2
        let distance = (half * spacing).length
        expected.w = max(expected.w, distance)
        for axis in 0..<3 where step[axis] == 0 { expected[axis] = max(expected[axis], distance) }
      }
    }
    let values = values(region.mask)
    let names = ["Maximum2DDiameterRow", "Maximum2DDiameterColumn", "Maximum2DDiameterSlice", "Maximum3DDiameter"]
    for (position, name) in names.enumerated() {
      #expect(try abs(#require(values[name]?.number) - expected[position]) < 1e-12, "seed \(seed) \(name)")
    }
  }

  private static func vertices(_ region: RandomRegion) -> [SIMD3<Int>] {
    let steps: [SIMD3<Int>] = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]
    var vertices: [SIMD3<Int>] = []
    for index in region.indices {
      for step in steps where region.level(index &+ step) == 0 { vertices.append(index &+ index &+ step) }
    }
    return vertices
  }

  /// Where a mask lies in its image is no property of its shape.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func shapeDoesNotDependOnTheMargin(seed: UInt64) {
    let region = RandomRegion(seed: seed, size: [6, 5, 4], levelCount: 2)
    let grid = Grid(size: [11, 10, 9], spacing: region.mask.grid.spacing)
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for index in region.indices { voxels[grid.offset(index.x + 3, index.y + 1, index.z + 4)] = 1 }
    #expect(shapeFeatures(of: region.mask) == shapeFeatures(of: Mask(grid: grid, voxels: voxels)), "seed \(seed)")
  }
}
