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

  /// The gaps along each axis that has some, those along k first.
  static func all(_ mask: Mask) -> [MaskGaps] {
    guard let planes = MaskPlanes(mask) else { return [] }
    return [2, 1, 0].compactMap { MaskGaps(planes.slices(along: $0), axis: $0, filling: false) }
  }

  /// The gaps along one axis that are to be filled; `nil` if there is none. Then every gap along k between slices that
  /// overlap counts as not meant, however many and however long the gaps are, as for contours.
  init?(filling mask: Mask, along axis: Int) {
    guard let planes = MaskPlanes(mask) else { return nil }
    self.init(planes.slices(along: axis), axis: axis, filling: true)
  }

  private init?(_ slices: PartSlices, axis: Int, filling: Bool) {
    let whole = WholeGaps(slices, axis: axis, filling: filling)
    let parts = MaskPartGaps(slices, axis: axis)
    let all = whole.gaps.map(slices.pause) + parts.pauses.filter { !whole.gaps.contains($0.slices) }
    guard !all.isEmpty else { return nil }
    (self.axis, pauses, isDoubtful) = (axis, all, whole.areDoubtful || parts.areDoubtful)
  }

  /// The slices, ascending.
  func places(in grid: Grid) -> [SlicePlace] {
    Set(pauses.flatMap(\.slices)).sorted().map { SlicePlace($0, along: axis, of: grid) }
  }
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
    guard between != .fill else { return filled }
    let all = MaskGaps.all(mask)
    if between == .refuse, let gaps = all.first(where: \.isDoubtful) {
      throw ImageFileError(file, .emptySlices(region: region, slices: gaps.places(in: mask.grid), axis: gaps.axis))
    }
    let gapNotes = all.map { gaps -> ReadingNote in
      let places = gaps.places(in: mask.grid)
      return gaps.isDoubtful ? .leftSlices(places) : .emptySlices(places)
    }
    return MaskReading(mask: mask, notes: notes + gapNotes, label: label)
  }

  /// With the gaps along every axis filled, one axis after the other.
  private var filled: MaskReading {
    [2, 1, 0].reduce(self) { reading, axis in
      guard let gaps = MaskGaps(filling: reading.mask, along: axis) else { return reading }
      return MaskReading(
        mask: MaskPlanes(reading.mask)?.filled(gaps) ?? reading.mask,
        notes: reading.notes + [.filledSlices(gaps.places(in: reading.mask.grid))], label: reading.label)
    }
  }
}
