import Extraction
import Foundation
import ImageFiles
import ImageProcessing
import Records
import Results
import StudyFiles
import Volumes

/// An image and its mask on one grid.
package struct LoadedSeries: Sendable {
  package var image: Volume
  package let mask: Mask
  /// Frame of reference of a DICOM series; `nil` for other files.
  package let frameOfReference: String?
  /// Notes for the log.
  package let notes: [String]
  /// The scanner according to DICOM; `nil` for other files.
  package var scanner: ScannerModel?
  /// Echo time in ms, if DICOM gives it.
  package var echoTime: Double?
  /// Notes on how the file of its region was read.
  package var regionNotes: [RegionNote] = []
  /// The series of the image; `nil` for files that are not DICOM.
  package var dicom: DICOMSeriesSummary?

  /// Takes every part as given.
  package init(
    image: Volume, mask: Mask, frameOfReference: String?, notes: [String], scanner: ScannerModel? = nil,
    echoTime: Double? = nil, regionNotes: [RegionNote] = []
  ) {
    self.image = image
    self.mask = mask
    self.frameOfReference = frameOfReference
    self.notes = notes
    self.scanner = scanner
    self.echoTime = echoTime
    self.regionNotes = regionNotes
  }

  /// Hash of the grid and the voxels.
  package var imageHash: String {
    var hash = ContentHash()
    hash.add(image)
    return hash.finish()
  }

  /// Hash of the grid and the voxels of the contour.
  var maskHash: String {
    var hash = ContentHash()
    hash.add(mask)
    return hash.finish()
  }
}

/// Opens the series of one patient.
package struct SeriesLoader {
  package let cohort: CohortSeries
  package let id: String

  /// A loader for one patient of a cohort.
  package init(series cohort: CohortSeries, id: String) {
    self.cohort = cohort
    self.id = id
  }

  /// Loads one series; `drawn` holds the series loaded before, whose masks it may use.
  package func load(_ series: StudyFile.Series, drawn: [String: LoadedSeries]) throws(SeriesFailure) -> LoadedSeries {
    do {
      let source = ImageSource(series, id: id, cohort: cohort)
      let image = try source.open()
      var loaded = try load(series, image, source, drawn: drawn)
      loaded.dicom = image.dicom
      return loaded
    } catch {
      throw SeriesFailure(series: series.name, cause: error)
    }
  }

  private func load(
    _ series: StudyFile.Series, _ image: OpenedImage, _ source: ImageSource, drawn: [String: LoadedSeries]
  ) throws -> LoadedSeries {
    switch series.mask {
    case .file, .drawn:
      let (path, choice) = try source.mask(on: image)
      let file = try MaskFile(path)
      if series.resamplesMask, case .labels = file {
        let labels = try MaskReading(settling: choice.labelMask(in: path), of: path, series.between)
        return try resample(labels, of: path, onto: image, of: series.name)
      }
      let read = try file.reading(choice, between: series.between, for: image)
      let reading = MaskReading(mask: read.mask, notes: image.notes(on: read.mask) + read.notes)
      return LoadedSeries(
        image: image.volume, mask: reading.mask, frameOfReference: image.frameOfReference,
        notes: reading.notes.map { "series \(series.name): \($0)" }, scanner: image.scanner, echoTime: image.echoTime,
        regionNotes: reading.notes.map { RegionNote(series: series.name, note: $0) })
    case .series(let other):
      guard let lender = drawn[other] else {
        throw SeriesFileError.unknownSeries(other, known: cohort.series.map(\.name))
      }
      return try borrow(lender, of: other, for: image, of: series.name)
    }
  }

  /// The mask of reference tissue on the grid of the image, if the series names one.
  package func reference(of series: StudyFile.Series) throws(SeriesFailure) -> Mask? {
    guard let reference = series.normalisation?.reference else { return nil }
    do {
      let image = try ImageSource(series, id: id, cohort: cohort).open()
      let path = try FilePattern(pattern: reference.path).resolve(id: id, in: cohort)
      let choice = RegionChoice(roi: reference.roi, label: reference.label)
      return try MaskFile(path).reading(choice, between: series.between, for: image).mask
    } catch {
      throw SeriesFailure(series: series.name, part: "reference tissue", cause: error)
    }
  }

  private func borrow(
    _ source: LoadedSeries, of other: String, for image: OpenedImage, of name: String
  ) throws(SeriesFileError) -> LoadedSeries {
    guard source.frameOfReference == image.frameOfReference else {
      throw SeriesFileError.region(.differentFrames(image: name, mask: other))
    }
    return try resample(MaskReading(mask: source.mask), of: other, onto: image, of: name)
  }

  /// Both grids are logged, because a resampled mask is a fact that a study must report.
  private func resample(
    _ drawn: MaskReading, of source: String, onto image: OpenedImage, of name: String
  ) throws(SeriesFileError) -> LoadedSeries {
    let grid = drawn.mask.grid
    let moved = drawn.mask.resampled(onto: image.volume.grid)
    guard moved.count > 0 else {
      throw SeriesFileError.emptyAfterResampling(series: name, maskSeries: source, image: image.volume.grid, mask: grid)
    }
    let notes = image.notes(on: moved) + drawn.notes
    let note =
      "mask of \(source) resampled onto \(name), nearest voxel. Mask grid: \(grid). Image grid: \(image.volume.grid)"
    return LoadedSeries(
      image: image.volume, mask: moved, frameOfReference: image.frameOfReference,
      notes: notes.map { "series \(name): \($0)" } + [note], scanner: image.scanner, echoTime: image.echoTime,
      regionNotes: notes.map { RegionNote(series: name, note: $0) })
  }
}

extension StudyFile.Series {
  /// Whether a label image on another grid is resampled onto the image.
  fileprivate var resamplesMask: Bool { if case .file(_, _, _, let resampled) = mask { resampled } else { false } }
}

/// A failure in one series, with the name of the series.
package struct SeriesFailure: Error, CustomStringConvertible {
  package let series: String
  /// What of the series failed, where that is not its image or its contour.
  package let part: String?
  /// Why: an error of the files, of the images or of the features.
  package let cause: any Error

  /// Takes every part as given.
  package init(series: String, part: String? = nil, cause: any Error) {
    self.series = series
    self.part = part
    self.cause = cause
  }
  package var description: String { "series \(series): \(part.map { "\($0): " } ?? "")\(cause)" }
}
