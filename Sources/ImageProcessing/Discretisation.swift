import Volumes

/// How intensities become grey levels.
public enum Binning: Hashable, Codable, Sendable {
  /// Bins of one width, their edges at multiples of it (so the same in every image): `⌊x / w⌋ - ⌊min / w⌋ + 1`.
  case fixedBinWidth(Double)
  /// A number of equal bins between the lowest and the highest intensity of the region.
  case fixedBinCount(Int)
}

extension IntensityRegion {
  /// Grey levels of the voxels inside, as PyRadiomics numbers them.
  ///
  /// Level `n` holds the intensities in `[edge(n), edge(n + 1))`. `GreyLevelRegion` is the highest level that
  /// occurs. Differs from IBSI's definition (`DQ4D`...), which puts the edges of fixed-width bins at the lowest
  /// intensity.
  /// - Throws: ``ImageProcessingError/intensitiesAreNotFinite(count:)``,
  ///   ``ImageProcessingError/tooManyGreyLevels(count:limit:)``.
  public func discretised(_ binning: Binning) throws(ImageProcessingError) -> GreyLevelRegion {
    try InsideIntensities(self).discretised(binning).region
  }
}

extension InsideIntensities {
  /// Grey levels of the voxels inside, as `IntensityRegion.discretised(_:)` has them.
  public func discretised(_ binning: Binning) throws(ImageProcessingError) -> InsideLevels {
    let (lowest, highest) = try range()
    let edges = try BinEdges(binning, lowest: lowest, highest: highest, precision: precision)
    let (levels, top) = edges.levels(of: values)
    return InsideLevels(runs: runs, levels: levels, levelCount: Int(top))
  }

  /// Lowest and highest intensity; the region has at least one voxel.
  private func range() throws(ImageProcessingError) -> (lowest: Double, highest: Double) {
    precondition(!values.isEmpty, "a region holds at least one voxel")
    typealias Vector = SIMD8<Double>
    var (low, high) = (Vector(repeating: .infinity), Vector(repeating: -.infinity))
    // A product with 0 is 0 or, of what is not finite, NaN, which stays in a sum.
    var check = Vector.zero
    var (lowest, highest, rest) = (Double.infinity, -Double.infinity, 0.0)
    values.withUnsafeBytes { bytes in
      let whole = values.count & ~7
      for start in stride(from: 0, to: whole, by: 8) {
        let vector = bytes.loadUnaligned(fromByteOffset: 8 * start, as: Vector.self)
        low.replace(with: vector, where: vector .< low)
        high.replace(with: vector, where: vector .> high)
        check += vector * 0
      }
      (lowest, highest) = (low.min(), high.max())
      for value in values[whole...] {
        (lowest, highest) = (min(lowest, value), max(highest, value))
        rest += value * 0
      }
    }
    guard (check.sum() + rest).isFinite else { throw .intensitiesAreNotFinite(count: values.count { !$0.isFinite }) }
    return (lowest, highest)
  }
}

/// The edges between bins, ascending, in the arithmetic of the peer: an intensity on an edge must fall on the same
/// side.
struct BinEdges {
  /// More levels than this are a mistake in the units of the bin width, and no texture matrix could be counted.
  static let limit = 1 << 20

  private let edges: [Double]
  private let inverseWidth: Double
  /// How far an edge is from where equal steps put it, in steps, and as much again for rounding; the last edge, which
  /// is moved on purpose, lies beyond it.
  private let unevenness: Double

  init(_ binning: Binning, lowest: Double, highest: Double, precision: StoredPrecision) throws(ImageProcessingError) {
    switch (binning, precision) {
    case (.fixedBinWidth(let width), .single):
      edges = try Self.multiples(of: Float(width), from: Float(lowest), to: highest)
    case (.fixedBinWidth(let width), _): edges = try Self.multiples(of: width, from: lowest, to: highest)
    case (.fixedBinCount(let count), .single):
      edges = Self.division(into: count, from: Float(lowest), to: Float(highest))
    case (.fixedBinCount(let count), _): edges = Self.division(into: count, from: lowest, to: highest)
    }
    inverseWidth = 1 / (edges[1] - edges[0])
    unevenness = Self.unevenness(of: edges, inverseWidth)
  }

  /// A half, at which nothing is sure, where the steps are beyond what floating-point numbers resolve.
  private static func unevenness(of edges: [Double], _ inverseWidth: Double) -> Double {
    let deviations = edges.indices.dropLast().map { abs((edges[$0] - edges[0]) * inverseWidth - Double($0)) }
    // 2⁻⁵² for each rounding of a quotient of at most 2²⁰, doubled for good measure.
    let largest = 2 * (deviations.max() ?? 0) + 1e-9
    return largest.isFinite ? min(largest, 0.5) : 0.5
  }

