/// Slices on which one part of a mask pauses that was stored as voxels.
///
/// A mask says of every voxel whether it belongs, and voxels have no drawing plane. So what counts is stricter than for
/// contours:
/// 1. Along k, a part pauses if its outlines before and after cover at least half of the larger one.
/// 2. Along i and j, where two lesions that lie side by side in a slice are mostly apart by a few voxels, the outlines
///    must also be cuts: neither is smaller than three fifths of the next two slices of its side. Lesions taper, and
///    the last slice of a ball has half the pixels of the one before it at most. There the whole region may pause.
///
/// A pause of one or two slices is asked about. A part that was drawn on every second or third slice throughout is
/// refused: three single slices or more, at one distance. Two nodes over each other that are farther apart stay two.
struct MaskPartGaps {
  /// Pauses of one or two slices, and those of a part that has single slices at one distance.
  let pauses: [PartPause]
  /// Whether there are any of the second kind.
  let areDoubtful: Bool

  /// Smallest outlines that count, in pixels: specks of noise lie over each other everywhere, and the ends of the
  /// smallest lesions are no smaller than their middle.
  private static let smallest = (along: 4, across: 16)

  init(_ slices: PartSlices, axis: Int) {
    let isAlong = axis == 2
    let least = isAlong ? Self.smallest.along : Self.smallest.across
    let found = slices.pauses(whole: !isAlong).filter {
      min($0.before.count, $0.after.count) >= least && $0.shareOfLarger >= 0.5
    }
    let starts = Dictionary(grouping: found, by: \.slices.lowerBound)
    let habitual = Set(found.flatMap { Self.habit(from: $0, starts, slices) })
    pauses = found.filter {
      habitual.contains($0.slices) || $0.slices.count <= 2 && (isAlong || Self.isCut($0, slices))
    }
    areDoubtful = !habitual.isEmpty
  }

  /// The slices of a pause and of the one that follows, if both have one length, and all three outlines are single
  /// slices.
  private static func habit(
    from first: PartPause, _ starts: [Int: [PartPause]], _ slices: PartSlices
  ) -> [Range<Int>] {
    guard !slices.covers(first.before, first.slices.lowerBound - 2) else { return [] }
    let own = Set(first.after)
    let second = starts[first.slices.upperBound + 1, default: []].first { second in
      second.slices.count == first.slices.count && second.before.contains(where: own.contains)
        && !slices.covers(second.after, second.slices.upperBound + 1)
    }
    return second.map { [first.slices, $0.slices] } ?? []
  }

  /// Whether the outlines before and after look like cuts through a body that goes on. Two single slices do not.
  private static func isCut(_ pause: PartPause, _ slices: PartSlices) -> Bool {
    let behind = [
      largest(behind: pause.before, slices, from: pause.slices.lowerBound - 2, step: -1),
      largest(behind: pause.after, slices, from: pause.slices.upperBound + 1, step: 1),
    ]
    guard behind.contains(where: { $0 > 0 }) else { return false }
    return zip([pause.before.count, pause.after.count], behind).allSatisfy { Double($0) >= 0.6 * Double($1) }
  }

  /// Pixels of the larger of the next two outlines of a side; 0 if there is none.
  private static func largest(behind outline: [Int], _ slices: PartSlices, from slice: Int, step: Int) -> Int {
    let first = slices.partsOver(outline, on: slice)
    return max(first.count, slices.partsOver(first, on: slice + step).count)
  }
}
