import Volumes

/// From intensities to normalised ones: never falling, and the same for every voxel of an image.
public enum IntensityMap: Hashable, Codable, Sendable {
  /// `scale · clamp((x − mean) / sd, ±limit)`.
  case standard(ZScoreMap)
  /// Straight lines between knots.
  case piecewise(PiecewiseLinearMap)

  /// The normalised image, float64 whatever the file held.
  public func applied(to volume: Volume) -> Volume {
    switch self {
    case .standard(let normalisation): normalisation.applied(to: volume)
    case .piecewise(let map):
      Volume(grid: volume.grid, voxels: volume.voxels.map { map.value($0) }, precision: .double)
    }
  }
}

/// Straight lines between knots, continued beyond the first and the last with the slope of the line there.
public struct PiecewiseLinearMap: Hashable, Codable, Sendable {
  /// Intensities of the knots, rising strictly; two at least.
  public let knots: [Double]
  /// Their images, never falling.
  public let values: [Double]
  /// Lowest and highest value after the lines and before the scale; `nil` for no limit.
  public let limits: [Double]?
  /// Factor applied last.
  public let scale: Double

  /// Knots of one intensity become one, at the mean of their values: with few grey levels, percentiles coincide.
  ///
  /// `nil` where fewer than two intensities are left.
  init?(knots: [Double], values: [Double], limits: [Double]?, scale: Double) {
    var (merged, means): ([Double], [[Double]]) = ([], [])
    for (knot, value) in zip(knots, values) {
      if merged.last == knot {
        means[means.count - 1].append(value)
      } else {
        merged.append(knot)
        means.append([value])
      }
    }
    guard merged.count > 1 else { return nil }
    self.knots = merged
    self.values = means.map { $0.reduce(0, +) / Double($0.count) }
    self.limits = limits
    self.scale = scale
  }

  /// The image of one intensity.
  public func value(_ intensity: Double) -> Double {
    var segment = 0
    while segment < knots.count - 2, intensity > knots[segment + 1] { segment += 1 }
    let slope = (values[segment + 1] - values[segment]) / (knots[segment + 1] - knots[segment])
    let mapped = slope * (intensity - knots[segment]) + values[segment]
    guard let limits else { return mapped * scale }
    return min(max(mapped, limits[0]), limits[1]) * scale
  }
}

extension ZScoreMap {
  /// A z-score by the mean and standard deviation of other voxels than those of the whole image.
  init(mean: Double, standardDeviation: Double, scale: Double, outlierLimit: Double?) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.scale = scale
    self.outlierLimit = outlierLimit
  }
}
