import Execution
import Testing
import Volumes

@Suite struct GridTests {
  /// Some programs keep bits in a NaN, which Swift prints.
  @Test func everyNaNIsShownAsNan() {
    let marked = Double(nan: 0x3_ffff_ffff_ffff, signaling: false)
    #expect(marked.asText == "nan" && Double.nan.asText == "nan" && 1.5.asText == "1.5")
    #expect(SIMD3(marked, 1, 0).listed == "not a number, 1.0, 0")
  }

  /// A random oblique grid; the seed is the argument, so a failure prints it.
  private func grid(_ stream: inout RandomStream) -> Grid {
    let i = SIMD3(stream.normal(), stream.normal(), stream.normal()).unit
    let j = i.cross(SIMD3(stream.normal(), stream.normal(), stream.normal())).unit
    return Grid(
      size: [2 + stream.index(below: 5), 2 + stream.index(below: 5), 2 + stream.index(below: 5)],
      spacing: [0.5 + stream.uniform(), 0.5 + stream.uniform(), 1 + 4 * stream.uniform()],
      origin: [100 * stream.normal(), 100 * stream.normal(), 100 * stream.normal()],
      axes: Axes(i: i, j: j, k: i.cross(j)))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func indexAndPositionAreInverse(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "grid")
    let grid = grid(&stream)
    let index = SIMD3(stream.normal(), stream.normal(), stream.normal()) * 10
    #expect((grid.index(of: grid.position(of: index)) - index).length < 1e-10)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func croppingLeavesVoxelsInTheirPlace(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "crop")
    let grid = grid(&stream)
    let volume = Volume(grid: grid, voxels: (0..<grid.count).map(Double.init))
    let cropped = volume.cropped(to: VoxelBox(lower: [1, 0, 1], upper: grid.size))
    #expect(cropped[0, 1, 0] == volume[1, 1, 1])
    #expect((cropped.grid.position(of: [0, 1, 0]) - grid.position(of: [1, 1, 1])).length < 1e-9)
  }

  @Test func aSmallErrorInSpacingIsSeenWhenItAddsUp() {
    let grid = Grid(size: [200, 200, 50])
    let rounded = Grid(size: [200, 200, 50], spacing: [1.000_01, 1, 1])
    let wrong = Grid(size: [200, 200, 50], spacing: [1.001, 1, 1])
    #expect(grid.agrees(with: rounded))
    #expect(!grid.agrees(with: wrong))
  }

  /// Programs write regions as 0 and 1, as 0 and 255, and as labels.
  @Test func everyValueButZeroIsInside() {
    let grid = Grid(size: [7, 3, 1])
    for place in 0..<grid.count {
      for value in [1, 2, 128, 255] as [UInt8] {
        var voxels = [UInt8](repeating: 0, count: grid.count)
        voxels[place] = value
        let mask = Mask(grid: grid, voxels: voxels)
        #expect(mask.count == 1 && mask.voxels.reduce(0, +) == 1 && mask.voxels[place] == 1, "\(value) at \(place)")
      }
    }
    let same = Mask(grid: grid, voxels: [UInt8](repeating: 255, count: grid.count))
    #expect(same == Mask(grid: grid, voxels: [UInt8](repeating: 1, count: grid.count)))
  }

  @Test func theBoundingBoxIsTheSmallestWithEveryVoxel() {
    let grid = Grid(size: [5, 4, 3])
    var voxels = [UInt8](repeating: 0, count: grid.count)
    #expect(Mask(grid: grid, voxels: voxels).boundingBox == nil)
    voxels[grid.offset(3, 1, 2)] = 1
    voxels[grid.offset(1, 2, 2)] = 1
    #expect(Mask(grid: grid, voxels: voxels).boundingBox == VoxelBox(lower: [1, 1, 2], upper: [4, 3, 3]))
  }
}

extension SIMD3<Double> {
  fileprivate var unit: SIMD3<Double> { self / length }
}
