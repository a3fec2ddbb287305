import DeepRadiomics
import Extraction
import StudyFiles
import Volumes

extension SeriesLoader {
  /// The series that the network uses, with their masks.
  package func inputImages(_ deep: StudyFile.Deep) throws -> [InputImage] {
    let loaded = try all()
    return try deep.series.map { name in
      guard let series = loaded[name] else { throw SeriesFileError.nothingMatches(pattern: name) }
      return InputImage(name: name, series)
    }
  }

  /// Loads every series, those with their own masks first because others may borrow these masks.
  package func all() throws(SeriesFailure) -> [String: LoadedSeries] {
    var drawn: [String: LoadedSeries] = [:]
    for series in cohort.series.sorted(by: { $0.isDrawn && !$1.isDrawn }) {
      drawn[series.name] = try load(series, drawn: drawn)
    }
    return drawn
  }
}

extension InputImage {
  /// The headers of image and mask may differ in the last digits. The reader compared them, so the grid of the image is
  /// used.
  package init(name: String, _ series: LoadedSeries) {
    self.init(name: name, volume: series.image, mask: Mask(grid: series.image.grid, voxels: series.mask.voxels))
  }
}

extension StudyFile.Deep {
  /// What the size of the network's input is taken from, of each series. Throws if the network could not use the
  /// series, so that the patient is excluded by name before the split is made.
  package func extents(_ loaded: [String: LoadedSeries]) throws -> [InputExtent] {
    if ways.contains(where: { $0.input.series == .channels }) { try checkOneGrid(loaded) }
    return try series.map { name in
      guard let one = loaded[name] else { throw SeriesFileError.nothingMatches(pattern: name) }
      guard one.image.voxels.allSatisfy(\.isFinite) else {
        throw SeriesFailure(series: name, cause: InputError.notFinite)
      }
      do {
        let extent = try InputExtent(InputImage(name: name, one))
        for way in ways { _ = try way.input.depth(of: extent) }
        return extent
      } catch {
        throw SeriesFailure(series: name, cause: error)
      }
    }
  }
}

extension StudyFile.Deep {
  /// Channels must show the same place, so series on different grids cannot be channels of one input.
  private func checkOneGrid(_ loaded: [String: LoadedSeries]) throws(SeriesFailure) {
    guard let first = series.first.flatMap({ loaded[$0] }) else { return }
    for name in series {
      guard let other = loaded[name], !first.image.grid.agrees(with: other.image.grid) else { continue }
      throw SeriesFailure(
        series: name, cause: InputError.seriesGrids(first: first.image.grid, other: other.image.grid))
    }
  }
}
