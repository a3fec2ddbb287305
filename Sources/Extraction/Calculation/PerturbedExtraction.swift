import Features
import ImageProcessing
import Volumes

/// The features of a region after a perturbation, by the settings of the unperturbed ones.
///
/// A moved image is read at once on the spacing that the settings resample to, so that it is interpolated once, as MIRP
/// does; see ``/ImageProcessing/PerturbationGrid``.
/// - Parameter subject: names the random streams, see
///   ``/ImageProcessing/Perturbation/applied(to:mask:grid:seed:subject:)``.
package func extractFeatures(
  image: Volume, mask: Mask, settings: ExtractionSettings, perturbation: Perturbation, seed: UInt64, subject: String,
  workers: Int = 1
) throws(ExtractionError) -> ExtractedFeatures {
  guard perturbation != .none else {
    return try extractFeatures(image: image, mask: mask, settings: settings, workers: workers)
  }
  let moved: (image: Volume, mask: Mask)
  do throws(ImageProcessingError) {
    moved = try perturbation.applied(
      to: image, mask: mask.laid(on: image.grid, settings), grid: settings.perturbationGrid, seed: seed,
      subject: subject)
  } catch {
    throw .processing(error)
  }
  return try extractFeatures(image: moved.image, mask: moved.mask, settings: settings, workers: workers)
}

extension ExtractionSettings {
  /// The grid on which a moved image is wanted.
  fileprivate var perturbationGrid: PerturbationGrid {
    guard let spacing = resampledSpacing ?? ibsi?.resampling?.spacing else { return .source }
    // A normalisation reads the whole image, and only afterwards is the image cut to what features need.
    let isWhole = normalisation != nil || profile != .pyradiomics
    return PerturbationGrid(
      spacing: spacing, margin: isWhole ? nil : padDistance + 1,
      storesAsSource: normalisation == nil && profile == .pyradiomics)
  }
}

extension Mask {
  /// The mask with the image's own grid, on which both move.
  fileprivate func laid(on image: Grid, _ settings: ExtractionSettings) throws(ImageProcessingError) -> Mask {
    if image.agrees(with: grid, tolerance: settings.gridTolerance) { return Mask(grid: image, voxels: voxels) }
    guard settings.correctsMask else { throw .gridsDiffer(image: image, mask: grid) }
    return resampled(onto: image)
  }
}
