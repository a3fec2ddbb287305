import Volumes

/// The volume in the files of one series.
func readSeries(_ files: [String], folder: String, rule: SpacingRule) throws(ImageFileError) -> Volume {
  var frames: [FrameGeometry] = []
  var pixels: [[Double]] = []
  var identity: SeriesIdentity?
  for path in files {
    let part = try SeriesPart(path)
    try identity?.check(part)
    if identity == nil { identity = SeriesIdentity(part) }
    frames += part.frames
    pixels += part.intensities
  }
  guard let format = identity?.format else { throw ImageFileError(folder, .nothingInFolder(wanted: "DICOM series")) }
  let stack = try SliceStack(frames, rows: format.rows, columns: format.columns, rule: rule, folder: folder)
  var voxels: [Double] = []
  voxels.reserveCapacity(stack.grid.count)
  for n in stack.order { voxels.append(contentsOf: pixels[n]) }
  try requireFiniteValue(voxels, file: folder)
  let isWhole = frames.allSatisfy { $0.slope == $0.slope.rounded() && $0.intercept == $0.intercept.rounded() }
  return Volume(grid: stack.grid, voxels: voxels, precision: isWhole ? .integer : .double)
}

/// One file of a series: its frames and their intensities.
struct SeriesPart {
  let file: String
  let seriesUID: String
  let frameOfReferenceUID: String
  let format: PixelFormat
  let frames: [FrameGeometry]
  let intensities: [[Double]]

  init(_ path: String) throws(ImageFileError) {
    let file = try DICOMFile(path)
    let dataset = file.dataset
    self.file = path
    seriesUID = dataset.text(.seriesUID) ?? ""
    frameOfReferenceUID = dataset.text(.frameOfReferenceUID) ?? ""
    try refuseOtherObjects(dataset)
    let format = try PixelFormat(dataset)
    self.format = format
    let sources = FrameSources.frames(of: dataset)
    guard sources.count == format.frames else {
      throw ImageFileError(
        path, .invalidGrid(detail: "\(format.frames) frames, but positions for \(sources.count) of them"))
    }
    var frames: [FrameGeometry] = []
    for source in sources { frames.append(try FrameGeometry(sources: source)) }
    self.frames = frames
    let stored = try storedPixels(file, format: format)
    intensities = frames.indices.map { n in
      let (slope, intercept) = (frames[n].slope, frames[n].intercept)
      let frame = stored[(n * format.frameCount)..<((n + 1) * format.frameCount)]
      return slope == 1 && intercept == 0 ? Array(frame) : frame.map { $0 * slope + intercept }
    }
  }
}

/// What all files of a series must share.
private struct SeriesIdentity {
  let first: SeriesPart

  init(_ first: SeriesPart) { self.first = first }

  var format: PixelFormat { first.format }

  func check(_ part: SeriesPart) throws(ImageFileError) {
    func text(_ part: SeriesPart) -> String { "\(part.format.columns) x \(part.format.rows) pixels" }
    guard part.format.rows == format.rows, part.format.columns == format.columns else {
      throw ImageFileError(part.file, .mixedSizes(first: text(part), other: text(first), otherFile: first.file))
    }
    guard part.seriesUID == first.seriesUID else {
      throw ImageFileError(part.file, .severalSeries(["that of this file", "that of \(first.file)"]))
    }
    guard part.frameOfReferenceUID == first.frameOfReferenceUID else {
      throw ImageFileError(part.file, .severalFramesOfReference(count: 2))
    }
  }
}

/// Objects with pixels that are not images of the patient, and value tables that are not slope and intercept.
private func refuseOtherObjects(_ dataset: DICOMItem) throws(ImageFileError) {
  let file = dataset.file.path
  if let modality = dataset.text(.modality), ["SEG", "RTDOSE", "RTSTRUCT"].contains(modality) {
    throw ImageFileError(file, .otherObject(found: "a DICOM object of modality \(modality)", wanted: "image"))
  }
  guard dataset.items(.modalityTable).isEmpty else {
    throw ImageFileError(
      file, .unsupported(what: "a Modality LUT Sequence", remedy: "Export the series with rescale slope and intercept"))
  }
}
