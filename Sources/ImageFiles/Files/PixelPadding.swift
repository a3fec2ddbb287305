import Volumes

/// Values that stand for no measurement: PixelPaddingValue, and the range up to PixelPaddingRangeLimit (PS3.3,
/// C.7.5.1.1.2).
///
/// Scanners fill what lies outside of the field with them. Readers keep them as intensities (ITK does), so in a region
/// they count.
package struct PixelPadding: Sendable {
  /// Intensities that are padding, of each slice of the volume.
  private let ranges: [ClosedRange<Double>?]

  /// `nil` where no slice has any.
  init?(_ ranges: [ClosedRange<Double>?]) {
    guard ranges.contains(where: { $0 != nil }) else { return nil }
    self.ranges = ranges
  }

  /// Voxels of a mask that are padding; none where the mask has another size than the image.
  package func count(in mask: Mask, of volume: Volume) -> Int {
    guard mask.grid.size == volume.grid.size, ranges.count == volume.grid.size.z else { return 0 }
    let slice = volume.grid.size.x * volume.grid.size.y
    return ranges.enumerated().reduce(0) { count, entry in
      guard let range = entry.element else { return count }
      let start = entry.offset * slice
      return count + (start..<start + slice).count { mask.voxels[$0] == 1 && range.contains(volume.voxels[$0]) }
    }
  }
}
