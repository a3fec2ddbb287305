import Exports
import Extraction
import Foundation
import ImageFiles
import StudyFiles
import Volumes

/// Finds and opens the image and the mask file of a series of one patient.
struct ImageSource {
  private let series: StudyFile.Series
  let id: String
  let cohort: CohortSeries

  init(_ series: StudyFile.Series, id: String, cohort: CohortSeries) {
    self.series = cohort.series(series, of: id)
    self.id = id
    self.cohort = cohort
  }

  func open() throws -> OpenedImage {
    switch series.image {
    case .pattern(let pattern, let modality, let description):
      let path = try FilePattern(pattern: pattern).resolve(id: id, in: cohort)
      return try open(path, SeriesWish(modality: modality, description: description))
    case .rules: return try openLinked()
    }
  }

  /// Finds the files of the image, or the folder in which they lie, without opening one.
  func imageFiles() throws -> [String] {
    switch series.image {
    case .pattern(let pattern, _, _): [try FilePattern(pattern: pattern).resolve(id: id, in: cohort)]
    case .rules: try link().series.files.map(\.path)
    }
  }

  /// The pattern of the file of the region, and the choice in it; `nil` if the region is found by what it was drawn on.
  var namedMask: (pattern: String, choice: RegionChoice)? {
    guard case .file(let pattern, let roi, let label, _) = series.mask else { return nil }
    return (pattern, RegionChoice(roi: roi, label: label))
  }

  private func open(_ path: String, _ wish: SeriesWish) throws -> OpenedImage {
    guard !holdsLabelImage(path) else { return try OpenedImage(reading: path) }
    let folder = try DICOMFolder(at: path)
    // A single file needs no choice; a file without a series gives its own error when opened.
    let isFile = !FileManager.default.isFolder(path)
    if isFile, folder.series.isEmpty { return try OpenedImage(reading: path) }
    return try read(isFile ? folder.series[0] : wish.choose(in: folder, at: path), path: path)
  }

  /// Opens the series that was found in the export, from the files of the index.
  private func openLinked() throws -> OpenedImage {
    let linked = try link()
    let damaged = cohort.links?.index.damagedNeighbours(of: linked.series) ?? []
    let folder = DICOMFolder(files: try linked.series.sliceFiles() + damaged)
    let series = try folder.onlySeries(of: linked.series.label)
    return try read(series, path: series.commonFolder)
  }

  private func read(_ chosen: DICOMSeriesSummary, path: String) throws -> OpenedImage {
    OpenedImage(chosen, try chosen.readNoted(spacing: .even(tolerance: series.spacingTolerance)), path: path)
  }

  private func link() throws(LinkProblem) -> LinkedSeries {
    guard let links = cohort.links else { preconditionFailure("series are looked for before one is opened") }
    return try links.series(series.name, of: id)
  }

  /// Refuses a row that should name its region and does not: the only region, or a first one, may be another lesion.
  func checkRegion() throws(LinkProblem) {
    if let column = series.roiColumn { throw .unnamedRegion(column: column) }
  }

  /// The file of the region on an image, with the choice of the region in it.
  func mask(on image: OpenedImage) throws -> (path: String, choice: RegionChoice) {
    try checkRegion()
    switch series.mask {
    case .file(let pattern, let roi, let label, _):
      let path = try FilePattern(pattern: pattern).resolve(id: id, in: cohort)
      if label == nil, FileManager.default.isFolder(path), let found = try drawn(on: image, in: path) { return found }
      return (path, RegionChoice(roi: roi, label: label))
    case .drawn:
      if series.isChosenByRules, let region = try link().region { return try found(region) }
      guard let index = cohort.masks[series.name] ?? cohort.links?.index else {
        preconditionFailure("contours are looked for before one is opened")
      }
      return try found(search(index, on: image, isOfPatient: false))
    case .series: preconditionFailure("a series without a mask of its own")
    }
  }

  /// The structure set of a folder that was drawn on the image; `nil` for a folder with no more than one, which is read
  /// as it is.
  private func drawn(on image: OpenedImage, in folder: String) throws -> (path: String, choice: RegionChoice)? {
    if let index = cohort.masks[series.name] { return try found(search(index, on: image, isOfPatient: false)) }
    let index = try ExportIndex(reading: [folder], workers: 1)
    guard index.regionSets.count > 1 else { return nil }
    return try found(search(index, on: image, isOfPatient: true))
  }

  private func search(
    _ index: ExportIndex, on image: OpenedImage, isOfPatient: Bool
  ) throws(LinkProblem) -> LinkedRegion {
    let request = series.regionRequest
    switch index.region(request, on: image.identity, isOfPatient: isOfPatient) {
    case .one(let region): return region
    case let other: throw LinkProblem(other, request, on: image.path)
    }
  }

  private func found(_ region: LinkedRegion) throws(LinkProblem) -> (path: String, choice: RegionChoice) {
    guard region.set.file.isUnchanged else { throw .changed(region.set.file.path) }
    return (region.set.file.path, RegionChoice(roi: region.name, label: nil))
  }
}

/// By what one of several DICOM series of a folder is chosen.
private struct SeriesWish {
  let modality, description: String?

  func choose(in folder: DICOMFolder, at path: String) throws -> DICOMSeriesSummary {
    let fitting = folder.series.filter { candidate in
      let isModality = modality.map { FilePattern.matches(candidate.modality, pattern: $0) } ?? true
      let isDescribed = description.map { FilePattern.matches(candidate.seriesDescription, pattern: $0) } ?? true
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
    let parts = [modality, description.map { "described \"\($0)\"" }].compactMap(\.self)
    return parts.isEmpty ? "an image series" : parts.joined(separator: ", ")
  }
}
