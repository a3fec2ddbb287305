import Volumes

/// The volume in the files of one series.
func readSeries(_ files: [String], folder: String, rule: SpacingRule) throws(ImageFileError) -> NotedVolume {
  var parts: [SeriesPart] = []
  var pixels: [[Double]] = []
  var (announced, pixelNotes) = (0, [ReadingNote]())
  for path in files {
    let file = try DICOMFile(path)
    let part = try SeriesPart(file)
    // Compared before the pixels are decoded: a folder of two series is told at once.
    if let first = parts.first { try first.check(part) }
    // A file holds fewer than 2^58 values, so two of them have a sum.
    announced += part.format.count
    try checkMemory(for: announced, bytesEach: max(1, part.format.bitsAllocated / 8), file: folder)
    pixels += try part.intensities(of: file, notes: &pixelNotes)
    parts.append(part)
  }
  let stack = try SliceStack(parts, rule: rule, folder: folder)
  var voxels: [Double] = []
  voxels.reserveCapacity(stack.grid.count)
  for n in stack.order { voxels.append(contentsOf: pixels[n]) }
  try requireFiniteValue(voxels, file: folder)
  let isWhole = parts.allSatisfy(\.hasWholeNumbers)
  let volume = Volume(
    grid: stack.grid, voxels: voxels, precision: isWhole ? .integer : .double, storedRange: commonRange(of: parts))
  let frames = parts.flatMap(\.frames)
  return NotedVolume(
    volume: volume,
    notes: headerNotes(parts, stack) + pixelNotes.distinct,
    padding: PixelPadding(stack.order.map { frames[$0].padding }), slices: instanceSlices(parts, stack.order))
}

/// The slice that each file shows, of files with one frame; an instance that two files claim to be tells nothing.
private func instanceSlices(_ parts: [SeriesPart], _ order: [Int]) -> [String: Int] {
  guard parts.allSatisfy({ $0.frames.count == 1 }) else { return [:] }
  let named = order.enumerated().compactMap { slice, n in parts[n].instanceUID.map { ($0, slice) } }
  return Dictionary(grouping: named, by: \.0).compactMapValues { $0.count == 1 ? $0[0].1 : nil }
}

/// What the stored type can hold, where intensities are the stored numbers. GDCM widens the type of rescaled ones, and
/// how far depends on the values, so nothing is known of those.
private func commonRange(of parts: [SeriesPart]) -> ClosedRange<Double>? {
  let ranges = Set(parts.map(\.storedRange))
  return ranges.count == 1 ? ranges.first.flatMap { $0 } : nil
}

/// Where the voxels of a series are, and what a reader should know of it, as far as headers tell.
package struct SeriesLayout: Sendable {
  /// The grid.
  package let grid: Grid
  /// What its headers ask a reader to know.
  package let notes: [ReadingNote]
  /// Slice of each SOPInstanceUID, where every file is one slice.
  package let slices: [String: Int]
}

/// The layout of the files of one series.
func seriesLayout(_ files: [String], folder: String, rule: SpacingRule) throws(ImageFileError) -> SeriesLayout {
  let (parts, stack) = try stackedParts(files, folder: folder, rule: rule)
  return SeriesLayout(
    grid: stack.grid, notes: headerNotes(parts, stack), slices: instanceSlices(parts, stack.order))
}

/// The headers of the files of one series, and the order of their frames.
func stackedParts(
  _ files: [String], folder: String, rule: SpacingRule
) throws(ImageFileError) -> (parts: [SeriesPart], stack: SliceStack) {
  var parts: [SeriesPart] = []
  for path in files {
    let part = try SeriesPart(try DICOMFile(path, headerOnly: true))
    if let first = parts.first { try first.check(part) }
    parts.append(part)
  }
  return (parts, try SliceStack(parts, rule: rule, folder: folder))
}

/// What the headers of a series ask a reader to know.
private func headerNotes(_ parts: [SeriesPart], _ stack: SliceStack) -> [ReadingNote] {
  let found: [ReadingNote?] = [
    .invertedGreyLevels(parts), .privateScaling(parts.flatMap(\.frames)), .lossyCompression(parts),
  ]
  return found.compactMap(\.self) + stack.notes + ReadingNote.missingImages(parts)
}

/// The header of one file of a series.
struct SeriesPart {
  let file: String
  let format: PixelFormat
  let frames: [FrameGeometry]
  /// Whether the lowest values are meant to be shown white (MONOCHROME1), so that the stored values are turned round.
  let isInverted: Bool
  /// LossyImageCompressionRatio of a file that was compressed with loss, empty without one; `nil` for any other.
  let lossyRatio: String?
  /// SOPInstanceUID, where the header has one.
  let instanceUID: String?
  /// SOPClassUID and StudyInstanceUID, where the header has them.
  let classUID, studyUID: String?
  /// NumberOfSlices, which PET series have; `nil` if it is missing or not readable.
  let announcedSlices: Int?
  /// The concatenation of which the file is a part, and its number of parts.
  let concatenation: (uid: String, total: Int)?
  private let seriesUID: String
  private let frameOfReferenceUID: String

