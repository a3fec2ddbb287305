import Execution
import Testing
import Volumes

@Suite struct RegionRunsTests {
  /// Rows of 1 to 40 voxels, so that words of eight bytes begin and end everywhere.
  private func mask(seed: UInt64) -> (Mask, Volume) {
    var stream = RandomStream(seed: seed, name: "runs")
    let grid = Grid(size: [1 + stream.index(below: 40), 1 + stream.index(below: 5), 1 + stream.index(below: 4)])
    var last: UInt8 = 0
    let voxels = (0..<grid.count).map { _ -> UInt8 in
      if stream.uniform() < 0.2 { last = 1 - last }
      return last
    }
    return (Mask(grid: grid, voxels: voxels), Volume(grid: grid, voxels: voxels.map { _ in stream.normal() }))
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func runsCoverTheInsideAndNothingElse(seed: UInt64) {
    let (mask, _) = mask(seed: seed)
    let runs = RegionRuns(mask)
    var covered = [UInt8](repeating: 0, count: mask.grid.count)
    for run in runs.runs {
      #expect(run.start / mask.grid.size.x == (run.start + run.length - 1) / mask.grid.size.x, "seed \(seed)")
      for position in run.start..<run.start + run.length { covered[position] += 1 }
    }
    #expect(covered == mask.voxels, "seed \(seed)")
    #expect(runs.count == mask.count)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func theBoxAndTheNumberAreThoseOfTheVoxels(seed: UInt64) {
    let (mask, _) = mask(seed: seed)
    let size = mask.grid.size
    let inside = mask.voxels.indices.filter { mask.voxels[$0] == 1 }
      .map { SIMD3($0 % size.x, $0 / size.x % size.y, $0 / size.x / size.y) }
    #expect(mask.count == inside.count, "seed \(seed)")
    let lower = inside.reduce(size) { pointwiseMin($0, $1) }
    let upper = inside.reduce(SIMD3.zero) { pointwiseMax($0, $1 &+ 1) }
    let expected = inside.isEmpty ? nil : VoxelBox(lower: lower, upper: upper)
    #expect(mask.boundingBox == expected, "seed \(seed)")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func valuesComeInStorageOrder(seed: UInt64) {
    let (mask, volume) = mask(seed: seed)
    let expected = zip(volume.voxels, mask.voxels).filter { $1 == 1 }.map(\.0)
    #expect(RegionRuns(mask).gathered(volume.voxels) == expected, "seed \(seed)")
    guard let box = mask.boundingBox else { return }
    #expect(RegionRuns(mask.cropped(to: box)).gathered(volume, in: box) == expected, "seed \(seed)")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func levelsSurviveTheWayInsideAndBack(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "levels")
    let (mask, _) = mask(seed: seed)
    let levels = mask.voxels.map { $0 == 0 ? Int32(0) : Int32(1 + stream.index(below: 9)) }
    let region = GreyLevelRegion(grid: mask.grid, levels: levels, levelCount: 9)
    #expect(InsideLevels(region).region.levels == levels, "seed \(seed)")
  }
}
