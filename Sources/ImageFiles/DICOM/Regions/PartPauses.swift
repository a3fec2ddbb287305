/// A run of slices on which one part of a region pauses, with its outlines before and after.
///
/// A part pauses where the next slice has nothing over it, a later one has, and that later outline does not go on from
/// the slice before it.
struct PartPause {
  /// Slices without the part.
  let slices: Range<Int>
  /// Offsets of the pixels of the part on the slice before and on the slice after.
  let before, after: [Int]
  /// Number of pixels in both.
  let common: Int

  /// Pixels in both over those of the smaller outline.
  var shareOfSmaller: Double { Double(common) / Double(min(before.count, after.count)) }
  /// Pixels in both over those of the larger outline.
  var shareOfLarger: Double { Double(common) / Double(max(before.count, after.count)) }
}

/// The slices of a region by number, and the parts of each. Parts are found once, and only where they are needed.
final class PartSlices {
  /// Pixels of each slice that has any, 1 inside, x-fastest.
  private let pixels: [Int: [UInt8]]
  /// Numbers of these slices, ascending.
  let drawn: [Int]
  /// Pixels of a slice.
  let count: Int
  private let width: Int
  /// Number of the last slice that has each pixel.
  private let last: [Int]
  private var found: [Int: PlanarParts] = [:]

  init(_ pixels: [Int: [UInt8]], width: Int) {
    (self.pixels, self.width) = (pixels, width)
    drawn = pixels.keys.sorted()
    count = pixels.first?.value.count ?? 0
    var last = [Int](repeating: .min, count: count)
    for slice in drawn {
      for (offset, value) in (pixels[slice] ?? []).enumerated() where value == 1 { last[offset] = slice }
    }
    self.last = last
  }

  /// All pauses, by their first slice.
  /// - Parameter whole: whether those of the whole region count.
  func pauses(whole: Bool) -> [PartPause] {
    drawn.filter(mayPause).flatMap { slice in
      parts(of: slice).offsets.compactMap { pause($0, after: slice, whole: whole) }
    }
  }

  /// The pause of the whole region on these slices.
  func pause(on slices: Range<Int>) -> PartPause {
    let outlines = [slices.lowerBound - 1, slices.upperBound].map { slice in
      outline(slice).indices.filter { pixels[slice]?[$0] == 1 }
    }
    let then = outline(slices.upperBound)
    return PartPause(
      slices: slices, before: outlines[0], after: outlines[1], common: outlines[0].count { then[$0] == 1 })
  }

  /// Whether any pixel of a slice is left out by the next one and comes again. Slices of most regions need no parts.
  private func mayPause(after slice: Int) -> Bool {
    let (own, next) = (outline(slice), pixels[slice + 1])
    return own.indices.contains { own[$0] == 1 && next?[$0] != 1 && last[$0] > slice + 1 }
  }

  private func pause(_ part: [Int], after slice: Int, whole: Bool) -> PartPause? {
    let end = part.reduce(Int.min) { max($0, last[$1]) }
    guard end > slice + 1, !covers(part, slice + 1),
      let next = drawn.first(where: { $0 > slice + 1 && covers(part, $0) }),
      whole || drawn.contains(where: { $0 > slice && $0 < next })
    else { return nil }
    let over = partsOver(part, on: next)
    // What goes on from the slice before is another part that grew over this place.
    guard !covers(over, next - 1) else { return nil }
    let then = outline(next)
    return PartPause(slices: slice + 1..<next, before: part, after: over, common: part.count { then[$0] == 1 })
  }

  /// The pixels of a slice; none where it has no voxel.
  func outline(_ slice: Int) -> [UInt8] { pixels[slice] ?? [] }

  /// Whether two slices have a pixel in common.
  func overlap(_ first: Int, _ second: Int) -> Bool {
    zip(outline(first), outline(second)).contains { $0 == 1 && $1 == 1 }
  }

  /// Whether a slice has any of these pixels.
  func covers(_ part: [Int], _ slice: Int) -> Bool {
    guard let pixels = pixels[slice] else { return false }
    return part.contains { pixels[$0] == 1 }
  }

  /// The pixels of all parts of a slice that have a pixel in common with this one.
  func partsOver(_ part: [Int], on slice: Int) -> [Int] {
    guard pixels[slice] != nil else { return [] }
    let parts = parts(of: slice)
    return Set(part.compactMap { parts.number(of: $0) }).sorted().flatMap { parts.offsets[$0] }
  }

  private func parts(of slice: Int) -> PlanarParts {
    if let known = found[slice] { return known }
    let parts = PlanarParts(outline(slice), width: width)
    found[slice] = parts
    return parts
  }
}

extension [Int] {
  /// The pixels of a slice, 1 at these offsets.
  func image(count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    for offset in self { result[offset] = 1 }
    return result
  }
}
