import Execution

/// Each place of an axis as a weighted sum of places of the old axis; sums in float64, in one fixed order.
struct TapKernel: PlainKernel {
  struct Tap: Hashable {
    let place: Int
    let weight: Double
  }

  /// What each new place is made of.
  let taps: [[Tap]]
  /// Places of the old axis.
  let length: Int
  /// Numbers that stand side by side at each place.
  let inner: Int

  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>) {
    let (source, target, taps, length, inner) = (SharedSource(sources[0]), SharedBuffer(target), taps, length, inner)
    ThreadTeam.share(target.elements.count / inner, numbers: target.elements.count) { range in
      // Invariant: the source has `length` rows of `inner` numbers for every `taps.count` rows of the target, and every
      // tap lies in them.
      for row in range {
        let (block, place) = row.quotientAndRemainder(dividingBy: taps.count)
        for i in 0..<inner {
          var sum = 0.0
          for tap in taps[place] {
            sum += tap.weight * Double(source.elements[(block * length + tap.place) * inner + i])
          }
          target.elements[row * inner + i] = Float(sum)
        }
      }
    }
  }
}
