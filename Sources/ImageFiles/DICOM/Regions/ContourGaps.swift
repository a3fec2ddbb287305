import Volumes

/// Slices between those with a closed contour that have none, and whether that can be meant.
///
/// A lesion may consist of parts with nothing between them, so a gap alone is no fault. It is one where
/// 1. a contour lies in it that encloses nothing (open, interpolated or a point): something was drawn there;
/// 2. the outlines before and after it overlap in the plane: one body goes on, as far as anybody can tell;
/// 3. contours come at a distance of two slices or more throughout, and the gap is that distance: every second slice,
///    or contours of a thicker image.
struct ContourGaps {
  /// Runs of slices without a contour that are doubtful, ascending; each between two slices with one.
  let doubtful: [Range<Int>]

  /// - Parameters:
  ///   - drawn: slices with a closed contour, ascending.
  ///   - open: slices with a contour that is not closed.
  ///   - overlap: whether the regions of two slices have a voxel in common.
  init(drawn: [Int], open: Set<Int>, overlap: (Int, Int) -> Bool) {
    let steps = zip(drawn, drawn.dropFirst()).map { ($0, $1) }
    let distances = steps.map { $0.1 - $0.0 }
    // The usual distance is the median; one alone is no habit.
    let usual = distances.count >= 2 ? distances.sorted()[(distances.count - 1) / 2] : 1
    doubtful = steps.compactMap { before, after in
      let gap = before + 1..<after
      guard !gap.isEmpty else { return nil }
      let isHabit = usual >= 2 && after - before == usual
      guard isHabit || gap.contains(where: open.contains) || overlap(before, after) else { return nil }
      return gap
    }
  }
}
