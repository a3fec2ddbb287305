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
}

/// Depth taken from patients: a fit like any other, to be made on training patients only in a sound study.
package struct DepthFit: Hashable, Codable, Sendable {
  /// Slices that the network is built for.
  package let depth: Int
  /// Where it came from.
  package let rule: DepthRule
  /// Volumes that it was taken from; 0 for a fixed depth.
  package let volumes: Int

  /// The depth by `settings`, from the depths of volumes (``InputSettings/depth(of:)``).
  ///
  /// Which volumes belong here is the caller's part: those of the training patients, or with
  /// ``DepthRule/largestOfCohort`` those of all.
  package init(_ settings: InputSettings, depths: [Int]) throws(InputError) {
    rule = settings.depth
    if case .fixed(let slices) = settings.depth {
      (depth, volumes) = (slices, 0)
      return
    }
    guard let largest = depths.max(), largest > 0 else { throw .noVolumes }
    (depth, volumes) = (largest, depths.count)
  }
}

extension InputSettings {
  /// Slices that an image has for the network before it is fitted to a depth.
  package func depth(of image: InputImage) throws(InputError) -> Int { try box(of: image).size.z }

  /// The voxels that the network sees.
  func box(of image: InputImage) throws(InputError) -> VoxelBox {
    guard image.volume.grid.agrees(with: image.mask.grid) else {
      throw .otherGrid(image: image.volume.grid, mask: image.mask.grid)
    }
    let whole = image.volume.grid.bounds
    guard region != .image || reference == .lesion else { return whole }
    guard let lesion = image.mask.boundingBox else { throw .emptyMask }
    guard case .lesionBox(let margin) = region else { return whole }
    let spacing = image.volume.grid.spacing
    let voxels = SIMD3<Int>(
      Int((margin / spacing.x).rounded()), Int((margin / spacing.y).rounded()), Int((margin / spacing.z).rounded()))
    return lesion.expanded(by: voxels, within: whole)
  }
}
