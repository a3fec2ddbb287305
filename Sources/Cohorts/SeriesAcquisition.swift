import Extraction
import ImageFiles
import ImageProcessing
import Mathematics
import Statistics
import Volumes

/// The intensities inside a lesion, by quantiles (type 7).
package struct IntensitySummary: Hashable, Codable, Sendable {
  /// The probabilities of ``quantiles``.
  package static let probabilities = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]
  /// Names of ``quantiles``.
  package static let names = [
    "minimum", "5 % quantile", "first quartile", "median", "third quartile", "95 % quantile", "maximum",
  ]
  /// One per probability, ascending.
  package let quantiles: [Double]

  package init(_ intensities: [Double]) {
    let sorted = intensities.sorted()
    quantiles = Self.probabilities.map { quantile(ofSorted: sorted, $0) }
  }
}

/// The acquisition of one series of one patient. A model's training range consists of these values, and a new patient
/// is compared with them.
package struct SeriesAcquisition: Hashable, Codable, Sendable {
  /// Name of the series.
  package let series: String
  /// Distance of voxel centres along the axes of the image in mm: columns, rows, slices.
  package let spacing: [Double]
  /// Directions of the axes of the image as it is stored.
  package let axes: Axes
  /// `nil` for files that are not DICOM.
  package let scanner: ScannerModel?
  /// Echo time in ms; `nil` if the file does not give it.
  package let echoTime: Double?
  /// Intensities inside the lesion as in the file, after N4 if the series asks for it.
  package let intensities: IntensitySummary
  /// The same after normalisation; `nil` without one.
  package let normalised: IntensitySummary?
  /// Lesion volume in mm³.
  package let lesionVolume: Double

  package init(
    _ loaded: LoadedSeries, series: String, _ settings: ExtractionSettings, reference: Mask?
  ) throws {
    let grid = loaded.image.grid
    (self.series, scanner, lesionVolume) = (series, loaded.scanner, loaded.mask.volume)
    echoTime = loaded.echoTime
    spacing = [grid.spacing.x, grid.spacing.y, grid.spacing.z]
    axes = grid.axes
    // Image and mask grids agree up to the last digits of the headers.
    let runs = RegionRuns(loaded.mask)
    let inside = runs.gathered(loaded.image.voxels)
    // Without finite voxels there is nothing to summarise. The error is thrown here because the series is known here.
    guard !inside.isEmpty else { throw SeriesFailure(series: series, cause: ImageProcessingError.regionIsEmpty) }
    guard inside.allSatisfy(\.isFinite) else {
      throw SeriesFailure(
        series: series,
        cause: ImageProcessingError.intensitiesAreNotFinite(count: inside.count { !$0.isFinite }))
    }
    intensities = IntensitySummary(inside)
    do {
      normalised = try settings.normalisedIntensities(loaded, inside, runs, reference: reference).map(
        IntensitySummary.init)
    } catch {
      throw SeriesFailure(series: series, cause: error)
    }
  }
}

extension ExtractionSettings {
  /// Intensities inside the lesion as the features use them; `nil` without normalisation.
  fileprivate func normalisedIntensities(
    _ loaded: LoadedSeries, _ inside: [Double], _ runs: RegionRuns, reference: Mask?
  ) throws -> [Double]? {
    if normaliser != nil {
      return runs.gathered(try normalised(loaded.image, loaded.mask, reference: reference).voxels)
    }
    guard ibsi == nil, let recipe = normalisation else { return nil }
    let own = try ZScoreMap(of: loaded.image, scale: recipe.scale, outlierLimit: recipe.outlierLimit)
    return inside.map { own.applied(to: $0) }
  }
}
