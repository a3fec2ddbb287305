import Execution
import Extraction
import ImageFiles
import Testing
import Volumes

/// Slices of a region whose pixels were lost or written twice.
struct SliceNoteTests {
  private let grid = Grid(size: [10, 9, 12], spacing: [1, 1, 3])

  private func image(seed: UInt64, _ change: (Int) -> Int?) -> Volume {
    var random = RandomStream(seed: seed, name: "slices")
    let noise = (0..<grid.count).map { _ in 100 * random.uniform() }
    let voxels = (0..<grid.count).map { n in change(n / 90).map { $0 < 0 ? 0 : noise[$0 * 90 + n % 90] } ?? noise[n] }
    return Volume(grid: grid, voxels: voxels)
  }

  /// On slices 4 to 8, counted from 0.
  private var mask: Mask {
    Mask(grid: grid, voxels: (0..<grid.count).map { (4...8).contains($0 / 90) && (20..<60).contains($0 % 90) ? 1 : 0 })
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func aLostOrRepeatedSliceOfTheRegionIsNoted(seed: UInt64) {
    let slice = 4 + Int(seed % 5)
    #expect(image(seed: seed) { _ in nil }.sliceNotes(on: mask).isEmpty)
    #expect(
      image(seed: seed) { $0 == slice ? -1 : nil }.sliceNotes(on: mask) == [.flatSlices([SlicePlace(slice, of: grid)])])
    let twice = image(seed: seed) { $0 == slice ? slice - 1 : nil }
    #expect(twice.sliceNotes(on: mask) == [.repeatedSlices([SlicePlace(slice, of: grid)])])
    // Beyond the region, in an image of every slice twice, and flat on the whole region.
    for other in [
      image(seed: seed) { $0 < 2 || $0 > 9 ? -1 : nil }, image(seed: seed) { $0 == 1 ? 0 : nil },
      image(seed: seed) { $0 / 2 * 2 },
      image(seed: seed) { (4...8).contains($0) ? -1 : nil },
    ] {
      #expect(other.sliceNotes(on: mask).isEmpty)
    }
  }
}
