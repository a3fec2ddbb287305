import Execution
import Testing
import Volumes

@Suite struct RegionPartsTests {
  private func parts(_ size: SIMD3<Int>, _ voxels: [SIMD3<Int>]) -> [Int] {
    let grid = Grid(size: size)
    var values = [UInt8](repeating: 0, count: grid.count)
    for voxel in voxels { values[grid.offset(voxel.x, voxel.y, voxel.z)] = 1 }
    return RegionParts(Mask(grid: grid, voxels: values)).sizes
  }

  @Test func aCornerJoins() {
    #expect(parts([4, 4, 4], [[0, 0, 0], [1, 1, 1], [3, 3, 3]]) == [2, 1])
    #expect(parts([4, 4, 4], [[3, 0, 0], [2, 1, 1]]) == [2])
    #expect(parts([4, 4, 4], [[0, 3, 0], [1, 2, 1]]) == [2])
    #expect(parts([4, 4, 4], []) == [])
    // The end of one row and the start of the next do not touch.
    #expect(parts([4, 4, 4], [[3, 0, 0], [0, 1, 0]]) == [1, 1])
  }

  /// Against a flood fill that looks at all 26 neighbours.
  @Test(arguments: 0..<20 as Range<UInt64>) func areThoseOfAFloodFill(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "parts")
    let grid = Grid(size: [9, 7, 6])
    let voxels = (0..<grid.count).map { _ in stream.uniform() < 0.12 ? UInt8(1) : 0 }
    var open = voxels
    var sizes: [Int] = []
    for start in open.indices where open[start] == 1 {
      var (stack, count) = ([start], 0)
      open[start] = 0
      while let place = stack.popLast() {
        count += 1
        let (i, j, k) = (place % 9, place / 9 % 7, place / 63)
        for c in max(0, k - 1)...min(5, k + 1) {
          for b in max(0, j - 1)...min(6, j + 1) {
            for a in max(0, i - 1)...min(8, i + 1) where open[grid.offset(a, b, c)] == 1 {
              open[grid.offset(a, b, c)] = 0
              stack.append(grid.offset(a, b, c))
            }
          }
        }
      }
      sizes.append(count)
    }
    #expect(RegionParts(Mask(grid: grid, voxels: voxels)).sizes == sizes, "seed \(seed)")
  }
}
