import Volumes

/// The voxels of a segment while its frames are laid onto the grid of an image.
struct FrameCanvas {
  /// 1 inside.
  private(set) var voxels: [UInt8]
  private let grid: Grid
  /// Voxels that a frame has spoken of; two that say the same of one voxel do not disagree.
  private var isSaid: [Bool]
  private var contradicted: Set<Int> = []

  init(_ grid: Grid) {
    self.grid = grid
    voxels = [UInt8](repeating: 0, count: grid.count)
    isSaid = [Bool](repeating: false, count: grid.count)
  }

  /// Lays a frame; `false` where it has a voxel of the segment outside the grid.
  ///
  /// Voxels are united: a frame that has one inside is believed over another that has it outside, and the slice is
  /// noted.
  mutating func place(_ pixels: ArraySlice<Double>, at placement: FramePlacement) -> Bool {
    for (n, value) in pixels.enumerated() {
      guard let offset = placement.offset(of: n, in: grid) else {
        if value != 0 { return false }
        continue
      }
      let inside: UInt8 = value != 0 ? 1 : 0
      if isSaid[offset], voxels[offset] != inside { contradicted.insert(offset / (grid.size.x * grid.size.y)) }
      isSaid[offset] = true
      voxels[offset] |= inside
    }
    return true
  }

  /// What a reader should know of frames that differ.
  var notes: [ReadingNote] {
    contradicted.isEmpty ? [] : [.contradictingFrames(slices: contradicted.sorted().map { SlicePlace($0, of: grid) })]
  }
}
