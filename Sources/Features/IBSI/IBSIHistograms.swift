import Glibc

/// The intensity histogram, IBSI 3.4 (`ZVCW`).
struct IntensityHistogram {
  private let census: LevelCensus
  private let statistics: IBSIStatistics
  /// Shares of the levels that occur.
  private let shares: [Double]
  private let gradient: HistogramGradient

  init(_ census: LevelCensus) {
    self.census = census
    statistics = IBSIStatistics(
      census.counts.indices.flatMap { [Double](repeating: Double($0), count: census.counts[$0]) })
    shares = census.counts.filter { $0 > 0 }.map { Double($0) / Double(census.voxelCount) }
    gradient = HistogramGradient(Array(census.counts.dropFirst()))
  }

  /// Every feature of the family.
  var values: [IBSIValue] {
    IBSIStatistics.levelFeatures.map { $0.value(of: statistics) } + Self.features.map { $0.value(of: self) }
  }

  /// Those that 3.3 does not have, in the order of the manual.
  static let features: [IBSIFeature<IntensityHistogram>] = [
    IBSIFeature("ih_mode", code: "AMMC", named: "Mode", unit: .level) { mode(of: $0.census, mean: $0.statistics.mean) },
    IBSIFeature("ih_entropy", code: "TLU2", named: "Entropy", unit: .bit) {
      -$0.shares.reduce(0) { $0 + $1 * log2($1) }
    },
    IBSIFeature("ih_uniformity", code: "BJ5W", named: "Uniformity", unit: .none) {
      $0.shares.reduce(0) { $0 + $1 * $1 }
    },
    IBSIFeature("ih_max_grad", code: "12CE", named: "Maximum histogram gradient", unit: .voxelsPerLevel) {
      $0.gradient.maximum.value
    },
    IBSIFeature("ih_max_grad_g", code: "8E6O", named: "Maximum histogram gradient intensity", unit: .level) {
      Double($0.gradient.maximum.level)
    },
    IBSIFeature("ih_min_grad", code: "VQB3", named: "Minimum histogram gradient", unit: .voxelsPerLevel) {
      $0.gradient.minimum.value
    },
    IBSIFeature("ih_min_grad_g", code: "RHQZ", named: "Minimum histogram gradient intensity", unit: .level) {
      Double($0.gradient.minimum.level)
    },
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

/// The features of the intensity-volume histogram, IBSI 3.5 (`P88C`), in the order of the manual.
extension VolumeHistogram {
  static let features: [IBSIFeature<VolumeHistogram>] = [
    IBSIFeature("ivh_v10", code: "BC2M", named: "Volume fraction at 10% intensity", unit: .none) {
      $0.volume(atIntensity: 0.1)
    },
    IBSIFeature("ivh_v90", code: "BC2M", named: "Volume fraction at 90% intensity", unit: .none) {
      $0.volume(atIntensity: 0.9)
    },
    IBSIFeature("ivh_i10", code: "GBPN", named: "Intensity at 10% volume", unit: .intensityOrBin) {
      $0.intensity(atVolume: 0.1)
    },
    IBSIFeature("ivh_i90", code: "GBPN", named: "Intensity at 90% volume", unit: .intensityOrBin) {
      $0.intensity(atVolume: 0.9)
    },
    IBSIFeature(
      "ivh_diff_v10_v90", code: "DDTU", named: "Volume fraction difference between 10% and 90% intensity", unit: .none
    ) { $0.volume(atIntensity: 0.1) - $0.volume(atIntensity: 0.9) },
    IBSIFeature(
      "ivh_diff_i10_i90", code: "CNV2", named: "Intensity difference between 10% and 90% volume", unit: .intensityOrBin
    ) { $0.intensity(atVolume: 0.1) - $0.intensity(atVolume: 0.9) },
  ]
}

/// Number of voxels at or above each level of the range.
struct VolumeHistogram {
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
