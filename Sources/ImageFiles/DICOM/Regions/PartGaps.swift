import Volumes

/// Slices on which one part of a region pauses while another goes on.
///
/// A region of several lesions hides the missing contour of one behind the contours of the others. A part pauses where
/// the next slice has nothing over it, a later one has, and that later outline does not go on from the slice before it.
/// Nodes that lie over each other pause too, so a pause is doubtful only where
/// 1. a contour that is not closed lies over the part in it: something was drawn there;
/// 2. or the two outlines cover at least half of the smaller one, and the pause is one or two slices long, or as long
///    as another: one contour forgotten, or every third slice drawn.
struct PartGaps {
  /// A pause with the outlines before and after it.
  struct Gap {
    /// Slices without the part.
    let slices: Range<Int>
    /// Pixels of the part on the slice before and on the slice after, 1 inside.
    let before, after: [UInt8]
    /// Pixels of both over those of the smaller one.
    fileprivate let share: Double
  }

  /// Doubtful pauses, by their first slice.
  let doubtful: [Gap]

  /// - Parameters:
  ///   - slices: pixels of each slice with a closed contour, 1 inside, x-fastest.
  ///   - open: pixels that the contours which are not closed would enclose, by slice.
  init(_ slices: [Int: [UInt8]], open: [Int: [[UInt8]]], width: Int) {
    let drawn = slices.keys.sorted()
    guard drawn.count >= 2 else {
      doubtful = []
      return
    }
    let pauses = drawn.flatMap { slice in
      PlanarParts(slices[slice] ?? [], width: width).parts.compactMap {
        PartGaps.pause($0, after: slice, slices, drawn, width: width)
      }
    }
    let lengths = Dictionary(grouping: pauses, by: \.slices.count).mapValues(\.count)
    doubtful = pauses.filter { gap in
      let isCrossed = gap.slices.contains { slice in
        open[slice, default: []].contains { PartGaps.meet($0, gap.before) || PartGaps.meet($0, gap.after) }
      }
      let isShort = gap.slices.count <= 2 || lengths[gap.slices.count, default: 0] >= 2
      return isCrossed || gap.share >= 0.5 && isShort
    }
  }

  private static func pause(
    _ part: [Int], after slice: Int, _ slices: [Int: [UInt8]], _ drawn: [Int], width: Int
  ) -> Gap? {
    let covers = { (other: Int) in
      guard let pixels = slices[other] else { return false }
      return part.contains { pixels[$0] == 1 }
    }
    guard !covers(slice + 1), let next = drawn.first(where: { $0 > slice + 1 && covers($0) }),
      drawn.contains(where: { $0 > slice && $0 < next })
    else { return nil }
    let own = Set(part)
    let over = PlanarParts(slices[next] ?? [], width: width).parts.filter { !own.isDisjoint(with: $0) }.flatMap(\.self)
    // What goes on from the slice before is another part that grew over this place.
    if let before = slices[next - 1], over.contains(where: { before[$0] == 1 }) { return nil }
    let common = over.count { own.contains($0) }
    let count = slices[slice]?.count ?? 0
    return Gap(
      slices: slice + 1..<next, before: pixels(part, count), after: pixels(over, count),
      share: Double(common) / Double(min(part.count, over.count)))
  }

  private static func pixels(_ offsets: [Int], _ count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    for offset in offsets { result[offset] = 1 }
    return result
  }

  private static func meet(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    zip(first, second).contains { $0 == 1 && $1 == 1 }
  }
}

/// The parts of one slice: pixels that touch by a side or a corner.
struct PlanarParts {
  /// Offsets of the pixels of each part.
  let parts: [[Int]]

  init(_ pixels: [UInt8], width: Int) {
    var left = pixels
    var parts: [[Int]] = []
    let height = width > 0 ? pixels.count / width : 0
    for start in pixels.indices where left[start] == 1 {
      left[start] = 0
      var part = [start]
      var next = 0
      while next < part.count {
        let (i, j) = (part[next] % width, part[next] / width)
        next += 1
        for y in max(0, j - 1)...min(height - 1, j + 1) {
          for x in max(0, i - 1)...min(width - 1, i + 1) where left[y * width + x] == 1 {
            left[y * width + x] = 0
            part.append(y * width + x)
          }
        }
      }
      parts.append(part)
    }
    self.parts = parts
  }
}