  /// Number of edges at or below `intensity`.
  func level(of intensity: Double) -> Int {
    // The quotient may be off by one where rounding meets an edge; the edges themselves decide.
    let quotient = (intensity - edges[0]) * inverseWidth
    var bin = quotient.isFinite ? min(max(Int(quotient), 0), edges.count - 1) : 0
    while bin > 0, intensity < edges[bin] { bin -= 1 }
    while bin + 1 < edges.count, intensity >= edges[bin + 1] { bin += 1 }
    return bin + 1
  }

  /// The level of each intensity, and the highest.
  ///
  /// Edges lie almost where equal steps would put them, so an intensity that is not near a step has the level that the
  /// quotient says; only where one of a block is near, its neighbours in the block go through ``level(of:)`` with it.
  func levels(of intensities: [Double]) -> ([Int32], highest: Int32) {
    let levels = [Int32](unsafeUninitializedCapacity: intensities.count) { levels, filled in
      intensities.withUnsafeBufferPointer { intensities in
        let block = 64
        for start in stride(from: 0, to: intensities.count, by: block) {
          let end = min(start + block, intensities.count)
          let isSure = end - start == block && guess(intensities, from: start, to: end, levels)
          if !isSure { for x in start..<end { levels[x] = Int32(truncatingIfNeeded: level(of: intensities[x])) } }
        }
      }
      filled = intensities.count
    }
    return (levels, levels.reduce(0) { max($0, $1) })
  }

  /// Levels by the quotient; `false` where one of the intensities lies too near to an edge for that.
  ///
  /// Adding 1.5 x 2⁵² to the quotient less a half leaves its whole part in the low bits. Pairs stay in both buffers:
  /// `end - start` is even and `end` at most the count of either. Intensities are finite, as ``range()`` has checked.
  @inline(__always) private func guess(
    _ intensities: UnsafeBufferPointer<Double>, from start: Int, to end: Int,
    _ levels: UnsafeMutableBufferPointer<Int32>
  ) -> Bool {
    typealias Pair = SIMD2<Double>
    let (raw, half, shift) = (UnsafeRawBufferPointer(intensities), Pair(repeating: 0.5), Pair(repeating: 0x1.8p52))
    let (first, scale, last) = (
      Pair(repeating: edges[0]), Pair(repeating: inverseWidth), Pair(repeating: Double(edges.count - 1))
    )
    var furthest = Pair.zero
    for x in stride(from: start, to: end, by: 2) {
      var quotient = (raw.loadUnaligned(fromByteOffset: 8 &* x, as: Pair.self) - first) * scale
      quotient.replace(with: Pair.zero, where: quotient .< Pair.zero)
      quotient.replace(with: last, where: quotient .> last)
      let shifted = quotient - half + shift
      // From the middle of the bin; a half is an edge.
      let offset = quotient - (shifted - shift) - half
      let distance = unsafeBitCast(
        unsafeBitCast(offset, to: SIMD2<UInt64>.self) & SIMD2<UInt64>(repeating: ~0 >> 1), to: Pair.self)
      furthest.replace(with: distance, where: distance .> furthest)
      let bits = unsafeBitCast(shifted, to: SIMD2<UInt64>.self)
      levels[x] = Int32(truncatingIfNeeded: bits.x) &+ 1
      levels[x &+ 1] = Int32(truncatingIfNeeded: bits.y) &+ 1
    }
    return max(furthest.x, furthest.y) < 0.5 - unevenness
  }

  /// Edges at multiples of `width`. NumPy takes the remainder and the second edge in the image's type and continues
  /// from the two in float64, hence the generic start and the float64 rest.
  private static func multiples<Real: BinaryFloatingPoint>(
    of width: Real, from lowest: Real, to highest: Double
  ) throws(ImageProcessingError) -> [Double] {
    var remainder = lowest.truncatingRemainder(dividingBy: width)
    if remainder < 0 { remainder += width }
    let start = lowest - remainder
    let step = Double(start + width) - Double(start)
    let count = ((highest - Double(start)) / step).rounded(.up) + 2
    guard step > 0, count <= Double(limit) else { throw .tooManyGreyLevels(count: count, limit: limit) }
    return (0..<Int(count)).map { Double(start) + Double($0) * step }
  }

  /// `count` equal bins. The highest intensity belongs to the last bin, so the last edge is moved up; a flat region
  /// lies in the middle of a range of one.
  private static func division<Real: BinaryFloatingPoint>(
    into count: Int, from lowest: Real, to highest: Real
  ) -> [Double] {
    let half: Real = lowest == highest ? 0.5 : 0
    let (first, last) = (lowest - half, highest + half)
    let step = (last - first) / Real(count)
    return (0..<count).map { Double(Real($0) * step + first) } + [Double(last + 1)]
  }
}
