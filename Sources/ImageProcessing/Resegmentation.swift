import Mathematics
import Volumes

/// Which voxels of a region IBSI keeps by their intensity (`IF9H`).
public struct Resegmentation: Hashable, Codable, Sendable {
  /// Intensities kept, both ends included; `nil` for all (`USB3`).
  public let range: ClosedRange<Double>?
  /// Largest distance from the mean in standard deviations, both of the region before re-segmentation; `nil` for all
  /// (`7ACA`).
  public let outlierLimit: Double?

  /// Everything is kept by default.
  public init(range: ClosedRange<Double>? = nil, outlierLimit: Double? = nil) {
    self.range = range
    self.outlierLimit = outlierLimit
  }

  /// The voxels of the region within both limits: the intensity mask, which can be empty.
  /// - Throws: ``ImageProcessingError/intensitiesAreNotFinite(count:)``: such a voxel lies neither within nor beyond a
  ///   limit.
  public func applied(to region: IntensityRegion) throws(ImageProcessingError) -> Mask {
    let inside = region.insideIntensities
    let bad = inside.count { !$0.isFinite }
    guard bad == 0 else { throw .intensitiesAreNotFinite(count: bad) }
    let kept = limits(for: inside)
    let voxels = zip(region.volume.voxels, region.mask.voxels).map { intensity, inside in
      inside != 0 && kept.contains(intensity) ? UInt8(1) : 0
    }
    return Mask(grid: region.grid, voxels: voxels)
  }

  /// The intersection of both ranges.
  private func limits(for inside: [Double]) -> ClosedRange<Double> {
    let all = -Double.infinity...Double.infinity
    guard let outlierLimit, !inside.isEmpty else { return range ?? all }
    let moments = PlainMoments(inside)
    let (mean, reach) = (moments.mean, outlierLimit * moments.deviation)
    let (lower, upper) = (range?.lowerBound ?? -.infinity, range?.upperBound ?? .infinity)
    let (lowest, highest) = (max(lower, mean - reach), min(upper, mean + reach))
    // Ranges that do not meet keep nothing; no intensity is infinite.
    return lowest <= highest ? lowest...highest : Double.infinity...Double.infinity
  }
}
