import Volumes

/// One DICOM image series in a folder, from its headers alone.
public struct DICOMSeriesSummary: Hashable, Sendable {
  /// SeriesInstanceUID.
  public let seriesUID: String
  /// SeriesDescription, empty when absent.
  public let seriesDescription: String
  /// `MR`, `CT` and so on.
  public let modality: String
  /// FrameOfReferenceUID of every frame of reference in the series: one, unless the series is unusable.
  public let framesOfReference: [String]
  /// Paths of its files, in the order of their names.
  public let files: [String]
  /// SOPInstanceUIDs of its files, in the same order; none for a file without.
  public let instanceUIDs: [String]
  /// Rows and columns of its first file.
  public let rows: Int
  /// Pixels in a row.
  public let columns: Int
  /// Frames in all files.
  public let frameCount: Int
  /// Maker of the scanner, empty when absent; harmonisation groups by it.
  public let manufacturer: String
  /// Model of the scanner, empty when absent.
  public let manufacturerModel: String
  /// SliceThickness in mm of its first file; `nil` when absent.
  public let sliceThickness: Double?
  /// MagneticFieldStrength in tesla.
  public let fieldStrength: Double?
  /// EchoTime in ms of its first file; `nil` when absent.
  public let echoTime: Double?
  /// Files beside those of the series that should be DICOM and cannot be read: they may be its missing slices, so
  /// reading the series fails with the first of them.
  public let damagedNeighbours: [ImageFileError]

  /// FrameOfReferenceUID, empty when absent.
  public var frameOfReferenceUID: String { framesOfReference.first ?? "" }

  /// Reads every slice and puts them in order.
  public func read(spacing: SpacingRule = .standard) throws(ImageFileError) -> Volume {
    try readNoted(spacing: spacing).volume
  }

  /// ``read(spacing:)`` with what a reader should know of the image.
  package func readNoted(spacing: SpacingRule = .standard) throws(ImageFileError) -> NotedVolume {
    try checkNeighbours()
    return try readSeries(files, folder: commonFolder, rule: spacing)
  }

  /// Where the voxels of the series are, from headers alone.
  public func grid(spacing: SpacingRule = .standard) throws(ImageFileError) -> Grid {
    try layout(spacing: spacing).grid
  }

  /// ``grid(spacing:)`` with what else the headers tell.
  package func layout(spacing: SpacingRule = .standard) throws(ImageFileError) -> SeriesLayout {
    try checkNeighbours()
    return try seriesLayout(files, folder: commonFolder, rule: spacing)
  }

  private func checkNeighbours() throws(ImageFileError) {
    guard let damaged = damagedNeighbours.first else { return }
    throw ImageFileError(
      damaged.file, .unreadableNeighbour(cause: damaged.kind.sentences.cause, series: summary))
  }

  /// What errors about the whole series name.
  package var commonFolder: String { folder(of: files[0]) }

  /// One line for errors and listings.
  public var summary: String {
    let first = files[0].split(separator: "/").last.map(String.init) ?? ""
    let name = seriesDescription.isEmpty ? "without description, beginning with \(first)" : "\"\(seriesDescription)\""
    return "\(name) (\(modality), \(files.count) file\(files.count == 1 ? "" : "s"))"
  }
}
