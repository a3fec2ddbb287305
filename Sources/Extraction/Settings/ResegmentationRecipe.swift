import ImageProcessing
import Mathematics
import Volumes

/// The intensities that a region is narrowed to, after resampling and before any filter.
public struct ResegmentationRecipe: Hashable, Codable, Sendable {
  /// The reference of the limits.
  public enum Mode: String, Hashable, Codable, Sendable, CaseIterable {
    /// Intensities.
    case absolute
    /// Shares of the highest intensity of the region.
    case relative
    /// Standard deviations (of the population) from the mean of the region.
    case sigma
  }

  /// Lowest and, if there are two, highest limit; both belong to the range.
  public let limits: [Double]
  /// The reference of the limits.
  public let mode: Mode
  /// Whether the shape features also see the narrowed region.
  public let changesShape: Bool

  /// One or two limits in any order.
  public init(limits: [Double], mode: Mode = .absolute, changesShape: Bool = false) {
    precondition((1...2).contains(limits.count), "one or two limits")
    self.limits = limits.sorted()
    self.mode = mode
    self.changesShape = changesShape
  }
}

extension Mask {
  /// The voxels of this region whose intensity is in the range.
  package func narrowed(to recipe: ResegmentationRecipe, in volume: Volume) -> Mask {
    let limits = recipe.limits(of: IntensityRegion(volume: volume, mask: self))
    let (lowest, highest) = (limits[0], limits.count > 1 ? limits[1] : .infinity)
    let kept = zip(voxels, volume.voxels).map { inside, intensity -> UInt8 in
      inside != 0 && intensity >= lowest && intensity <= highest ? 1 : 0
    }
    return Mask(grid: grid, voxels: kept)
  }
}

extension ResegmentationRecipe {
  /// The limits as intensities. NumPy compares a float32 image with limits rounded to float32.
  fileprivate func limits(of region: IntensityRegion) -> [Double] {
    let isSingle = region.volume.precision == .single
    func stored(_ value: Double) -> Double { isSingle ? Double(Float(value)) : value }
    let intensities = region.insideIntensities
    switch mode {
    case .absolute: return limits.map(stored)
    case .relative:
      let highest = intensities.max() ?? 0
      return limits.map { stored(highest * stored($0)) }
    case .sigma:
      let moments = PlainMoments(intensities)
      return limits.map { stored(moments.mean + moments.deviation * $0) }
    }
  }
}
