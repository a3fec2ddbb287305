import ImageFiles
import Volumes

extension Volume {
  /// What slices of a region ask, whose pixels no scanner gives: one value everywhere, or those of the slice before.
  ///
  /// An exporter that failed for a slice, or wrote the one before again, leaves no other trace. Images that are flat on
  /// all slices of the region are a finding of their own. An image that was resampled to the nearest slice repeats many
  /// of its slices, so only single ones count.
  package func sliceNotes(on mask: Mask) -> [ReadingNote] {
    guard mask.grid.size == grid.size, grid.size.z > 1, grid.size.x * grid.size.y >= 64 else { return [] }
    let own = slices(of: mask)
    let flat = own.filter(isFlat)
    let isNoted = !flat.isEmpty && flat.count < own.count
    let repeated = repeatedSlices
    let known = repeated.count * 4 < grid.size.z ? repeated.filter { own.contains($0) || own.contains($0 - 1) } : []
    return (isNoted ? [.flatSlices(flat.map { SlicePlace($0, of: grid) })] : [])
      + (known.isEmpty ? [] : [.repeatedSlices(known.map { SlicePlace($0, of: grid) })])
  }

  private var plane: Int { grid.size.x * grid.size.y }

  private func slices(of mask: Mask) -> [Int] {
    (0..<grid.size.z).filter { slice in
      let start = slice * plane
      return mask.voxels[start..<start + plane].contains { $0 != 0 }
    }
  }

  private func isFlat(_ slice: Int) -> Bool {
    let start = slice * plane
    return (start..<start + plane).allSatisfy { voxels[$0] == voxels[start] }
  }

  /// Slices with the pixels of the one before, other than flat ones.
  private var repeatedSlices: [Int] {
    (1..<grid.size.z).filter { slice in
      let start = slice * plane
      return (start..<start + plane).allSatisfy { voxels[$0] == voxels[$0 - plane] } && !isFlat(slice)
    }
  }
}
