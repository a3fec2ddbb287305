import Glibc

/// The intensity histogram, IBSI 3.4 (`ZVCW`).
func histogramValues(of census: LevelCensus) -> [IBSIValue] {
  let levels = census.counts.indices.flatMap { [Double](repeating: Double($0), count: census.counts[$0]) }
  let statistics = IBSIStatistics(levels)
  let shares = census.counts.filter { $0 > 0 }.map { Double($0) / Double(census.voxelCount) }
  let gradient = HistogramGradient(Array(census.counts.dropFirst()))
  return statistics.levelValues + [
    IBSIValue("ih_mode", "AMMC", number: mode(of: census, mean: statistics.mean)),
    IBSIValue("ih_entropy", "TLU2", number: -shares.reduce(0) { $0 + $1 * log2($1) }),
    IBSIValue("ih_uniformity", "BJ5W", number: shares.reduce(0) { $0 + $1 * $1 }),
    IBSIValue("ih_max_grad", "12CE", number: gradient.maximum.value),
    IBSIValue("ih_max_grad_g", "8E6O", number: Double(gradient.maximum.level)),
    IBSIValue("ih_min_grad", "VQB3", number: gradient.minimum.value),
    IBSIValue("ih_min_grad_g", "RHQZ", number: Double(gradient.minimum.level)),
  ]
}

/// The most frequent level; of several the one closest to the mean.
private func mode(of census: LevelCensus, mean: Double) -> Double {
  let most = census.counts.max() ?? 0
  let candidates = census.counts.indices.filter { census.counts[$0] == most }.map(Double.init)
  return candidates.min { abs($0 - mean) < abs($1 - mean) } ?? 0
}

/// Central differences of the histogram, one-sided at its ends; 0 for a single bin.
private struct HistogramGradient {
  let maximum: (level: Int, value: Double)
  let minimum: (level: Int, value: Double)

  /// - Parameter counts: of level 1 and up.
  init(_ counts: [Int]) {
    let last = counts.count - 1
    let slopes = counts.indices.map { bin in
      let (before, after) = (max(bin - 1, 0), min(bin + 1, last))
      return before == after ? 0 : Double(counts[after] - counts[before]) / Double(after - before)
    }
    // The first of several, as the manual's example on the digital phantom has it.
    let (low, high) = (slopes.min() ?? 0, slopes.max() ?? 0)
    maximum = ((slopes.firstIndex(of: high) ?? 0) + 1, high)
    minimum = ((slopes.firstIndex(of: low) ?? 0) + 1, low)
  }
}

/// The intensity-volume histogram, IBSI 3.5 (`P88C`).
func volumeHistogramValues(of levels: VolumeHistogramLevels) -> [IBSIValue] {
  guard let curve = VolumeHistogram(levels) else { return [] }
  let volumes = (curve.volume(atIntensity: 0.1), curve.volume(atIntensity: 0.9))
  let intensities = (curve.intensity(atVolume: 0.1), curve.intensity(atVolume: 0.9))
  return [
    IBSIValue("ivh_v10", "BC2M", number: volumes.0), IBSIValue("ivh_v90", "BC2M", number: volumes.1),
    IBSIValue("ivh_i10", "GBPN", number: intensities.0), IBSIValue("ivh_i90", "GBPN", number: intensities.1),
    IBSIValue("ivh_diff_v10_v90", "DDTU", number: volumes.0 - volumes.1),
    IBSIValue("ivh_diff_i10_i90", "CNV2", number: intensities.0 - intensities.1),
  ]
}

/// Number of voxels at or above each level of the range.
private struct VolumeHistogram {
  /// Entry n is for level n + 1.
  private let atOrAbove: [Int]
  private let first: Double
  private let step: Double

  init?(_ levels: VolumeHistogramLevels) {
    guard let census = LevelCensus(levels.region) else { return nil }
    var remaining = census.voxelCount
    atOrAbove = (1..<max(levels.region.levelCount, census.highestLevel) + 1).map { level in
      defer { remaining -= level < census.counts.count ? census.counts[level] : 0 }
      return remaining
    }
    (first, step) = (levels.first, levels.step)
  }

  /// Largest volume fraction at an intensity fraction of at least `fraction`.
  func volume(atIntensity fraction: Double) -> Double {
    // Intensity fractions are n / last; a whole number must not be missed by a rounding error.
    let last = Double(atOrAbove.count - 1)
    let level = Int((fraction * last - 1e-9).rounded(.up))
    return Double(atOrAbove[min(max(level, 0), atOrAbove.count - 1)]) / Double(atOrAbove[0])
  }

  /// Lowest intensity that at most `fraction` of the volume reaches; the highest of the range when more does.
  func intensity(atVolume fraction: Double) -> Double {
    let limit = fraction * Double(atOrAbove[0])
    let level = atOrAbove.firstIndex { Double($0) <= limit + 1e-9 } ?? atOrAbove.count - 1
    return first + Double(level) * step
  }
}
