import Volumes

/// Slices on which one part of a region of contours pauses while another goes on.
///
/// A region of several lesions hides the missing contour of one behind the contours of the others. Nodes that lie over
/// each other pause too, so a pause is doubtful only where
/// 1. a contour that is not closed lies over the part in it: something was drawn there;
/// 2. or the two outlines cover at least half of the smaller one, and the pause is one or two slices long, or as long
///    as another: one contour forgotten, or every third slice drawn.
struct PartGaps {
  /// Doubtful pauses, by their first slice.
  let doubtful: [PartPause]

  /// - Parameters:
  ///   - slices: pixels of each slice with a closed contour, 1 inside, x-fastest.
  ///   - open: pixels that the contours which are not closed would enclose, by slice.
  init(_ slices: [Int: [UInt8]], open: [Int: [[UInt8]]], width: Int) {
    let pauses = PartSlices(slices, width: width).pauses(whole: false)
    let lengths = Dictionary(grouping: pauses, by: \.slices.count).mapValues(\.count)
    doubtful = pauses.filter { pause in
      let isCrossed = pause.slices.contains { slice in
        open[slice, default: []].contains { drawing in
          pause.before.contains { drawing[$0] == 1 } || pause.after.contains { drawing[$0] == 1 }
        }
      }
      let isShort = pause.slices.count <= 2 || lengths[pause.slices.count, default: 0] >= 2
      return isCrossed || pause.shareOfSmaller >= 0.5 && isShort
    }
  }
}
