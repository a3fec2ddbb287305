import Volumes

/// The voxels of a mask by slices along any axis, within the smallest box that holds them.
struct MaskPlanes {
  private let mask: Mask
  private let box: VoxelBox
  private let voxels: [UInt8]

  /// `nil` for a mask without a voxel.
  init?(_ mask: Mask) {
    guard let box = mask.boundingBox else { return nil }
    (self.mask, self.box) = (mask, box)
    voxels = mask.cropped(to: box).voxels
  }

  /// The slices at right angles to an axis that have a voxel, by their number in the mask.
  func slices(along axis: Int) -> PartSlices {
    let (fast, slow) = plane(axis)
    let steps = SIMD3(1, box.size.x, box.size.x * box.size.y)
    var result: [Int: [UInt8]] = [:]
    for slice in 0..<box.size[axis] {
      var pixels: [UInt8] = []
      pixels.reserveCapacity(box.size[slow] * box.size[fast])
      for row in 0..<box.size[slow] {
        let start = slice * steps[axis] + row * steps[slow]
        for column in 0..<box.size[fast] { pixels.append(voxels[start + column * steps[fast]]) }
      }
      if pixels.contains(1) { result[box.lower[axis] + slice] = pixels }
    }
    return PartSlices(result, width: box.size[fast])
  }

  /// The mask with the shapes between the outlines of each gap.
  func filled(_ gaps: MaskGaps) -> Mask {
    var filled = mask.voxels
    let (fast, slow) = plane(gaps.axis)
    let spacing = SIMD2(mask.grid.spacing[fast], mask.grid.spacing[slow])
    let count = box.size[fast] * box.size[slow]
    for pause in gaps.pauses {
      let shapes = shapesBetween(
        pause.before.image(count: count), pause.after.image(count: count), count: pause.slices.count,
        width: box.size[fast], spacing: spacing)
      for (slice, shape) in zip(pause.slices, shapes) {
        for (offset, value) in shape.enumerated() where value == 1 {
          var index = box.lower
          index[fast] += offset % box.size[fast]
          index[slow] += offset / box.size[fast]
          index[gaps.axis] = slice
          filled[mask.grid.offset(index.x, index.y, index.z)] = 1
        }
      }
    }
    return Mask(grid: mask.grid, voxels: filled)
  }

  private func plane(_ axis: Int) -> (fast: Int, slow: Int) { axis == 0 ? (1, 2) : axis == 1 ? (0, 2) : (0, 1) }
}
