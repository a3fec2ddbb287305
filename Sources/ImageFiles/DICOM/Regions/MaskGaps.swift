import Volumes

/// Empty slices of a mask that was stored as voxels: a label image or the frames of a segmentation.
///
/// A mask says of every voxel whether it belongs, so most gaps are meant. Two kinds are probably not:
/// 1. At least three slices with voxels lie at one even distance of two slices or more, and at least two neighbours
///   among them overlap in the plane. Then every second slice was drawn, or the mask comes from a thicker image.
///   Nodules of one slice each do not overlap. One part of the region may be such beside others (``MaskPartGaps``).
/// 2. Exactly two slices have voxels, and they overlap in the plane. Then they mark the ends of the region.
/// If only one or two slices between overlapping slices are empty, or have nothing of one part, a note names them.
struct MaskGaps {
  /// The axis along which slices are empty: 0, 1 or 2.
  let axis: Int
  /// Slices without the region, or without one part of it. Offsets of pixels are those within the box of the mask.
  let pauses: [PartPause]
  /// Whether they cannot be meant.
  let isDoubtful: Bool

  /// `nil` if there is no gap to report. Of several axes the one counts along which slices cannot be meant to be empty,
  /// else k before j before i.
  /// - Parameter filling: whether gaps are to be filled. Then every gap along k between slices that overlap counts as
  ///   not meant, however many and however long the gaps are, as for contours.
  init?(_ mask: Mask, filling: Bool = false) {
    guard let planes = MaskPlanes(mask) else { return nil }
    let found = [2, 1, 0].compactMap { MaskGaps(planes.slices(along: $0), axis: $0, filling: filling) }
    guard let gaps = found.first(where: \.isDoubtful) ?? found.first else { return nil }
    (axis, pauses, isDoubtful) = (gaps.axis, gaps.pauses, gaps.isDoubtful || filling)
  }

  private init?(_ slices: PartSlices, axis: Int, filling: Bool) {
    let whole = WholeGaps(slices, axis: axis, filling: filling)
    let parts = MaskPartGaps(slices, axis: axis)
    let all = whole.gaps.map(slices.pause) + parts.pauses.filter { !whole.gaps.contains($0.slices) }
    guard !all.isEmpty else { return nil }
    (self.axis, pauses, isDoubtful) = (axis, all, whole.areDoubtful || parts.areDoubtful)
  }

  /// The numbers of the slices, ascending.
  var slices: [Int] { Set(pauses.flatMap(\.slices)).sorted() }
}

/// Slices between those of a mask that have no voxel at all.
private struct WholeGaps {
  let gaps: [Range<Int>]
  let areDoubtful: Bool

  init(_ slices: PartSlices, axis: Int, filling: Bool) {
    let drawn = slices.drawn
    let steps = zip(drawn, drawn.dropFirst()).map { ($0, $1) }
    let empty = steps.filter { $0.1 - $0.0 > 1 }
    let overlap = { (step: (Int, Int)) in slices.overlap(step.0, step.1) }
    let isEven = Set(steps.map { $0.1 - $0.0 }).count == 1
    let isHabit = !empty.isEmpty && isEven && drawn.count >= 3 && steps.contains(where: overlap)
    let isPair = !empty.isEmpty && axis == 2 && drawn.count == 2 && overlap((drawn[0], drawn[1]))
    areDoubtful = isHabit || isPair
    let open = areDoubtful || axis != 2 ? [] : empty.filter { (filling || $0.1 - $0.0 <= 3) && overlap($0) }
    gaps = (areDoubtful ? empty : open).map { $0.0 + 1..<$0.1 }
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
    let places = gaps.slices.map { SlicePlace($0, along: gaps.axis, of: mask.grid) }
    guard gaps.isDoubtful else { return MaskReading(mask: mask, notes: notes + [.emptySlices(places)], label: label) }
    switch between {
    case .refuse: throw ImageFileError(file, .emptySlices(region: region, slices: places, axis: gaps.axis))
    case .leave: return MaskReading(mask: mask, notes: notes + [.leftSlices(places)], label: label)
    case .fill:
      let filled = MaskPlanes(mask)?.filled(gaps) ?? mask
      return MaskReading(mask: filled, notes: notes + [.filledSlices(places)], label: label)
    }
  }
}
