import Volumes

/// Why the intensities of an image cannot be normalised.
public enum NormalisationError: Error, Hashable, Sendable {
  /// Intensities that are infinite or not a number, anywhere in the image.
  case intensitiesAreNotFinite(count: Int)
  /// The voxels that the normalisation looks at all have one intensity, or the two ends of its range do.
  case flat(IntensityNormalisation.Region, intensity: Double)
  /// No voxel is brighter than the threshold that separates the body from air.
  case bodyIsEmpty(threshold: Double)
  /// The mask of the region of interest, or the reference mask, has no voxel inside.
  case regionIsEmpty(IntensityNormalisation.Region)
  /// No voxel lies strictly between the limits of the reference stripe.
  case stripeIsEmpty(lower: Double, upper: Double)
  /// The method looks at a region of interest, and none was given.
  case needsRegionOfInterest
  /// Image and mask are not on one grid.
  case gridsDiffer(image: Grid, mask: Grid)
  /// The method is fitted on several images, and no fit was given.
  case needsLandmarks
  /// Landmarks that cannot be those of a fit with these settings.
  case unusableLandmarks(String)
  /// A fit without an image.
  case noImageToFit
}

extension NormalisationError: CustomStringConvertible {
  /// The cause, then what to do.
  public var description: String { "\(cause); \(remedy)" }

  /// What is wrong, with its numbers.
  public var cause: String {
    switch self {
    case .intensitiesAreNotFinite(let count): "\(count) intensities are infinite or not a number"
    case .flat(let region, let intensity):
      "the intensities of \(region.phrase) do not vary (\(intensity)), so it cannot be normalised"
    case .bodyIsEmpty(let threshold): "no voxel is above \(threshold), the threshold of the body"
    case .regionIsEmpty(let region): "\(region.phrase) has no voxel inside"
    case .stripeIsEmpty(let lower, let upper):
      "no voxel of the body lies between \(lower) and \(upper), the limits of the reference stripe"
    case .needsRegionOfInterest: "this normalisation looks at the region of interest, and there is no mask"
    case .gridsDiffer(let image, let mask): "image and mask are on different grids: image \(image), mask \(mask)"
    case .needsLandmarks: "this normalisation is fitted on several images, and no landmarks were given"
    case .unusableLandmarks(let detail): "the landmarks cannot be used: \(detail)"
    case .noImageToFit: "there is no image to fit landmarks on"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .intensitiesAreNotFinite: "export the image again, or replace these voxels"
    case .flat: "check that the right image and mask were exported, or leave this case out"
    case .bodyIsEmpty: "give body as mean or as a lower number"
    case .regionIsEmpty: "check the label or region name"
    case .stripeIsEmpty: "give a larger width"
    case .needsRegionOfInterest: "give a mask, or choose another region"
    case .gridsDiffer: "draw or resample the mask on this image"
    case .needsLandmarks: "fit them with apus normalise fit, and give the file with --landmarks"
    case .unusableLandmarks: "fit them again"
    case .noImageToFit: "give at least one"
    }
  }
}
