import Volumes

extension ReadingNote {
  /// The note on a series whose lowest values are shown white; `nil` for any other.
  static func invertedGreyLevels(_ parts: [SeriesPart]) -> ReadingNote? {
    parts.contains(where: \.isInverted) ? .greyLevelsInverted : nil
  }

  /// The note on a series of which any file was compressed with loss, now or before; `nil` for any other.
  static func lossyCompression(_ parts: [SeriesPart]) -> ReadingNote? {
    parts.lazy.compactMap(\.lossyRatio).first.map { .lossyCompression(ratio: $0) }
  }

  /// The note on a Philips series whose intensities are not the scanner's floating point values; `nil` for any other.
  static func privateScaling(_ frames: [FrameGeometry]) -> ReadingNote? {
    let scales = frames.compactMap(\.philipsScale).filter { $0 > 0 && $0.isFinite }
    guard let smallest = scales.min(), let largest = scales.max(), smallest < 0.999 || largest > 1.001 else {
      return nil
    }
    return .privateScale(smallest: smallest, largest: largest - smallest <= 1e-6 * largest ? smallest : largest)
  }

  /// Notes on a series that has fewer slices (PET), or fewer parts of a concatenation, than its files say.
  ///
  /// They are needed because a slice that is missing at an end of the stack leaves no gap.
  static func missingImages(_ parts: [SeriesPart]) -> [ReadingNote] {
    let slices = parts.compactMap(\.announcedSlices).max() ?? 0
    let found = parts.reduce(0) { $0 + $1.frames.count }
    let groups = Dictionary(grouping: parts.compactMap(\.concatenation), by: \.uid).sorted { $0.key < $1.key }
    let shorter = groups.compactMap { _, files in
      let total = files.map(\.total).max() ?? 0
      return files.count < total
        ? ReadingNote.fewerThanAnnounced(
          attribute: DICOMTag.concatenationTotal.name, announced: total, found: files.count) : nil
    }
    guard found < slices else { return shorter }
    return shorter + [.fewerThanAnnounced(attribute: DICOMTag.numberOfSlices.name, announced: slices, found: found)]
  }

  /// The note on frames whose distance is two to four times the declared one, or a half to a quarter of it.
  ///
  /// A still smaller declared distance may be the gap between slices, which some programs write there. A declared
  /// distance of 1 mm is ignored, because GDCM, and with it ITK, writes it into every slice that it saves alone.
  static func otherDistance(_ frames: [FrameGeometry], spacing: Double) -> ReadingNote? {
    guard frames.count > 1, let declared = frames[0].declaredDistance, declared > 0, declared != 1,
      frames.allSatisfy({ $0.declaredDistance == declared })
    else { return nil }
    let ratio = max(declared / spacing, spacing / declared)
    let steps = ratio.rounded()
    guard (2...4).contains(steps), abs(ratio - steps) <= 0.01 * steps else { return nil }
    return .otherDistance(declared: declared, found: spacing)
  }

  /// The note on a structure set that lists images of this series that were not found; `nil` if all were found, or if
  /// it lists no image of this series.
  /// - Parameters:
  ///   - listed: the SOPInstanceUIDs of each series that it lists.
  ///   - known: position of every slice of the image by its SOPInstanceUID.
  static func unfoundImages(_ listed: [Set<String>], known: [String: Int]) -> ReadingNote? {
    let drawnOn = listed.map { ($0.count, $0.count { known[$0] != nil }) }.max { $0.1 < $1.1 }
    guard let (count, found) = drawnOn, found > 0, found < count else { return nil }
    return .fewerThanListed(listed: count, found: found)
  }

  /// The note on voxels that are larger or smaller than those of any scanner, probably because the unit in the header
  /// is wrong.
  ///
  /// Slices are up to some centimetres thick (localisers), and microscopy by magnetic resonance resolves some 10
  /// microns.
  package static func oddVoxelSize(of grid: Grid) -> ReadingNote? {
    let spacing = [grid.spacing.x, grid.spacing.y, grid.spacing.z]
    return spacing.contains { $0 >= 100 || $0 < 0.01 } ? .oddVoxelSize(spacing) : nil
  }
}
