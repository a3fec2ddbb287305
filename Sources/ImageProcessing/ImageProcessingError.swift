import Volumes

/// Why an image or its region cannot be processed.
public enum ImageProcessingError: Error, Hashable, Codable, Sendable {
  /// Image and mask are not on one grid.
  case gridsDiffer(image: Grid, mask: Grid)
  /// No voxel of the mask is inside.
  case regionIsEmpty
  /// The mask has voxels inside, and on the new grid none: its spacing along each axis, mm.
  case regionLostInResampling(spacing: [Double])
  /// No voxel of the region has an intensity within the limits of re-segmentation.
  case resegmentationLeavesNothing(voxels: Int)
  /// One voxel has no texture and no shape.
  case regionIsOneVoxel
  /// The region is longer than one voxel along fewer axes than asked for.
  case regionHasTooFewDimensions(found: Int, required: Int)
  /// The region has too few voxels.
  case regionIsTooSmall(voxels: Int, minimum: Int)
  /// Not-a-number or infinite intensities where features would read them.
  case intensitiesAreNotFinite(count: Int)
  /// A normalisation would divide by a standard deviation of zero.
  case imageIsFlat(intensity: Double)
  /// Discretisation would make more grey levels than a texture matrix can be counted on.
  case tooManyGreyLevels(count: Double, limit: Int)
  /// The new grid would have more voxels than fit in memory.
  case resampledImageIsTooLarge(voxels: Double, limit: Double)
}

extension ImageProcessingError: CustomStringConvertible {
  /// The cause, then what to do.
  public var description: String { "\(cause); \(remedy)" }

  /// What is wrong, with its numbers.
  public var cause: String {
    switch self {
    case .gridsDiffer(let image, let mask): "image and mask are on different grids: image \(image), mask \(mask)"
    case .regionIsEmpty: "the mask has no voxel inside"
    case .regionLostInResampling(let spacing):
      "no voxel of the region is left on a grid of \(spacing.map { "\($0)" }.joined(separator: " x ")) mm"
    case .resegmentationLeavesNothing(let voxels):
      "none of the \(voxels) voxels of the region is within the limits of re-segmentation"
    case .regionIsOneVoxel: "the region is a single voxel"
    case .regionHasTooFewDimensions(let found, let required):
      "the region extends over more than one voxel along \(found) of the 3 axes, \(required) are required"
    case .regionIsTooSmall(let voxels, let minimum):
      "the region has \(voxels) voxels, more than \(minimum) are required"
    case .intensitiesAreNotFinite(let count):
      "\(count) \(count == 1 ? "intensity is" : "intensities are") infinite or not a number"
    case .imageIsFlat(let intensity): "every intensity of the image is \(intensity), so it cannot be normalised"
    case .tooManyGreyLevels(let count, _) where !count.isFinite:
      "the intensities are too large for bins of any width"
    case .tooManyGreyLevels(let count, let limit):
      "the bin width makes \(count.whole) grey levels, the limit is \(limit)"
    case .resampledImageIsTooLarge(let voxels, let limit):
      "the resampled region would have \(voxels.whole) voxels, the limit is \(limit.whole)"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .gridsDiffer:
      "draw or resample the mask on this image, or set correctMask where the region lies within the image"
    case .regionIsEmpty: "check the label or region name, and whether the contour was exported"
    case .regionLostInResampling: "choose a smaller resampled spacing"
    case .resegmentationLeavesNothing: "widen the limits, or check the units of the image"
    case .regionIsOneVoxel, .regionIsTooSmall: "check the contour, or leave this case out"
    case .regionHasTooFewDimensions: "check the contour, or lower minimumROIDimensions"
    case .intensitiesAreNotFinite: "export the image again, or replace these voxels"
    case .imageIsFlat: "check that the right image was exported, or turn normalisation off"
    case .tooManyGreyLevels: "choose a larger bin width or a bin count"
    case .resampledImageIsTooLarge: "choose a larger resampled spacing"
    }
  }
}

extension Double {
  /// A number of things without decimals.
  fileprivate var whole: String { abs(self) < 1e18 ? "\(Int(self))" : "\(self)" }
}
