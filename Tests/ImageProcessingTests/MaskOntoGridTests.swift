import Execution
import ImageProcessing
import Testing
import Volumes

@Suite struct MaskOntoGridTests {
  private func mask(_ grid: Grid, seed: UInt64) -> Mask {
    var stream = RandomStream(seed: seed, name: "mask")
    return Mask(grid: grid, voxels: (0..<grid.count).map { _ in stream.uniform() < 0.5 ? 1 : 0 })
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func onItsOwnGridAMaskStaysAsItIs(seed: UInt64) {
    let grid = Grid(size: [5, 4, 3], spacing: [0.7, 0.7, 4], origin: [-10, 20, 3])
    #expect(mask(grid, seed: seed).resampled(onto: grid) == mask(grid, seed: seed))
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func aFlippedGridShowsTheSameVoxelsInTheSamePlace(seed: UInt64) {
    let grid = Grid(size: [5, 4, 3], spacing: [0.7, 0.7, 4], origin: [-10, 20, 3])
    let flipped = Grid(
      size: grid.size, spacing: grid.spacing, origin: grid.position(of: [4, 3, 0]),
      axes: Axes(i: [-1, 0, 0], j: [0, -1, 0], k: [0, 0, 1]))
    let original = mask(grid, seed: seed)
    let there = original.resampled(onto: flipped)
    #expect(there[0, 1, 2] == original[4, 2, 2])
    #expect(there.count == original.count)
    #expect(there.resampled(onto: grid) == original)
  }

  @Test func halfTheSpacingGivesEightTimesTheVoxels() {
    let coarse = Grid(size: [4, 4, 4], spacing: [2, 2, 2], origin: [0, 0, 0])
    // Voxel edges coincide: the first fine centre lies a quarter of a coarse voxel before the coarse centre.
    let fine = Grid(size: [8, 8, 8], spacing: [1, 1, 1], origin: [-0.5, -0.5, -0.5])
    let original = mask(coarse, seed: 3)
    #expect(original.resampled(onto: fine).count == 8 * original.count)
  }

  @Test func beyondTheMaskThereIsNothing() {
    let grid = Grid(size: [2, 2, 2])
    let far = Grid(size: [2, 2, 2], origin: [100, 0, 0])
    #expect(Mask(grid: grid, voxels: .init(repeating: 1, count: 8)).resampled(onto: far).count == 0)
  }
}
