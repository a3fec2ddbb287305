import Extraction
import Foundation
import ImageFiles
import StudyFiles

extension SeriesLoader {
  /// Why series of the patient cannot be used, as far as that is known without opening an image: a file that is absent,
  /// several where one is meant, what the headers of an export leave open, a structure set without the region.
  ///
  /// It finds less than opening does, and nothing else. A run asks it of everybody before it computes anything, which
  /// costs no second reading of images.
  package func faults() -> [SeriesFailure] {
    var found: [SeriesFailure] = []
    for series in cohort.series {
      // The fault is that of the series with the contour, which is told already.
      if case .series(let lender) = series.mask, found.contains(where: { $0.series == lender }) { continue }
      do {
        try ImageSource(series, id: id, cohort: cohort).lookUp()
      } catch {
        found.append(SeriesFailure(series: series.name, cause: error))
      }
    }
    return found
  }
}

extension ImageSource {
  /// Finds the files of image and region without opening the image.
  fileprivate func lookUp() throws {
    _ = try imageFiles()
    try checkRegion()
    guard let (pattern, choice) = namedMask else { return }
    let path = try FilePattern(pattern: pattern).resolve(id: id, in: cohort)
    // A folder is searched, and a label image has no names; a structure set that cannot be read is told by its reader.
    guard !FileManager.default.isFolder(path), !holdsLabelImage(path), let set = try? StructureSet(reading: path) else {
      return
    }
    _ = try set.origin(of: choice.region(of: set))
  }
}