  init(_ file: DICOMFile) throws(ImageFileError) {
    let dataset = file.dataset
    self.file = file.path
    instanceUID = dataset.text(.instanceUID)
    (classUID, studyUID) = (dataset.text(.objectClass), dataset.text(.studyUID))
    let isLossy = dataset.text(.lossyCompression) == "01" || file.syntax?.process == .lossyJPEG
    lossyRatio = isLossy ? dataset.text(.lossyRatio)?.split(separator: "\\").joined(separator: ", ") ?? "" : nil
    // Unreadable values are ignored, because these are used only for notes.
    announcedSlices = (try? dataset.integer(.numberOfSlices)) ?? nil
    let total = (try? dataset.integer(.concatenationTotal)) ?? nil
    concatenation = dataset.text(.concatenationUID).flatMap { uid in total.map { (uid: uid, total: $0) } }
    seriesUID = dataset.text(.seriesUID) ?? ""
    frameOfReferenceUID = dataset.text(.frameOfReferenceUID) ?? ""
    try refuseOtherObjects(dataset)
    format = try PixelFormat(dataset)
    isInverted = dataset.text(.photometricInterpretation)?.uppercased() == "MONOCHROME1"
    let sources = FrameSources.frames(of: dataset)
    guard sources.count == format.frames else {
      throw ImageFileError(
        file.path, .invalidGrid(detail: "\(format.frames) frames, but positions for \(sources.count) of them"))
    }
    let padding = StoredPadding(dataset, format)
    let inversion = isInverted ? format.inversion : nil
    frames = try sources.map { source throws(ImageFileError) in
      try FrameGeometry(sources: source, padding: padding, inversion: inversion)
    }
  }

  /// Whether the intensities are whole numbers: the stored ones are, so it is for the rescale to say.
  var hasWholeNumbers: Bool {
    frames.allSatisfy { $0.slope == $0.slope.rounded() && $0.intercept == $0.intercept.rounded() }
  }

  /// What the type of the pixels can hold; `nil` where they are rescaled.
  var storedRange: ClosedRange<Double>? {
    guard frames.allSatisfy({ !$0.isRescaled }) else { return nil }
    let values = Double(sign: .plus, exponent: max(format.bitsAllocated, 8), significand: 1)
    return format.isSigned ? -values / 2...values / 2 - 1 : 0...values - 1
  }

  /// The rescaled pixels of each frame.
  func intensities(of file: DICOMFile, notes: inout [ReadingNote]) throws(ImageFileError) -> [[Double]] {
    let stored = try storedPixels(file, format: format, notes: &notes)
    // Without PixelRepresentation it is unknown whether these are large or negative; below the half both readings
    // agree.
    let half = Double(sign: .plus, exponent: format.bitsStored - 1, significand: 1)
    guard format.saysSign || format.bitsStored == 1 || !stored.contains(where: { $0 >= half }) else {
      throw ImageFileError(
        file.path, .damaged(detail: "there is no PixelRepresentation, so it is unknown whether pixels are negative"))
    }
    return frames.indices.map { n in
      let (slope, intercept) = (frames[n].slope, frames[n].intercept)
      let frame = stored[(n * format.frameCount)..<((n + 1) * format.frameCount)]
      return slope == 1 && intercept == 0 ? Array(frame) : frame.map { $0 * slope + intercept }
    }
  }

  /// Refuses a file that is not of the same series, size and frame of reference as this one.
  func check(_ other: SeriesPart) throws(ImageFileError) {
    func text(_ part: SeriesPart) -> String { "\(part.format.columns) x \(part.format.rows) pixels" }
    guard other.format.rows == format.rows, other.format.columns == format.columns else {
      throw ImageFileError(other.file, .mixedSizes(first: text(other), other: text(self), otherFile: file))
    }
    guard other.seriesUID == seriesUID else {
      throw ImageFileError(other.file, .severalSeries(["that of this file", "that of \(file)"]))
    }
    guard other.frameOfReferenceUID.isEmpty == frameOfReferenceUID.isEmpty else {
      throw ImageFileError(
        other.frameOfReferenceUID.isEmpty ? other.file : file,
        .invalidGrid(
          detail:
            "this slice has no FrameOfReferenceUID (0020,0052) and others of the series have one, so it is not known whether they "
            + "belong together"))
    }
    guard other.frameOfReferenceUID == frameOfReferenceUID else {
      throw ImageFileError(other.file, .severalFramesOfReference(count: 2))
    }
  }
}

extension SliceStack {
  /// The stack of the frames of several files.
  init(_ parts: [SeriesPart], rule: SpacingRule, folder: String) throws(ImageFileError) {
    guard let format = parts.first?.format else {
      throw ImageFileError(folder, .nothingInFolder(wanted: "DICOM series"))
    }
    try self.init(
      parts.flatMap(\.frames), rows: format.rows, columns: format.columns, rule: rule, folder: folder)
  }
}

/// Objects with pixels that are not images of the patient, and value tables that are not slope and intercept.
private func refuseOtherObjects(_ dataset: DICOMItem) throws(ImageFileError) {
  let file = dataset.file.path
  if let modality = dataset.text(.modality), ["SEG", "RTDOSE", "RTSTRUCT"].contains(modality) {
    throw ImageFileError(file, .otherObject(found: "a DICOM object of modality \(modality)", wanted: "image"))
  }
  // Of whole numbers too, whose only scale is a RealWorldValueMapping.
  let isMap = dataset.text(.objectClass) == "1.2.840.10008.5.1.4.1.1.30"
  guard !isMap, !dataset.contains(.floatPixels), !dataset.contains(.doubleFloatPixels) else {
    throw ImageFileError(
      file, .unsupported(what: "a parametric map", remedy: "Export it as NIfTI, with the values that it stands for"))
  }
  if let maker = dataset.makerOfMosaic {
    throw ImageFileError(
      file,
      .unsupported(
        what: "a \(maker) mosaic (all slices of a volume side by side in one image)",
        remedy: "Unpack it first, for example with dcm2niix"))
  }
  guard dataset.items(.modalityTable).isEmpty else {
    throw ImageFileError(
      file, .unsupported(what: "a Modality LUT Sequence", remedy: "Export the series with rescale slope and intercept"))
  }
}
