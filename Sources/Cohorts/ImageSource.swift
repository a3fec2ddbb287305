import Extraction
import Foundation
import ImageFiles
import StudyFiles
import Volumes

/// Finds and opens the image of a series.
struct ImageSource {
  private let series: StudyFile.Series
  private let id: String
  private let cohort: CohortSeries

  init(_ series: StudyFile.Series, id: String, cohort: CohortSeries) {
    self.series = series
    self.id = id
    self.cohort = cohort
  }

  func open() throws -> OpenedImage {
    let path = try FilePattern(pattern: series.image).resolve(id: id, in: cohort)
    guard !holdsLabelImage(path) else { return try OpenedImage(reading: path) }
    let folder = try DICOMFolder(at: path)
    // A single file needs no choice; a file without a series gives its own error when opened.
    let isFile = !FileManager.default.isFolder(path)
    if isFile, folder.series.isEmpty { return try OpenedImage(reading: path) }
    let chosen = try isFile ? folder.series[0] : choose(in: folder, at: path)
    return OpenedImage(
      chosen, try chosen.readNoted(spacing: .even(tolerance: series.spacingTolerance)), path: path)
  }

  private func choose(in folder: DICOMFolder, at path: String) throws -> DICOMSeriesSummary {
    let fitting = folder.series.filter { candidate in
      let isModality = series.modality.map { FilePattern.matches(candidate.modality, pattern: $0) } ?? true
      let isDescribed = series.description.map { FilePattern.matches(candidate.seriesDescription, pattern: $0) } ?? true
      return isModality && isDescribed
    }
    guard let only = fitting.first else {
      if let problem = folder.problems.first { throw problem }
      throw SeriesFileError.noSeries(folder: path, wanted: wanted, found: folder.series.map(\.summary))
    }
    guard fitting.count == 1 else { throw SeriesFileError.severalSeries(folder: path, found: fitting.map(\.summary)) }
    return only
  }

  private var wanted: String {
    let parts = [series.modality, series.description.map { "described \"\($0)\"" }].compactMap(\.self)
    return parts.isEmpty ? "an image series" : parts.joined(separator: ", ")
  }
}
