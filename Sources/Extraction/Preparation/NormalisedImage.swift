import ImageProcessing
import Volumes

extension ExtractionSettings {
  /// The image with its intensities normalised as the settings say, before anything else.
  package func normalised(_ image: Volume, _ mask: Mask, reference: Mask?) throws(ExtractionError) -> Volume {
    guard let normaliser else { return image }
    let roi = normaliser.settings.needsRegionOfInterest ? try onGrid(of: image, mask) : nil
    do throws(NormalisationError) {
      return try normaliser.applied(to: image, roi: roi, reference: reference)
    } catch {
      throw .normalisation(error)
    }
  }

  /// The mask at the image's voxels: as it is within the tolerance, read there where `correctMask` allows it.
  private func onGrid(of image: Volume, _ mask: Mask) throws(ExtractionError) -> Mask {
    if image.grid.agrees(with: mask.grid, tolerance: gridTolerance) { return mask }
    guard correctsMask else { throw .processing(.gridsDiffer(image: image.grid, mask: mask.grid)) }
    return mask.resampled(onto: image.grid)
  }
}

/// Why normalisations of two places cannot be joined.
public struct ConflictingNormalisations: Error, Hashable, Sendable, CustomStringConvertible {
  package let file: String
  package let other: String

  /// Both places and the next step.
  public var description: String {
    "\(file) has normalize: true, and \(other) asks for a normalisation too. Take one of them out: two would be applied one after "
      + "the other."
  }
}

extension ExtractionSettings {
  /// These settings with intensities normalised first.
  /// - Parameters:
  ///   - file: where these settings come from, for the error.
  ///   - other: what asks for the normalisation.
  public func normalising(
    with normaliser: IntensityNormaliser, file: String, other: String
  ) throws(ConflictingNormalisations) -> ExtractionSettings {
    try checkNoOther(normalisationOf: other, file: file)
    return with(normaliser: normaliser)
  }

  /// Refuses a second normalisation.
  package func checkNoOther(normalisationOf other: String, file: String) throws(ConflictingNormalisations) {
    guard normalisation == nil else { throw ConflictingNormalisations(file: file, other: other) }
  }
}
