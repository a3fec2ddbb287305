import Volumes

/// One series of a patient with the lesion's mask, both on one grid.
package struct InputImage: Sendable {
  /// What the series is called; prefixes feature names where there are several.
  package let name: String
  /// Intensities.
  package let volume: Volume
  /// The lesion.
  package let mask: Mask

  /// An image and its mask; grids are compared when the input is made.
  package init(name: String = "", volume: Volume, mask: Mask) {
    self.name = name
    self.volume = volume
    self.mask = mask
  }
}

/// A network's input, and what the log should keep of how it was made.
package struct PreparedInput: Sendable {
  /// What the network takes.
  package let input: NetworkInput
  /// A sentence for each thing a reader should know, e.g. slices that were cut off.
  package let notes: [String]
  /// Where each series' slices came from.
  package let frames: [InputFrame]
}

/// Which voxels of an image became which pixels of the input.
package struct InputFrame: Sendable, Hashable {
  /// The voxels that were seen.
  package let box: VoxelBox
  /// Rows and columns that the box was resized to, in the middle of the square input.
  package let rows: Int
  package let columns: Int
  /// Slices of the input that come from the box; padding is behind them.
  package let depth: Int
  /// Whether slices were resampled along depth.
  package let isResampled: Bool
  /// Where the frame lies on the image, if it is that of a crop; `nil` where the box fills the frame.
  package let crop: CropFrame?
}
