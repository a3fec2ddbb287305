import Volumes

/// What a file says of where in space its image lies.
package enum ImagePlace: Hashable, Sendable {
  /// In the scanner's space, or in one that nothing tells from it.
  case given
  /// Nothing; only masks on the same array fit.
  case unknown
  /// In another space, to which the image was aligned, while the file also knows the scanner's.
  case aligned
}

/// An image with what a reader should know of it.
package struct NotedVolume: Sendable {
  /// The image.
  package let volume: Volume
  /// Choices that its header leaves, and how they were made.
  package let notes: [ReadingNote]
  /// Intensities that are none, where the file names them.
  package let padding: PixelPadding?
  /// What the file says of where in space the image lies.
  package let place: ImagePlace
  /// Slice of each SOPInstanceUID; empty for other files than DICOM, and for those that hold several slices.
  package let slices: [String: Int]

  init(
    volume: Volume, notes: [ReadingNote], padding: PixelPadding? = nil, place: ImagePlace = .given,
    slices: [String: Int] = [:]
  ) {
    (self.volume, self.notes, self.padding, self.slices) = (volume, notes, padding, slices)
    self.place = place
  }
}
