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
  /// Level `n` holds the intensities in `[edge(n), edge(n + 1))`. ``GreyLevelRegion/levelCount`` is the highest level that
  /// occurs. Differs from IBSI's definition (`DQ4D`...), which puts the edges of fixed-width bins at the lowest intensity.
  /// - Throws: ``ImageProcessingError/intensitiesAreNotFinite(count:)``,
  ///   ``ImageProcessingError/tooManyGreyLevels(count:limit:)``.
  public func discretised(_ binning: Binning) throws(ImageProcessingError) -> GreyLevelRegion {
    try InsideIntensities(self).discretised(binning).region
  }
}

extension InsideIntensities {
  /// Grey levels of the voxels inside, as ``Volumes/IntensityRegion/discretised(_:)`` has them.
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

/// The edges between bins, ascending, in the arithmetic of the peer: an intensity on an edge must fall on the same side.
struct BinEdges {
  /// More levels than this are a mistake in the units of the bin width, and no texture matrix could be counted.
  static let limit = 1 << 20

  private let edges: [Double]
  private let inverseWidth: Double

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
  /// The guess is rounded by adding 1.5 x 2⁵², which leaves the whole number in the low bits, and put right by the edges, at
  /// most one step, without a branch. Where that was not enough (edges that rounding has moved by more) all is done again
  /// by ``level(of:)``.
  func levels(of intensities: [Double]) -> ([Int32], highest: Int32) {
    let (lower, upper) = ([-.infinity] + edges.dropFirst(), Array(edges.dropFirst()) + [.infinity])
    var (highest, isWrong) = (Int32(0), false)
    let levels = [Int32](unsafeUninitializedCapacity: intensities.count) { levels, filled in
      lower.withUnsafeBufferPointer { lower in
        upper.withUnsafeBufferPointer { upper in
          intensities.withUnsafeBufferPointer { intensities in
            (highest, isWrong) = guess(intensities, lower, upper, levels)
          }
        }
      }
      filled = intensities.count
    }
    guard isWrong || !inverseWidth.isFinite else { return (levels, highest) }
    let careful = intensities.map { Int32(level(of: $0)) }
    return (careful, careful.max() ?? 0)
  }

  @inline(__always) private func guess(
    _ intensities: UnsafeBufferPointer<Double>, _ lower: UnsafeBufferPointer<Double>,
    _ upper: UnsafeBufferPointer<Double>, _ levels: UnsafeMutableBufferPointer<Int32>
  ) -> (highest: Int32, isWrong: Bool) {
    let (first, last) = (edges[0], Double(edges.count - 1))
    var (highest, isWrong) = (Int32(0), false)
    for position in 0..<intensities.count {
      let intensity = intensities[position]
      let quotient = min(max((intensity - first) * inverseWidth - 0.5, 0), last)
      var bin = Int(truncatingIfNeeded: (quotient + 0x1.8p52).bitPattern & 0xffff_ffff)
      // In range: the quotient lies in `0...last`, and the edges beyond the ends are infinite.
      bin &+= (intensity >= upper[bin] ? 1 : 0) &- (intensity < lower[bin] ? 1 : 0)
      isWrong = isWrong || intensity >= upper[bin] || intensity < lower[bin]
      let level = Int32(truncatingIfNeeded: bin &+ 1)
      highest = max(highest, level)
      levels[position] = level
    }
    return (highest, isWrong)
  }

  /// Edges at multiples of `width`. NumPy takes the remainder and the second edge in the image's type and continues from the
  /// two in float64, hence the generic start and the float64 rest.
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

  /// `count` equal bins. The highest intensity belongs to the last bin, so the last edge is moved up; a flat region lies in
  /// the middle of a range of one.
  private static func division<Real: BinaryFloatingPoint>(
    into count: Int, from lowest: Real, to highest: Real
  ) -> [Double] {
    let half: Real = lowest == highest ? 0.5 : 0
    let (first, last) = (lowest - half, highest + half)
    let step = (last - first) / Real(count)
    return (0..<count).map { Double(Real($0) * step + first) } + [Double(last + 1)]
  }
}
