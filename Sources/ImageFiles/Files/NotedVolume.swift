import Volumes

/// An image with what a reader should know of it.
package struct NotedVolume: Sendable {
  /// The image.
  package let volume: Volume
  /// Choices that its header leaves, and how they were made.
  package let notes: [ReadingNote]
  /// Intensities that are none, where the file names them.
  package let padding: PixelPadding?
  /// Slice of each SOPInstanceUID; empty for other files than DICOM, and for those that hold several slices.
  package let slices: [String: Int]

  init(volume: Volume, notes: [ReadingNote], padding: PixelPadding? = nil, slices: [String: Int] = [:]) {
    (self.volume, self.notes, self.padding, self.slices) = (volume, notes, padding, slices)
  }
}
