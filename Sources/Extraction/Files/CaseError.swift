import ImageFiles
import Volumes

/// Why the images of one patient could not be used; the rest of the cohort goes on.
package enum CaseError: Error, Sendable {
  case nothingMatches(pattern: String)
  case unknownSeries(String, known: [String])
  case severalMatch(pattern: String, found: [String])
  case noSeries(folder: String, wanted: String, found: [String])
  case severalSeries(folder: String, found: [String])
  case needsROI(file: String, known: [String], unnamed: Int)
  case drawnElsewhere(image: String, file: String)
  case differentFrames(series: String, maskSeries: String)
  case emptyAfterResampling(series: String, maskSeries: String, image: Grid, mask: Grid)
}

extension CaseError: CustomStringConvertible {
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
    case .needsROI(let file, let known, let unnamed) where unnamed > 0:
      "\(file): holds \(unnamed) \(unnamed == 1 ? "region" : "regions") without a name"
        + (known.isEmpty ? "" : " beside \(known.joined(separator: ", "))")
        + ". Name the one that is meant with roi (the option --roi, the column ROI or the key roi); give a region without a name one, and export it again."
    case .needsROI(let file, let known, _):
      "\(file): holds the regions \(known.joined(separator: ", ")). Name one with roi (the option --roi, the column ROI or the key roi)."
    case .drawnElsewhere(let image, let file):
      "\(file): was drawn on another series than \(image). Give the structure set of this series, or the series it was drawn on; "
        + "a study takes a mask from another of its series with mask-of."
    case .differentFrames(let series, let maskSeries):
      "series \(series) and \(maskSeries) have different frames of reference, so a contour cannot pass from one to the "
        + "other. Contour \(series) itself, or register the series first."
    case .emptyAfterResampling(let series, let maskSeries, let image, let mask):
      "the mask of \(maskSeries) does not reach series \(series). Image grid: \(image). Mask grid: \(mask). "
        + "Contour \(series) itself."
    }
  }
}
