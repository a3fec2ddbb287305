import Glibc
import Mathematics

/// Sorted intensities: percentiles and the mode are read from them.
struct IntensityOrder {
  let sorted: [Double]

  /// Intensities in any order, all finite, at least one.
  init(_ intensities: [Double]) { sorted = intensities.sorted() }

  /// Percentile by linear interpolation between order statistics (Hyndman and Fan's type 7, as NumPy and R do).
  func percentile(_ percent: Double) -> Double {
    let place = QuantilePlace(percent / 100, of: sorted.count)
    return place.valueFromNearerEnd(sorted[place.below], sorted[place.above])
  }

  /// Share of the intensities below `value`.
  func share(below value: Double) -> Double { Double(lowerBound(sorted, value)) / Double(sorted.count) }
}

/// Which peak of a histogram is the reference tissue.
public enum HistogramPeak: String, Hashable, Codable, Sendable, CaseIterable {
  /// The highest peak of the density: the tissue that there is most of.
  case largest
  /// The peak of the lowest intensity, of the 99 % of darkest voxels.
  case first
  /// The peak of the highest intensity, of the 96 % of darkest voxels, so that a bright tail is no tissue.
  case last
}

extension IntensityOrder {
  /// Intensity of a peak of the smoothed histogram: a Gaussian kernel of Scott's width, `s n^(-1/5)`, on 2048 bins.
  ///
  /// For `first` and `last` a peak is a local maximum of at least 5 % of the highest; where there is none, the highest
  /// counts. `nil` where the intensities do not vary.
  func mode(_ peak: HistogramPeak) -> Double? {
    let kept: [Double] =
      switch peak {
      case .largest: sorted
      case .first: upTo(percentile(99))
      case .last: upTo(percentile(96))
      }
    guard let density = SmoothHistogram(kept) else { return nil }
    return density.centre(density.peak(peak))
  }

  private func upTo(_ value: Double) -> [Double] { Array(sorted.prefix { $0 <= value }) }
}

/// A kernel density estimate on even bins.
private struct SmoothHistogram {
  static let bins = 2048

  let lowest: Double
  let width: Double
  let densities: [Double]

  init?(_ sorted: [Double]) {
    guard let lowest = sorted.first, let highest = sorted.last, lowest < highest else { return nil }
    self.lowest = lowest
    width = (highest - lowest) / Double(Self.bins)
    let counts = EvenBins(lowest: lowest, highest: highest, count: Self.bins).counts(of: sorted)
    let bandwidth = Moments(of: sorted).variance.squareRoot() * pow(Double(sorted.count), -0.2) / width
    guard bandwidth > 0, bandwidth.isFinite else { return nil }
    // Beyond nine widths the kernel is below 1e-17 of its height.
    let reach = min(Self.bins - 1, Int(9 * bandwidth) + 1)
    let kernel = (0...reach).map { exp(-0.5 * (Double($0) / bandwidth) * (Double($0) / bandwidth)) }
    var densities = [Double](repeating: 0, count: Self.bins)
    for bin in counts.indices where counts[bin] > 0 {
      for other in max(0, bin - reach)...min(Self.bins - 1, bin + reach) {
        densities[other] += counts[bin] * kernel[abs(other - bin)]
      }
    }
    self.densities = densities
  }

  func centre(_ bin: Int) -> Double { lowest + (Double(bin) + 0.5) * width }

  func peak(_ peak: HistogramPeak) -> Int {
    let highest = densities.indices.max { densities[$0] < densities[$1] } ?? 0
    let peaks = densities.indices.dropFirst().dropLast().filter { bin in
      densities[bin] > densities[bin - 1] && densities[bin] >= densities[bin + 1]
        && densities[bin] >= 0.05 * densities[highest]
    }
    switch peak {
    case .largest: return highest
    case .first: return peaks.first ?? highest
    case .last: return peaks.last ?? highest
    }
  }
}
