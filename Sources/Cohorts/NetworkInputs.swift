import DeepRadiomics
import Extraction
import StudyFiles
import Volumes

extension SeriesLoader {
  /// The series that the network sees, with their masks.
  package func inputImages(_ deep: StudyFile.Deep) throws -> [InputImage] {
    let loaded = try all()
    return try deep.series.map { name in
      guard let series = loaded[name] else { throw CaseError.nothingMatches(pattern: name) }
      return InputImage(name: name, series)
    }
  }

  /// Every series by name, those with a mask of their own first, as others may borrow it.
  package func all() throws(SeriesFailure) -> [String: LoadedSeries] {
    var drawn: [String: LoadedSeries] = [:]
    for series in cohort.series.sorted(by: { $0.isDrawn && !$1.isDrawn }) {
      drawn[series.name] = try load(series, drawn: drawn)
    }
    return drawn
  }
}

extension InputImage {
  /// Headers of an image and its mask may differ in the last digits; the reader has compared them, so the image's
  /// speaks.
  package init(name: String, _ series: LoadedSeries) {
    self.init(name: name, volume: series.image, mask: Mask(grid: series.image.grid, voxels: series.mask.voxels))
  }
}

extension StudyFile.Deep {
  /// Slices of each series that the network sees; throws where the network could not take it, so that the patient is
  /// left out by name before anybody is dealt to a side.
  package func depths(_ loaded: [String: LoadedSeries]) throws -> [Int] {
    if input.series == .channels { try checkOneGrid(loaded) }
    return try series.map { name in
      guard let one = loaded[name] else { throw CaseError.nothingMatches(pattern: name) }
      guard one.image.voxels.allSatisfy(\.isFinite) else {
        throw SeriesFailure(series: name, cause: "\(InputError.notFinite)")
      }
      do {
        return try input.depth(of: InputImage(name: name, one))
      } catch {
        throw SeriesFailure(series: name, cause: "\(error)")
      }
    }
  }
}

extension StudyFile.Deep {
  /// Channels show one place: series on other grids cannot be channels of one input.
  private func checkOneGrid(_ loaded: [String: LoadedSeries]) throws(SeriesFailure) {
    guard let first = series.first.flatMap({ loaded[$0] }) else { return }
    for name in series {
      guard let other = loaded[name], !first.image.grid.agrees(with: other.image.grid) else { continue }
      throw SeriesFailure(
        series: name, cause: "\(InputError.seriesGrids(first: first.image.grid, other: other.image.grid))")
    }
  }
}
