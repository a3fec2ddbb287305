import Mathematics

/// Order statistics without sorting everything: values are counted in bins between the lowest and the highest, and only
/// bins that hold a wanted rank are looked into, again by bins until few are left.
struct OrderStatistics {
  private let count: Int
  /// Wanted ranks with their values.
  private let values: [Int: Double]

  /// The percentiles that features use.
  private static let wanted = [10.0, 25, 50, 75, 90]

  /// - Parameters:
  ///   - range: from the lowest to the highest intensity.
  ///   - mean: with the standard deviation a hint where most intensities lie. The first bins cover two standard
  ///     deviations on either side, the outermost also what lies beyond: outliers of a sub-band would put all others
  ///     into few bins.
  init(_ intensities: [Double], range: ClosedRange<Double>, mean: Double, standardDeviation: Double) {
    count = intensities.count
    let ranks = Self.ranks(for: Self.wanted, count: intensities.count)
    let (low, high) = (mean - 2 * standardDeviation, mean + 2 * standardDeviation)
    let isUsable = low < high && low.isFinite && high.isFinite
    var found: [Int: Double] = [:]
    intensities.withUnsafeBufferPointer {
      Selection.select(
        ranks[...], first: 0, in: $0, minimum: isUsable ? max(low, range.lowerBound) : range.lowerBound,
        maximum: isUsable ? min(high, range.upperBound) : range.upperBound, into: &found)
    }
    values = found
  }

  /// The value at `percent` of the order, linear between the two nearest ranks (Hyndman and Fan 1996, type 7).
  func percentile(_ percent: Double) -> Double {
    let place = QuantilePlace(percent / 100, of: count)
    guard let low = values[place.below], let high = values[place.above] else { return .nan }
    return place.valueFromNearerEnd(low, high)
  }

  private static func ranks(for percentiles: [Double], count: Int) -> [Int] {
    let places = percentiles.map { QuantilePlace($0 / 100, of: count) }
    return Set(places.flatMap { [$0.below, $0.above] }).sorted()
  }
}

/// Selection of ranks by bins.
private enum Selection {
  private static let binCount = 4096
  /// Fewer values than this are sorted.
  private static let few = 256

  /// Puts the values at `ranks` (ascending, counted from `first`) of the order of `values` into `found`.
  ///
  /// Bins only have to increase with the value, so rounding at their edges does not matter, and what lies below the
  /// minimum or above the maximum belongs to the outermost bins. From the second round on both are the extremes of the
  /// values, so each bin leaves out at least the value of the other end, and it ends; in practice a bin holds a
  /// thousandth.
  static func select(
    _ ranks: ArraySlice<Int>, first: Int, in values: UnsafeBufferPointer<Double>, minimum: Double, maximum: Double,
    into found: inout [Int: Double]
  ) {
    // Two halves, as the difference itself can overflow.
    let scale = Double(binCount - 1) / 2 / (maximum / 2 - minimum / 2)
    guard minimum < maximum, values.count > few, scale.isFinite else {
      let isFlat = values.allSatisfy { $0 == values[0] }
      let sorted = isFlat ? Array(values) : values.sorted()
      for rank in ranks { found[rank] = sorted[rank - first] }
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
        let whole = values.count & ~1
        let raw = UnsafeRawBufferPointer(values)
        // In range: a pair ends at `whole`, which is at most the count, and `bins` has room for as many.
        for position in stride(from: 0, to: whole, by: 2) {
          let pair = raw.loadUnaligned(fromByteOffset: 8 &* position, as: SIMD2<Double>.self)
          let bin = Self.bins(of: pair, minimum: minimum, scale: scale)
          bins[position] = bin.x
          bins[position &+ 1] = bin.y
        }
        if whole < values.count {
          bins[whole] = Self.bins(of: SIMD2(repeating: values[whole]), minimum: minimum, scale: scale).x
        }
        filled = values.count
      }
      bins.withUnsafeBufferPointer { bins in
        counts.withUnsafeMutableBufferPointer { counts in
          for position in 0..<bins.count { counts[Int(bins[position])] &+= 1 }
        }
      }
    }

    /// Adding 1.5 x 2⁵² leaves the rounded number in the low bits; values are finite.
    @inline(__always) private static func bins(
      of values: SIMD2<Double>, minimum: Double, scale: Double
    ) -> SIMD2<UInt16> {
      let last = SIMD2(repeating: Double(binCount - 1))
      var bin = (values - SIMD2(repeating: minimum)) * SIMD2(repeating: scale)
      bin.replace(with: SIMD2.zero, where: bin .< SIMD2.zero)
      bin.replace(with: last, where: bin .> last)
      let bits = unsafeBitCast(bin + SIMD2(repeating: 0x1.8p52), to: SIMD2<UInt64>.self)
      return SIMD2<UInt16>(truncatingIfNeeded: bits)
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
