import Volumes

/// Slices between those with a closed contour that have none, and whether that can be meant.
///
/// A lesion may consist of parts with nothing between them, so a gap alone is no fault. It is one where
/// 1. a contour lies in it that encloses nothing (open, interpolated or a point): something was drawn there;
/// 2. the outlines before and after it overlap in the plane by half of the smaller one, or at all where the gap is one
///    or two slices long: one body goes on, as far as anybody can tell;
/// 3. contours come at a distance of two slices or more throughout, and the gap is that distance: every second slice,
///    or contours of a thicker image.
struct ContourGaps {
  /// Runs of slices without a contour that are doubtful, ascending; each between two slices with one.
  let doubtful: [Range<Int>]
  /// Longer runs between outlines that overlap by less, ascending: nodes that lie over each other, as far as anybody
  /// can tell.
  let between: [Range<Int>]

  /// Slices that a drawing hand leaves out by mistake.
  private static let short = 2
  /// Share of the smaller outline that goes on in the other one where both are of one body.
  private static let ofOneBody = 0.5

  /// - Parameters:
  ///   - drawn: slices with a closed contour, ascending.
  ///   - open: slices with a contour that is not closed.
  ///   - overlap: the voxels that the regions of two slices have in common, over those of the smaller one.
  init(drawn: [Int], open: Set<Int>, overlap: (Int, Int) -> Double) {
    let steps = zip(drawn, drawn.dropFirst()).map { ($0, $1) }
    let distances = steps.map { $0.1 - $0.0 }
    // The usual distance is the median; one alone is no habit.
    let usual = distances.count >= 2 ? distances.sorted()[(distances.count - 1) / 2] : 1
    var (doubtful, between): ([Range<Int>], [Range<Int>]) = ([], [])
    for (before, after) in steps where after > before + 1 {
      let gap = before + 1..<after
      let isHabit = usual >= 2 && after - before == usual
      let share = overlap(before, after)
      let isOneBody = share >= Self.ofOneBody || share > 0 && gap.count <= Self.short
      if isHabit || isOneBody || gap.contains(where: open.contains) {
        doubtful.append(gap)
      } else if share > 0 {
        between.append(gap)
      }
    }
    (self.doubtful, self.between) = (doubtful, between)
  }
}
