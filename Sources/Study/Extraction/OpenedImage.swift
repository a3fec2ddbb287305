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
  /// What a reader should know of its header.
  let notes: [MaskNote]
  /// What DICOM says of the scanner; `nil` for other files.
  var scanner: Scanner?
  /// Echo time in ms, where DICOM says it.
  var echoTime: Double?
  /// SOPInstanceUIDs; empty for files that are not DICOM.
  var instanceUIDs: [String] = []
  /// SliceThickness in mm, where DICOM says it.
  var sliceThickness: Double?

  /// Whether a path leads to this image's own file.
  func isAt(_ other: String) -> Bool {
    URL(filePath: path).resolvingSymlinksInPath().path == URL(filePath: other).resolvingSymlinksInPath().path
  }

  /// An image that is no DICOM series.
  init(reading path: String) throws(ImageFileError) {
    (volume, notes) = try readNotedVolume(path)
    self.path = path
    (frameOfReference, seriesUID) = (nil, nil)
  }

  /// A DICOM series, as folder or file.
  init(_ series: DICOMSeriesSummary, volume: Volume, path: String) {
    (self.volume, self.path, notes) = (volume, path, [])
    (frameOfReference, seriesUID) = (series.frameOfReferenceUID, series.seriesUID)
    (instanceUIDs, sliceThickness) = (series.instanceUIDs, series.sliceThickness)
    (scanner, echoTime) = (Scanner(series), series.echoTime)
  }
}

extension FileManager {
  /// Whether a folder is at this path.
  func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
