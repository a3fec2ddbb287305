import Volumes

/// An image with what a reader should know of it.
package struct NotedVolume: Sendable {
  /// The image.
  package let volume: Volume
  /// Choices that its header leaves, and how they were made.
  package let notes: [ReadingNote]
  /// Intensities that are none, where the file names them.
  package let padding: PixelPadding?

  init(volume: Volume, notes: [ReadingNote], padding: PixelPadding? = nil) {
    (self.volume, self.notes, self.padding) = (volume, notes, padding)
  }
}
