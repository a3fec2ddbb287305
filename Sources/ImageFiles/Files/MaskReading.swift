import Volumes

/// A mask, with what was read into the file or could not be checked.
public struct MaskReading: Sendable {
  /// The region.
  public let mask: Mask
  /// What a careful reader should know about it, in a fixed order; empty for a file that leaves nothing open.
  public let notes: [ReadingNote]

  /// A mask with its notes.
  public init(mask: Mask, notes: [ReadingNote] = []) {
    self.mask = mask
    self.notes = notes
  }
}
