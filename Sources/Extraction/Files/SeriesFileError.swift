import ImageFiles
import Volumes

/// Why the images of one patient could not be used; the rest of the cohort goes on.
package enum SeriesFileError: Error, Sendable {
  case nothingMatches(pattern: String)
  case unknownSeries(String, known: [String])
  case severalMatch(pattern: String, found: [String])
  case noSeries(folder: String, wanted: String, found: [String])
  case severalSeries(folder: String, found: [String])
  case region(RegionError)
  case emptyAfterResampling(series: String, maskSeries: String, image: Grid, mask: Grid)
}

extension SeriesFileError: CustomStringConvertible {
  /// Cause and next step, with the path.
  package var description: String {
    switch self {
    case .nothingMatches(let pattern):
      "\(pattern): no such file or folder. Check the pattern in the study file, the id, and --root."
    case .unknownSeries(let name, let known):
      "there is no series \(name). The study file has: \(known.joined(separator: ", "))."
    case .severalMatch(let pattern, let found):
      "\(pattern): \(found.count) files match (\(found.prefix(4).joined(separator: ", "))). "
        + "Make the pattern name one."
    case .noSeries(let folder, let wanted, let found):
      "\(folder): no series is \(wanted). Found: \(found.joined(separator: "; ")). "
        + "Correct modality or description in the study file."
    case .severalSeries(let folder, let found):
      "\(folder): \(found.count) series could be meant: \(found.joined(separator: "; ")). "
        + "Choose with modality or description in the study file."
    case .region(let error): error.description
    case .emptyAfterResampling(let series, let maskSeries, let image, let mask):
      "the mask of \(maskSeries) does not reach series \(series). Image grid: \(image). Mask grid: \(mask). "
        + "Contour \(series) itself."
    }
  }
}
