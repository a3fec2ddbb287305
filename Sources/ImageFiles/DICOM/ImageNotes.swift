import Volumes

extension ReadingNote {
  /// Of a series shown the other way round; `nil` for any other.
  static func invertedGreyLevels(_ parts: [SeriesPart]) -> ReadingNote? {
    parts.contains(where: \.isInverted) ? .greyLevelsInverted : nil
  }

  /// Of a Philips series whose intensities are not the scanner's floating point values; `nil` for any other.
  static func privateScaling(_ frames: [FrameGeometry]) -> ReadingNote? {
    let scales = frames.compactMap(\.philipsScale).filter { $0 > 0 && $0.isFinite }
    guard let smallest = scales.min(), let largest = scales.max(), smallest < 0.999 || largest > 1.001 else {
      return nil
    }
    return .privateScale(smallest: smallest, largest: largest - smallest <= 1e-6 * largest ? smallest : largest)
  }

  /// The notes of all files of a series, each once.
  static func distinct(_ notes: [ReadingNote]) -> [ReadingNote] {
    notes.reduce(into: []) { kept, note in if !kept.contains(note) { kept.append(note) } }
  }

  /// Of voxels that are larger or smaller than any scanner's: a header in metres or microns that has millimetres, or
  /// the reverse.
  ///
  /// Slices are up to some centimetres thick (localisers), and microscopy by magnetic resonance resolves some 10
  /// microns.
  package static func oddVoxelSize(of grid: Grid) -> ReadingNote? {
    let spacing = [grid.spacing.x, grid.spacing.y, grid.spacing.z]
    return spacing.contains { $0 >= 100 || $0 < 0.01 } ? .oddVoxelSize(spacing) : nil
  }
}
