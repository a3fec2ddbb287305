import Execution
import Volumes

/// On which grid a perturbed image is wanted.
///
/// Features that resample would interpolate a moved image a second time, and a second interpolation smooths; so the
/// moved grid has the wanted spacing at once, and the extraction finds nothing left to resample.
public struct PerturbationGrid: Hashable, Sendable {
  /// Spacing in mm, 0 to keep an axis; `nil` to keep all.
  public let spacing: SIMD3<Double>?
  /// Voxels to keep around the region; `nil` for the whole image.
  public let margin: Int?
  /// Whether interpolated intensities are stored as the file's type would hold them (see ``/Volumes/StoredPrecision``).
  public let storesAsSource: Bool

  /// The grid of the image as it is.
  public static let source = PerturbationGrid()

  /// A wanted grid.
  public init(spacing: SIMD3<Double>? = nil, margin: Int? = nil, storesAsSource: Bool = false) {
    self.spacing = spacing
    self.margin = margin
    self.storesAsSource = storesAsSource
  }
}

extension Perturbation {
  /// Image and mask after this perturbation, both on one grid.
  ///
  /// Deterministic: each random step draws from the stream of `(seed, "perturbation/SUBJECT/NAME/STEP")`, whatever else
  /// is computed before or beside it.
  /// - Parameters:
  ///   - mask: on the grid of the image.
  ///   - subject: name of the patient and, where there are several, of the series.
  /// - Throws: ``ImageProcessingError/gridsDiffer(image:mask:)``, ``ImageProcessingError/regionIsEmpty`` before or
  ///   after, ``ImageProcessingError/resampledImageIsTooLarge(voxels:limit:)``.
  public func applied(
    to image: Volume, mask: Mask, grid wanted: PerturbationGrid = .source, seed: UInt64, subject: String
  ) throws(ImageProcessingError) -> (image: Volume, mask: Mask) {
    guard image.grid.agrees(with: mask.grid) else { throw .gridsDiffer(image: image.grid, mask: mask.grid) }
    func stream(_ step: String) -> RandomStream {
      RandomStream(seed: seed, name: "perturbation/\(subject)/\(name)/\(step)")
    }
    var (image, mask) = (image, mask)
    if noise != nil { image = image.addingNoise(noiseLevel ?? estimatedNoise(in: image), stream("noise")) }
    if moves { (image, mask) = try moved(image, mask, wanted) }
    if volumeChange != 0 { mask = mask.changed(by: volumeChange, stream("volume")) }
    if contour != nil {
      guard let box = mask.boundingBox else { throw .regionIsEmpty }
      mask = mask.randomised(in: image, box: box, stream("contour"))
    }
    guard mask.boundingBox != nil else { throw .regionIsEmpty }
    return (image, mask)
  }

  private func moved(
    _ image: Volume, _ mask: Mask, _ wanted: PerturbationGrid
  ) throws(ImageProcessingError) -> (Volume, Mask) {
    guard let box = mask.boundingBox else { throw .regionIsEmpty }
    let grid = try MovedGrid(
      self, of: image.grid, box: box, spacing: wanted.spacing ?? .zero, margin: wanted.margin)
    let read = image.sampled(on: grid)
    guard wanted.storesAsSource else { return (read, mask.sampled(on: grid, box: box)) }
    var voxels = read.voxels
    image.store(&voxels)
    let stored = Volume(
      grid: read.grid, voxels: voxels, precision: image.precision, storedRange: image.storedRange)
    return (stored, mask.sampled(on: grid, box: box))
  }
}
