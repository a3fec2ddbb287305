import Volumes

/// How IBSI turns intensities into grey levels (`4R0B`).
public enum IBSIBinning: Hashable, Codable, Sendable {
  /// Intensities are grey levels already (`⌊x⌋`, at least 1).
  case none
  /// Bins of one size from `lowest` up, or from the lowest intensity where it is `nil` (`Q3RU`).
  case fixedBinSize(Double, lowest: Double?)
  /// A number of equal bins from the lowest to the highest intensity (`K15C`).
  case fixedBinNumber(Int)
}

extension IntensityRegion {
  /// Grey levels as IBSI defines them: `⌊(x - lowest) / w⌋ + 1`, or `⌊N (x - min) / (max - min)⌋ + 1` with N for the
  /// maximum.
  /// - Throws: ``ImageProcessingError/regionIsEmpty``, ``ImageProcessingError/intensitiesAreNotFinite(count:)``,
  ///   ``ImageProcessingError/tooManyGreyLevels(count:limit:)``.
  public func discretised(ibsi binning: IBSIBinning) throws(ImageProcessingError) -> GreyLevelRegion {
    let inside = insideIntensities
    guard let lowest = inside.min(), let highest = inside.max() else { throw .regionIsEmpty }
    let bad = inside.count { !$0.isFinite }
    guard bad == 0 else { throw .intensitiesAreNotFinite(count: bad) }
    let count = binning.level(of: highest, lowest: lowest, highest: highest)
    guard count <= Double(BinEdges.limit) else { throw .tooManyGreyLevels(count: count, limit: BinEdges.limit) }
    let levels = zip(volume.voxels, mask.voxels).map { intensity, isInside in
      isInside == 0 ? 0 : Int32(binning.level(of: intensity, lowest: lowest, highest: highest))
    }
    return GreyLevelRegion(grid: grid, levels: levels, levelCount: Int(count))
  }
}

extension IBSIBinning {
  fileprivate func level(of intensity: Double, lowest: Double, highest: Double) -> Double {
    switch self {
    case .none: max(1, intensity.rounded(.down))
    case .fixedBinSize(let width, let start):
      // An intensity below a given start is a caller's choice of range; it belongs to the first bin.
      max(1, ((intensity - (start ?? lowest)) / width).rounded(.down) + 1)
    case .fixedBinNumber(let count):
      lowest == highest
        ? 1 : min(Double(count), (Double(count) * (intensity - lowest) / (highest - lowest)).rounded(.down) + 1)
    }
  }
}
