import Foundation

/// The DICOM content of a folder and the folders below it, from headers alone.
public struct DICOMFolder: Sendable {
  /// Image series, by description and then UID.
  public let series: [DICOMSeriesSummary]
  /// RTSTRUCT files, by path.
  public let structureSets: [StructureSet]
  /// SEG files, by path.
  public let segmentations: [SegmentationObject]
  /// Files that should be DICOM and cannot be read, each with its cause.
  public let problems: [ImageFileError]

  /// Looks at every file below `path`; files of other kinds are passed over.
  public init(scanning path: String) throws(ImageFileError) {
    guard case .folder = try FileFacts(of: path) else { throw ImageFileError(path, .unreadable) }
    let files = FilesBelow(path)
    self.init(files: files.visible, unfinished: files.unfinished)
  }

  /// Looks at a folder and those below it, or at one file; a file that is no DICOM image is the error that says so.
  public init(at path: String) throws(ImageFileError) {
    guard case .file = try FileFacts(of: path) else {
      try self.init(scanning: path)
      return
    }
    _ = try DICOMFile(path, headerOnly: true)
    self.init(files: [path])
  }

  /// Looks at these files only.
  /// - Parameter unfinished: hidden files by whose names slices may be missing.
  package init(files: [String], unfinished: [String] = []) {
    var (headers, sets, segmentations): ([SeriesHeader], [StructureSet], [SegmentationObject]) = ([], [], [])
    var (problems, foreign): ([ImageFileError], [ImageFileError]) = ([], [])
    for file in files {
      do throws(ImageFileError) {
        switch try DICOMContent(file) {
        case .image(let header): headers.append(header)
        case .structureSet: sets.append(try StructureSet(reading: file))
        case .segmentation: segmentations.append(try SegmentationObject(reading: file))
        case .other: break
        case .foreign(let reason): foreign.append(reason)
        }
      } catch {
        problems.append(error)
      }
    }
    problems += slices(among: foreign, unfinished: unfinished, of: headers)
    series = summaries(of: headers, problems: problems)
    (structureSets, self.segmentations, self.problems) = (sets, segmentations, problems)
  }

  /// Whether it holds nothing that could be used.
  var isEmpty: Bool { series.isEmpty && structureSets.isEmpty && segmentations.isEmpty }

  /// The one series of the folder, or the error that says what there is instead.
  public func onlySeries(of path: String) throws(ImageFileError) -> DICOMSeriesSummary {
    if series.count == 1 { return series[0] }
    if let problem = problems.first, series.isEmpty { throw problem }
    guard !series.isEmpty else {
      throw ImageFileError(path, .nothingInFolder(wanted: "DICOM image series", beside: unreadNames(below: path)))
    }
    throw ImageFileError(path, .severalSeries(series.map(\.summary)))
  }
}

/// Names of the volumes and packed files below a folder, for an error that finds nothing there.
func unreadNames(below path: String) -> [String] {
  FilesBelow(path).visible.filter { hasVolumeName($0) || isPacked($0) }.map {
    $0.split(separator: "/").last.map(String.init) ?? $0
  }
}

/// What one file of a folder is.
private enum DICOMContent {
  case image(SeriesHeader)
  case structureSet, segmentation, other
  /// No DICOM, and why.
  case foreign(ImageFileError)

  /// Throws for a file that is, or by its name should be, DICOM and cannot be read.
  init(_ path: String) throws(ImageFileError) {
    let dataset: DICOMItem
    switch try HeaderOfFile(path) {
    case .dicom(let file): dataset = file.dataset
    case .index:
      self = .other
      return
    case .foreign(let error):
      self = .foreign(error)
      return
    }
    switch KindOfObject(dataset) {
    case .structureSet: self = .structureSet
    case .segmentation: self = .segmentation
    case .other: self = .other
    case .image: self = try SeriesHeader(dataset).map(Self.image) ?? .other
    }
  }
}

/// The header of one file of a series.
private struct SeriesHeader {
  let file: String
  let seriesUID: String
  let texts: [DICOMTag: String]
  let rows: Int
  let columns: Int
  let frames: Int
  let fieldStrength: Double?
  let echoTime: Double?
  let sliceThickness: Double?

