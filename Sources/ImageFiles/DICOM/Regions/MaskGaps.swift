import Volumes

/// Empty slices of a mask that was stored as voxels: a label image or the frames of a segmentation.
///
/// A mask says of every voxel whether it belongs, so most gaps are meant. Two kinds are probably not:
/// 1. At least three slices with voxels lie at one even distance of two slices or more, and at least two neighbours
///   among them overlap in the plane. Then every second slice was drawn, or the mask comes from a thicker image.
///   Nodules of one slice each do not overlap.
/// 2. Exactly two slices have voxels, and they overlap in the plane. Then they mark the ends of the region.
/// If only one or two slices between overlapping slices are empty, a note names them.
struct MaskGaps {
  /// The axis along which slices are empty: 0, 1 or 2.
  let axis: Int
  /// Empty slices between slices with voxels.
  let slices: [Range<Int>]
  /// Whether they cannot be meant.
  let isDoubtful: Bool

  /// `nil` if there is no gap to report.
  /// - Parameter filling: whether gaps are to be filled. Then every gap between slices that overlap counts as not
  ///   meant, however many and however long the gaps are, as for contours.
  init?(_ mask: Mask, filling: Bool = false) {
    let planes = MaskPlanes(mask)
    let occupied = planes.occupied
    for axis in [2, 1, 0] {
      let drawn = occupied[axis]
      let steps = zip(drawn, drawn.dropFirst()).map { ($0, $1) }
      let gaps = steps.filter { $0.1 - $0.0 > 1 }
      guard !gaps.isEmpty else { continue }
      let isEven = Set(steps.map { $0.1 - $0.0 }).count == 1
      let overlapping = { planes.overlap(axis, $0, $1) }
      let isHabit = isEven && drawn.count >= 3 && steps.contains { overlapping($0.0, $0.1) }
      let isPair = axis == 2 && drawn.count == 2 && overlapping(drawn[0], drawn[1])
      if isHabit || isPair {
        (self.axis, slices, isDoubtful) = (axis, gaps.map { $0.0 + 1..<$0.1 }, true)
        return
      }
      let open = gaps.filter { (filling || $0.1 - $0.0 <= 3) && overlapping($0.0, $0.1) }
      guard axis == 2, !open.isEmpty else { continue }
      (self.axis, slices, isDoubtful) = (axis, open.map { $0.0 + 1..<$0.1 }, filling)
      return
    }
    return nil
  }
}

extension MaskReading {
  /// A label image with its empty slices settled. Every reader of such a mask has to do this.
  /// - Throws: as ``settled(_:region:file:)``.
  public init(
    settling reading: MaskReading, of file: String, _ between: BetweenContours?
  ) throws(ImageFileError) {
    let region = reading.label.map { "label \($0)" } ?? "the label"
    self = try reading.settled(between ?? .refuse, region: region, file: file)
  }

  /// This reading of a label image or a segmentation, after its empty slices were filled, left or refused.
  /// - Parameters:
  ///   - between: what happens to slices that are probably empty by mistake.
  ///   - region: the region as an error names it.
  /// - Throws: ``ImageFileError/Kind/emptySlices(region:slices:axis:)``
  public func settled(
    _ between: BetweenContours, region: String, file: String
  ) throws(ImageFileError) -> MaskReading {
    guard let gaps = MaskGaps(mask, filling: between == .fill) else { return self }
    let grid = mask.grid
    let places = gaps.slices.flatMap(\.self).map { SlicePlace($0, along: gaps.axis, of: grid) }
    guard gaps.isDoubtful else { return MaskReading(mask: mask, notes: notes + [.emptySlices(places)], label: label) }
    switch between {
    case .refuse: throw ImageFileError(file, .emptySlices(region: region, slices: places, axis: gaps.axis))
    case .leave: return MaskReading(mask: mask, notes: notes + [.leftSlices(places)], label: label)
    case .fill:
      return MaskReading(mask: MaskPlanes(mask).filled(gaps), notes: notes + [.filledSlices(places)], label: label)
    }
  }
}

/// The voxels of a mask by slices along any axis.
private struct MaskPlanes {
  let mask: Mask

  init(_ mask: Mask) { self.mask = mask }

  /// Slices with a voxel along each axis, ascending.
  var occupied: [[Int]] {
    let size = mask.grid.size
    var has = (0..<3).map { [Bool](repeating: false, count: size[$0]) }
    for run in RegionRuns(mask).runs {
      let (row, i) = run.start.quotientAndRemainder(dividingBy: size.x)
      let (k, j) = row.quotientAndRemainder(dividingBy: size.y)
      for column in i..<(i + run.length) { has[0][column] = true }
      (has[1][j], has[2][k]) = (true, true)
    }
    return has.map { axis in axis.indices.filter { axis[$0] } }
  }

  func overlap(_ axis: Int, _ first: Int, _ second: Int) -> Bool {
    zip(pixels(axis, first), pixels(axis, second)).contains { $0 != 0 && $1 != 0 }
  }

  func filled(_ gaps: MaskGaps) -> Mask {
    var voxels = mask.voxels
    let (fast, slow) = plane(gaps.axis)
    let spacing = SIMD2(mask.grid.spacing[fast], mask.grid.spacing[slow])
    for gap in gaps.slices {
      let shapes = shapesBetween(
        pixels(gaps.axis, gap.lowerBound - 1), pixels(gaps.axis, gap.upperBound), count: gap.count,
        width: mask.grid.size[fast], spacing: spacing)
      for (slice, shape) in zip(gap, shapes) {
        for (offset, place) in zip(shape, offsets(gaps.axis, slice)) where offset == 1 { voxels[place] = 1 }
      }
    }
    return Mask(grid: mask.grid, voxels: voxels)
  }

  private func plane(_ axis: Int) -> (fast: Int, slow: Int) { axis == 0 ? (1, 2) : axis == 1 ? (0, 2) : (0, 1) }

  private func pixels(_ axis: Int, _ slice: Int) -> [UInt8] {
    offsets(axis, slice).map { mask.voxels[$0] != 0 ? 1 : 0 }
  }

  private func offsets(_ axis: Int, _ slice: Int) -> [Int] {
    let (fast, slow) = plane(axis)
    let size = mask.grid.size
    return (0..<size[slow]).flatMap { row in
      (0..<size[fast]).map { column in
        var index = SIMD3<Int>.zero
        (index[fast], index[slow], index[axis]) = (column, row, slice)
        return mask.grid.offset(index.x, index.y, index.z)
      }
    }
  }
}
