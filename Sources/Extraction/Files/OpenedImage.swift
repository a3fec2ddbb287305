import Foundation
import ImageFiles
import Volumes

/// An image with what masks must be checked against.
package struct OpenedImage {
  package let volume: Volume
  package let path: String
  /// `nil` for files that are not DICOM.
  package let frameOfReference: String?
  /// What the file says of where in space the image lies.
  let place: ImagePlace
  /// SeriesInstanceUID; `nil` for files that are not DICOM.
  let seriesUID: String?
  /// What a reader should know of its header.
  private let headerNotes: [ReadingNote]
  /// Intensities that are none, where the file names them.
  private let padding: PixelPadding?
  /// What DICOM says of the scanner; `nil` for other files.
  package var scanner: ScannerModel?
  /// Echo time in ms, where DICOM says it.
  package var echoTime: Double?
  /// SOPInstanceUIDs; empty for files that are not DICOM.
  var instanceUIDs: [String] = []
  /// Slice of each SOPInstanceUID, where every file is one slice.
  private(set) var slices: [String: Int] = [:]
  /// SliceThickness in mm, where DICOM says it.
  var sliceThickness: Double?
  /// The series that was read; `nil` for files that are not DICOM.
  package private(set) var dicom: DICOMSeriesSummary?

  /// By what a region is known to be drawn on it.
  package var identity: ImageIdentity {
    ImageIdentity(
      path: path, frameOfReference: frameOfReference, seriesUID: seriesUID, instanceUIDs: instanceUIDs)
  }

  /// Whether a path leads to this image's own file.
  func isAt(_ other: String) -> Bool {
    URL(filePath: path).resolvingSymlinksInPath().path == URL(filePath: other).resolvingSymlinksInPath().path
  }

  /// What its header and the size of its voxels ask a reader to know.
  var imageNotes: [ReadingNote] { headerNotes + [ReadingNote.oddVoxelSize(of: volume.grid)].compactMap(\.self) }

  /// What its header, its voxels and the extent of a region on it ask a reader to know.
  package func notes(on mask: Mask) -> [ReadingNote] {
    let padded = padding?.count(in: mask, of: volume) ?? 0
    return imageNotes
      + (padded > 0 ? [.paddingInRegion(count: padded, share: Double(padded) / Double(mask.count))] : [])
      + volume.sliceNotes(on: mask) + mask.extentNotes(in: volume.grid)
  }

  /// An image that is no DICOM series.
  package init(reading path: String) throws(ImageFileError) {
    let read = try readNotedVolume(path)
    (volume, headerNotes, padding, place) = (read.volume, read.notes, read.padding, read.place)
    self.path = path
    (frameOfReference, seriesUID) = (nil, nil)
  }

  /// A DICOM series, as folder or file.
  package init(_ series: DICOMSeriesSummary, _ read: NotedVolume, path: String) {
    (volume, headerNotes, padding, place) = (read.volume, read.notes, read.padding, read.place)
    self.path = path
    (frameOfReference, seriesUID) = (series.frameOfReferenceUID, series.seriesUID)
    (instanceUIDs, sliceThickness) = (series.instanceUIDs, series.sliceThickness)
    (slices, dicom) = (read.slices, series)
    (scanner, echoTime) = (ScannerModel(series), series.echoTime)
  }
}

extension FileManager {
  /// Whether a folder is at this path.
  package func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
