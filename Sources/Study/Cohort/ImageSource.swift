import Foundation
import ImageFiles
import Volumes

/// An image with what masks must be checked against.
struct OpenedImage {
  let volume: Volume
  let path: String
  /// `nil` for files that are not DICOM.
  let frameOfReference: String?
  /// SeriesInstanceUID; `nil` for files that are not DICOM.
  let seriesUID: String?
  /// What DICOM says of the scanner; `nil` for other files.
  var scanner: Scanner?
}

/// Finds and opens the image of a series.
struct ImageSource {
  private let series: StudyFile.Series
  private let id: String
  private let study: StudyFile

  init(_ series: StudyFile.Series, id: String, study: StudyFile) {
    self.series = series
    self.id = id
    self.study = study
  }

  func open() throws -> OpenedImage {
    let path = try FilePattern(pattern: series.image).resolve(id: id, in: study)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return OpenedImage(volume: try readVolume(path), path: path, frameOfReference: nil, seriesUID: nil)
    }
    let chosen = try choose(in: DICOMFolder(scanning: path), at: path)
    return OpenedImage(
      volume: try chosen.read(spacing: .even(tolerance: series.spacingTolerance)), path: path,
      frameOfReference: chosen.frameOfReferenceUID, seriesUID: chosen.seriesUID, scanner: Scanner(chosen))
  }

  private func choose(in folder: DICOMFolder, at path: String) throws -> DICOMSeriesSummary {
    let fitting = folder.series.filter { candidate in
      let isModality = series.modality.map { FilePattern.matches(candidate.modality, pattern: $0) } ?? true
      let isDescribed = series.description.map { FilePattern.matches(candidate.seriesDescription, pattern: $0) } ?? true
      return isModality && isDescribed
    }
    guard let only = fitting.first else {
      if let problem = folder.problems.first { throw problem }
      throw CaseError.noSeries(folder: path, wanted: wanted, found: folder.series.map(\.summary))
    }
    guard fitting.count == 1 else { throw CaseError.severalSeries(folder: path, found: fitting.map(\.summary)) }
    return only
  }

  private var wanted: String {
    let parts = [series.modality, series.description.map { "described \"\($0)\"" }].compactMap(\.self)
    return parts.isEmpty ? "an image series" : parts.joined(separator: ", ")
  }
}
