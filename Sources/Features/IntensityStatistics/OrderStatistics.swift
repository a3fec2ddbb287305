/// Order statistics without sorting everything: values are counted in bins between the lowest and the highest, and only bins
/// that hold a wanted rank are looked into, again by bins until few are left.
struct OrderStatistics {
  private let count: Int
  /// Wanted ranks with their values.
  private let values: [Int: Double]

  /// The percentiles that features use.
  private static let wanted = [10.0, 25, 50, 75, 90]

  init(_ intensities: [Double], minimum: Double, maximum: Double) {
    count = intensities.count
    let ranks = Self.ranks(for: Self.wanted, count: intensities.count)
    var found: [Int: Double] = [:]
    intensities.withUnsafeBufferPointer {
      Selection.select(ranks[...], first: 0, in: $0, minimum: minimum, maximum: maximum, into: &found)
    }
    values = found
  }

  /// The value at `percent` of the order, linear between the two nearest ranks (Hyndman and Fan 1996, type 7).
  func percentile(_ percent: Double) -> Double {
    let position = percent / 100 * Double(count - 1)
    let lower = Int(position)
    let fraction = position - Double(lower)
    guard let low = values[lower], let high = values[min(lower + 1, count - 1)] else { return .nan }
    // From the nearer end, as numpy does, so that both ends are exact.
    return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction)
  }

  private static func ranks(for percentiles: [Double], count: Int) -> [Int] {
    let lower = percentiles.map { Int($0 / 100 * Double(count - 1)) }
    return Set(lower + lower.map { min($0 + 1, count - 1) }).sorted()
  }
}

/// Selection of ranks by bins.
private enum Selection {
  private static let binCount = 4096
  /// Fewer values than this are sorted.
  private static let few = 256

  /// Puts the values at `ranks` (ascending, counted from `first`) of the order of `values` into `found`.
  ///
  /// Bins only have to increase with the value, so rounding at their edges does not matter. Every round leaves at least one
  /// value out of each bin, that of the other end, so it ends; in practice a bin holds a thousandth.
  static func select(
    _ ranks: ArraySlice<Int>, first: Int, in values: UnsafeBufferPointer<Double>, minimum: Double, maximum: Double,
    into found: inout [Int: Double]
  ) {
    // Two halves, as the difference itself can overflow.
    let scale = Double(binCount - 1) / 2 / (maximum / 2 - minimum / 2)
    guard minimum < maximum, values.count > few, scale.isFinite else {
      let sorted = minimum < maximum ? values.sorted() : []
      for rank in ranks { found[rank] = sorted.isEmpty ? minimum : sorted[rank - first] }
      return
    }
    let bins = Bins(values, minimum: minimum, scale: scale)
    let wanted = bins.holding(ranks, first: first)
    for (bin, members) in zip(wanted, bins.members(of: wanted.map(\.bin), in: values)) {
      let (low, high) = (members.min() ?? minimum, members.max() ?? maximum)
      members.withUnsafeBufferPointer {
        select(bin.ranks, first: bin.start, in: $0, minimum: low, maximum: high, into: &found)
      }
    }
  }

  /// The bin of every value, and how many values each has.
  private struct Bins {
    private(set) var counts = [Int](repeating: 0, count: binCount)
    private let bins: [UInt16]

    init(_ values: UnsafeBufferPointer<Double>, minimum: Double, scale: Double) {
      bins = [UInt16](unsafeUninitializedCapacity: values.count) { bins, filled in
        for position in 0..<values.count {
          let bin = (values[position] - minimum) * scale
          bins[position] = UInt16(truncatingIfNeeded: Int32(min(max(bin, 0), Double(binCount - 1))))
        }
        filled = values.count
      }
      bins.withUnsafeBufferPointer { bins in
        counts.withUnsafeMutableBufferPointer { counts in
          for position in 0..<bins.count { counts[Int(bins[position])] &+= 1 }
        }
      }
    }

    /// The bins that hold the ranks, with the rank of their first value.
    func holding(_ ranks: ArraySlice<Int>, first: Int) -> [(bin: Int, start: Int, ranks: ArraySlice<Int>)] {
      var result: [(bin: Int, start: Int, ranks: ArraySlice<Int>)] = []
      var (rest, bin, start) = (ranks, 0, first)
      while let rank = rest.first {
        while start + counts[bin] <= rank {
          start += counts[bin]
          bin += 1
        }
        let inside = rest.prefix { $0 < start + counts[bin] }
        result.append((bin, start, inside))
        rest = rest.dropFirst(inside.count)
      }
      return result
    }

    /// The values of a few bins, in one pass.
    func members(of wanted: [Int], in values: UnsafeBufferPointer<Double>) -> [[Double]] {
      var members = wanted.map { bin in
        var room: [Double] = []
        room.reserveCapacity(counts[bin])
        return room
      }
      // One more than the position in `wanted`, 0 for the many bins that nobody asked for.
      var slots = [UInt8](repeating: 0, count: binCount)
      for (slot, bin) in wanted.enumerated() { slots[bin] = UInt8(slot + 1) }
      bins.withUnsafeBufferPointer { bins in
        slots.withUnsafeBufferPointer { slots in
          for position in 0..<values.count {
            let slot = Int(slots[Int(bins[position])])
            if slot != 0 { members[slot - 1].append(values[position]) }
          }
        }
      }
      return members
    }
  }
}
