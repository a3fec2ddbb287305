import Volumes

/// Why an image cannot be brought to a network, as facts.
package enum InputError: Error, Hashable, Sendable {
  /// A setting is out of its range.
  case setting(String)
  /// Image and mask do not lie on one grid.
  case otherGrid(image: Grid, mask: Grid)
  /// The mask has no voxel, and the settings need a lesion.
  case emptyMask
  /// An intensity that the network would see is NaN or infinite.
  case notFinite
  /// Series that are to be channels of one input lie on different grids.
  case seriesGrids(first: Grid, other: Grid)
  /// More series than channels, or none.
  case seriesCount(Int, most: Int)
  /// No volume to take the depth, or the size of a crop, from.
  case noVolumes
}

extension InputError: CustomStringConvertible {
  /// `Cause. Next step.`
  package var description: String {
    switch self {
    case .setting(let rule): "A choice of the network's input is out of range: \(rule). Correct it."
    case .otherGrid(let image, let mask):
      "Image and mask lie on different grids. Image: \(image). Mask: \(mask). Resample the mask onto the image."
    case .emptyMask: "The mask has no voxel inside. Check its label or region, or let the network see the whole image."
    case .notFinite: "The image holds values that are not finite. Convert it again from its source."
    case .seriesGrids(let first, let other):
      "Series that are channels of one input must lie on one grid. First: \(first). Other: \(other). "
        + "Register them, or use branches."
    case .seriesCount(let count, let most): "\(count) series were given; channels take 1 to \(most). Use branches."
    case .noVolumes: "There is no volume to take the input's size from. Give a fixed depth, or a fixed crop in mm."
    }
  }
}
