/// Order statistics without sorting everything: intensities are counted in bins between minimum and maximum, and only the
/// bins that hold a wanted rank are sorted.
struct OrderStatistics {
  private let count: Int
  /// Wanted ranks, ascending, with their values.
  private let values: [Int: Double]

  private static let binCount = 4096
  /// The percentiles that features use.
  private static let wanted = [10.0, 25, 50, 75, 90]

  init(_ intensities: [Double], minimum: Double, maximum: Double) {
    count = intensities.count
    let ranks = Self.ranks(for: Self.wanted, count: intensities.count)
    guard minimum < maximum else {
      values = Dictionary(uniqueKeysWithValues: ranks.map { ($0, minimum) })
      return
    }
    // Two halves, as the difference itself can overflow.
    let scale = Double(Self.binCount - 1) / 2 / (maximum / 2 - minimum / 2)
    let bins = Self.bins(of: intensities, minimum: minimum, scale: scale)
    values = Self.values(at: ranks, in: intensities, bins: bins)
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

  /// Bin of each intensity: increasing in the intensity, which is all that is needed of it.
  private static func bins(of intensities: [Double], minimum: Double, scale: Double) -> [UInt16] {
    [UInt16](unsafeUninitializedCapacity: intensities.count) { bins, filled in
      intensities.withUnsafeBufferPointer { intensities in
        for position in 0..<intensities.count {
          let bin = (intensities[position] - minimum) * scale
          bins[position] = UInt16(truncatingIfNeeded: Int32(min(max(bin, 0), Double(binCount - 1))))
        }
      }
      filled = intensities.count
    }
  }

  private static func values(at ranks: [Int], in intensities: [Double], bins: [UInt16]) -> [Int: Double] {
    var starts = [Int](repeating: 0, count: binCount + 1)
    for bin in bins { starts[Int(bin) + 1] += 1 }
    for bin in 1...binCount { starts[bin] += starts[bin - 1] }
    let binOfRank = ranks.map { rank in (starts.firstIndex { $0 > rank } ?? binCount) - 1 }
    var isWanted = [Bool](repeating: false, count: binCount)
    for bin in binOfRank { isWanted[bin] = true }
    var members: [Int: [Double]] = [:]
    for (position, bin) in bins.enumerated() where isWanted[Int(bin)] {
      members[Int(bin), default: []].append(intensities[position])
    }
    members = members.mapValues { $0.sorted() }
    return Dictionary(
      uniqueKeysWithValues: zip(ranks, binOfRank).map { rank, bin in
        (rank, members[bin, default: []][rank - starts[bin]])
      })
  }
}
