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
  /// SOPInstanceUIDs; empty for files that are not DICOM.
  var instanceUIDs: [String] = []
  /// SliceThickness in mm, where DICOM says it.
  var sliceThickness: Double?

  /// Whether a path leads to this image's own file.
  func isAt(_ other: String) -> Bool {
    URL(filePath: path).resolvingSymlinksInPath().path == URL(filePath: other).resolvingSymlinksInPath().path
  }

  /// An image that is no DICOM.
  init(volume: Volume, path: String) {
    (self.volume, self.path) = (volume, path)
    (frameOfReference, seriesUID) = (nil, nil)
  }

  /// A DICOM series, as folder or file.
  init(_ series: DICOMSeriesSummary, volume: Volume, path: String) {
    (self.volume, self.path) = (volume, path)
    (frameOfReference, seriesUID) = (series.frameOfReferenceUID, series.seriesUID)
    (instanceUIDs, sliceThickness) = (series.instanceUIDs, series.sliceThickness)
    scanner = Scanner(series)
  }
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
    guard !holdsLabelImage(path) else { return OpenedImage(volume: try readVolume(path), path: path) }
    let folder = try DICOMFolder(at: path)
    // A file is not chosen among others; one without a series says itself what it is.
    let isFile = !FileManager.default.isFolder(path)
    if isFile, folder.series.isEmpty { return OpenedImage(volume: try readVolume(path), path: path) }
    let chosen = try isFile ? folder.series[0] : choose(in: folder, at: path)
    return OpenedImage(
      chosen, volume: try chosen.read(spacing: .even(tolerance: series.spacingTolerance)), path: path)
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

extension FileManager {
  /// Whether a folder is at this path.
  func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
