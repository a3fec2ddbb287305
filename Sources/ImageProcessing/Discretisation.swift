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
    let (lowest, highest) = try range()
    let edges = try BinEdges(binning, lowest: lowest, highest: highest, precision: volume.precision)
    var levels = [Int32](repeating: 0, count: volume.voxels.count)
    var top = 1
    for (position, inside) in mask.voxels.enumerated() where inside != 0 {
      let level = edges.level(of: volume.voxels[position])
      top = max(top, level)
      levels[position] = Int32(level)
    }
    return GreyLevelRegion(grid: grid, levels: levels, levelCount: top)
  }

  /// Lowest and highest intensity inside; the mask has at least one voxel.
  private func range() throws(ImageProcessingError) -> (lowest: Double, highest: Double) {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var bad = 0
    for (intensity, inside) in zip(volume.voxels, mask.voxels) where inside != 0 {
      if !intensity.isFinite { bad += 1 }
      lowest = min(lowest, intensity)
      highest = max(highest, intensity)
    }
    guard bad == 0 else { throw .intensitiesAreNotFinite(count: bad) }
    precondition(lowest <= highest, "a region holds at least one voxel")
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
    var bin = min(max(Int((intensity - edges[0]) * inverseWidth), 0), edges.count - 1)
    while bin > 0, intensity < edges[bin] { bin -= 1 }
    while bin + 1 < edges.count, intensity >= edges[bin + 1] { bin += 1 }
    return bin + 1
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
