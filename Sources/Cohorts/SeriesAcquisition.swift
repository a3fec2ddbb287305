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
  /// One per probability, never falling.
  package let quantiles: [Double]

  package init(_ intensities: [Double]) {
    let sorted = intensities.sorted()
    quantiles = Self.probabilities.map { quantile(ofSorted: sorted, $0) }
  }
}

/// How one series of one patient was acquired: what a model's training range is made of, and what a new patient is held
/// against.
package struct SeriesAcquisition: Hashable, Codable, Sendable {
  /// Name of the series.
  package let series: String
  /// Distance of voxel centres along the image's own axes, mm: columns, rows, slices.
  package let spacing: [Double]
  /// `nil` for files that are not DICOM.
  package let scanner: ScannerModel?
  /// Echo time in ms; `nil` for files that do not say it.
  package let echoTime: Double?
  /// Inside the lesion as the file has them, after N4 where that is asked for.
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
    // The mask's grid agrees with the image's to a header's last digits.
    let runs = RegionRuns(loaded.mask)
    let inside = runs.gathered(loaded.image.voxels)
    // Without a finite voxel in a region there is nothing to summarise; what is wrong is said here, where the series is
    // known.
    guard !inside.isEmpty else { throw SeriesFailure(series: series, cause: "\(ImageProcessingError.regionIsEmpty)") }
    guard inside.allSatisfy(\.isFinite) else {
      throw SeriesFailure(
        series: series,
        cause: "\(ImageProcessingError.intensitiesAreNotFinite(count: inside.count { !$0.isFinite }))")
    }
    intensities = IntensitySummary(inside)
    do {
      normalised = try settings.normalisedIntensities(loaded, inside, runs, reference: reference).map(
        IntensitySummary.init)
    } catch {
      throw SeriesFailure(series: series, cause: "\(error)")
    }
  }
}

extension ExtractionSettings {
  /// Intensities inside the lesion as features see them; `nil` where nothing is normalised.
  fileprivate func normalisedIntensities(
    _ loaded: LoadedSeries, _ inside: [Double], _ runs: RegionRuns, reference: Mask?
  ) throws -> [Double]? {
    if normaliser != nil {
      return runs.gathered(try normalised(loaded.image, loaded.mask, reference: reference).voxels)
    }
    guard ibsi == nil, let recipe = normalisation else { return nil }
    let own = try Normalisation(of: loaded.image, scale: recipe.scale, outlierLimit: recipe.outlierLimit)
    return inside.map { own.applied(to: $0) }
  }
}
