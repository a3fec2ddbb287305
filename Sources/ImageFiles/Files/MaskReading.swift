import Volumes

/// A mask, with how its file was interpreted and what could not be checked.
public struct MaskReading: Sendable {
  /// The region.
  public let mask: Mask
  /// What a careful reader should know about it, in a fixed order; empty for a file that leaves nothing open.
  public let notes: [ReadingNote]
  /// The label of the label image, or the number of the segment, that was read; `nil` for contours.
  public let label: Int?

  /// A mask with its notes.
  public init(mask: Mask, notes: [ReadingNote] = [], label: Int? = nil) {
    self.mask = mask
    self.notes = notes
    self.label = label
  }
}
