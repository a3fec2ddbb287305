import Volumes

extension MaskNote {
  /// Of a series shown the other way round; `nil` for any other.
  static func invertedGreyLevels(_ parts: [SeriesPart]) -> MaskNote? {
    parts.contains(where: \.isInverted) ? .greyLevelsInverted : nil
  }

  /// Of a Philips series whose intensities are not the scanner's floating point values; `nil` for any other.
  static func privateScaling(_ frames: [FrameGeometry]) -> MaskNote? {
    let scales = frames.compactMap(\.philipsScale).filter { $0 > 0 && $0.isFinite }
    guard let smallest = scales.min(), let largest = scales.max(), smallest < 0.999 || largest > 1.001 else {
      return nil
    }
    return .privateScale(smallest: smallest, largest: largest - smallest <= 1e-6 * largest ? smallest : largest)
  }

  /// Of voxels that are larger or smaller than any scanner's: a header in metres or microns that has millimetres, or the reverse.
  ///
  /// Slices are up to some centimetres thick (localisers), and microscopy by magnetic resonance resolves some 10 microns.
  package static func oddVoxelSize(of grid: Grid) -> MaskNote? {
    let spacing = [grid.spacing.x, grid.spacing.y, grid.spacing.z]
    return spacing.contains { $0 >= 100 || $0 < 0.01 } ? .oddVoxelSize(spacing) : nil
  }
}

extension Double {
  /// Three significant digits.
  var significant: String {
    guard self != 0, isFinite else { return "\(self)" }
    var (scale, size) = (1.0, abs(self))
    while size < 100 { (scale, size) = (scale * 10, size * 10) }
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