  /// `nil` for an object without pixels; an image without a series cannot be placed, and is an error.
  init?(_ dataset: DICOMItem) throws(ImageFileError) {
    file = dataset.file.path
    let uid = dataset.text(.seriesUID)
    rows = try dataset.integer(.rows) ?? 0
    columns = try dataset.integer(.columns) ?? 0
    guard rows > 0, columns > 0 else {
      try dataset.refuseCutImage()
      return nil
    }
    guard let uid else { throw ImageFileError(file, .damaged(detail: "it has no SeriesInstanceUID")) }
    seriesUID = uid
    // Only counted here; what cannot be is refused where the pixels are read.
    frames = min(max(try dataset.integer(.numberOfFrames) ?? 1, 0), 1 << 24)
    // Said of the scanner only; a series is not lost for it.
    fieldStrength = (try? dataset.number(.fieldStrength)) ?? nil
    echoTime = (try? dataset.number(.echoTime)) ?? nil
    let measures = dataset.items(.sharedGroups).first?.items(.pixelMeasures).first
    if let own = try dataset.number(.sliceThickness) {
      sliceThickness = own
    } else {
      sliceThickness = try measures?.number(.sliceThickness)
    }
    let wanted: [DICOMTag] = [
      .instanceUID, .seriesDescription, .modality, .frameOfReferenceUID, .manufacturer, .manufacturerModel,
    ]
    texts = Dictionary(uniqueKeysWithValues: wanted.compactMap { tag in dataset.text(tag).map { (tag, $0) } })
  }
}

/// The files that are not DICOM but, by their names or sizes, were slices of a series in the same place.
private func slices(
  among foreign: [ImageFileError], unfinished: [String], of headers: [SeriesHeader]
) -> [ImageFileError] {
  guard !foreign.isEmpty || !unfinished.isEmpty else { return [] }
  // Without any slice, empty files are reported: a copy that failed leaves such.
  guard !headers.isEmpty else { return foreign.filter { $0.kind == .emptyFile } }
  let kinds = likenesses(headers)
  func first(_ file: String, _ loss: (SliceLikeFiles) -> ImageFileError?) -> ImageFileError? {
    for (place, likeness) in kinds where place.holds(file) {
      if let found = loss(likeness) { return found }
    }
    return nil
  }
  func copy(_ file: String) -> ImageFileError? { first(file) { $0.unfinished(file) } }
  return foreign.compactMap { problem in
    copy(problem.file) ?? first(problem.file) { $0.include(problem) ? problem : nil }
  } + unfinished.compactMap(copy)
}

/// What the slices of each series have in common, in each place where they lie.
private func likenesses(_ headers: [SeriesHeader]) -> [(place: SeriesPlace, likeness: SliceLikeFiles)] {
  let places = places(of: headers)
  return Dictionary(grouping: headers, by: \.seriesUID).flatMap { uid, series in
    let files = series.map(\.file)
    return places[uid, default: []].map { place in (place, SliceLikeFiles(files.filter(place.holds))) }
  }
}

/// Where the slices of each series lie.
private func places(of headers: [SeriesHeader]) -> [String: Set<SeriesPlace>] {
  let groups = Dictionary(grouping: headers, by: \.seriesUID).mapValues { $0.map(\.file) }
  let folders = groups.mapValues { Set($0.map(folder(of:))) }
  let shared = Dictionary(grouping: folders.flatMap { uid, own in own.map { ($0, uid) } }, by: \.0)
  return groups.reduce(into: [:]) { result, group in
    let isAlone = folders[group.key, default: []].count < 2
    let others = isAlone ? [] : Set(shared.filter { $0.value.contains { $0.1 != group.key } }.keys)
    result[group.key] = SeriesPlace.all(of: group.value, others: others)
  }
}

private func summaries(of headers: [SeriesHeader], problems: [ImageFileError]) -> [DICOMSeriesSummary] {
  let all = places(of: headers)
  return Dictionary(grouping: headers, by: \.seriesUID).values.map { group in
    let first = group[0]
    let places = all[first.seriesUID, default: []]
    return DICOMSeriesSummary(
      seriesUID: first.seriesUID, seriesDescription: first.texts[.seriesDescription] ?? "",
      modality: first.texts[.modality] ?? "",
      framesOfReference: group.compactMap { $0.texts[.frameOfReferenceUID] }.distinct,
      files: group.map(\.file), instanceUIDs: group.compactMap { $0.texts[.instanceUID] }, rows: first.rows,
      columns: first.columns,
      frameCount: group.reduce(0) { $0 + $1.frames },
      manufacturer: first.texts[.manufacturer] ?? "", manufacturerModel: first.texts[.manufacturerModel] ?? "",
      sliceThickness: first.sliceThickness, fieldStrength: first.fieldStrength, echoTime: first.echoTime,
      damagedNeighbours: problems.filter { problem in places.contains { $0.holds(problem.file) } })
  }.sorted { ($0.seriesDescription, $0.seriesUID) < ($1.seriesDescription, $1.seriesUID) }
}
