import Execution
import Foundation
import ImageFiles
import Volumes

/// The patient and the series of a case.
package struct CaseOrigin: Sendable, Hashable, Codable {
  /// Id of the patient.
  package let subject: String
  /// Name of the series.
  package let series: String

  /// Takes both as given.
  package init(subject: String, series: String) { (self.subject, self.series) = (subject, series) }
}

/// One row of a cohort to extract features from.
public struct ExtractionCase: Sendable, Hashable, Codable {
  /// The image as the user named it.
  public let image: String
  /// The mask as the user named it.
  public let mask: String
  /// Label in a label image; `nil` for that of the settings.
  public let label: String?
  /// Region in an RTSTRUCT or SEG; `nil` where there is only one.
  public let roi: String?
  /// What becomes of slices without a contour between others in an RTSTRUCT; `nil` for a refusal.
  public let between: BetweenContours?
  /// How unevenly the slices of a DICOM series may be spaced.
  public let spacing: SpacingRule
  /// Cells that are passed through to the result.
  public let passed: [String]
  /// Folder that relative paths start from.
  package let folder: String
  /// Whose image of which series it is; `nil` where only the files are known.
  package var origin: CaseOrigin?
  /// Whether its label is 1 as in every row of its table (``RegionChoice/isLabelOfEveryRow``).
  package private(set) var isLabelOfEveryRow = false

  /// A case by paths.
  public init(
    image: String, mask: String, label: String? = nil, roi: String? = nil, between: BetweenContours? = nil,
    spacing: SpacingRule = .standard, passed: [String] = [], folder: String = ""
  ) {
    self.image = image
    self.mask = mask
    self.label = label
    self.roi = roi
    self.between = between
    self.spacing = spacing
    self.passed = passed
    self.folder = folder
  }

  /// A case by paths and the number of the label in the mask's image.
  public init(image: String, mask: String, label: Int) {
    self.init(image: image, mask: mask, label: "\(label)")
  }

  /// The same case of a table that has label 1 in every row.
  package var withLabelOfEveryRow: ExtractionCase {
    var own = self
    own.isLabelOfEveryRow = label.map { !$0.isEmpty } ?? false
    return own
  }

  /// The files it is read from.
  package var files: [String] { [image, mask].filter { !$0.isEmpty }.map(resolved) }

  /// Reads the files and computes the features.
  /// - Parameters:
  ///   - settings: how features are taken; the case's own label wins over theirs.
  ///   - biasField: takes the coil's bias field out of the image first.
  ///   - workers: threads at most; the values are the same for any number.
  /// - Throws: ``CaseFailure``, which names the files, the cause and what to do.
  public func extract(
    _ settings: ExtractionSettings = .pyradiomicsDefaults, biasField: BiasFieldCorrection? = nil, workers: Int = 1
  ) throws(CaseFailure) -> ExtractedFeatures {
    do {
      let own = try settings.with(label: label(settings))
      let loaded = try load(own, workers: workers)
      let corrected = try biasField?.corrected(loaded.image) ?? loaded.image
      return try extractFeatures(image: corrected, mask: loaded.mask, settings: own, workers: workers)
        .noting(loaded.notes, label: loaded.label)
    } catch {
      throw failure(error)
    }
  }

  /// An error of this case with the names of its files.
  func failure(_ error: any Error) -> CaseFailure { CaseFailure(image: image, mask: mask, cause: .init(error)) }

  /// Image and region as read, with notes on how the file of the region was interpreted.
  package struct Loaded: Sendable {
    package let image: Volume
    package let mask: Mask
    package let notes: [ReadingNote]
    /// The label or the number of the segment that was read; `nil` for contours.
    package let label: Int?

    init(_ image: OpenedImage, _ region: MaskReading) {
      (self.image, mask, label) = (image.volume, region.mask, region.label)
      notes = image.notes(on: region.mask) + region.notes
    }
  }

  /// Image and region, as they are; a label image is read beside the image where there is a thread for it.
  package func load(_ settings: ExtractionSettings, workers: Int = 1) throws -> Loaded {
    guard workers > 1, !mask.isEmpty, holdsLabelImage(resolved(mask)) else {
      let opened = try open()
      let reading = try readRegion(on: opened, settings)
      return Loaded(opened, reading)
    }
    enum Part: Sendable {
      case image(OpenedImage)
      case labels(MaskReading)
    }
    let parts = parallelMap([true, false], workers: workers) { (isImage: Bool) throws -> Part in
      isImage
        ? Part.image(try open())
        : .labels(try choice(settings).labelMask(in: resolved(mask)))
    }
    // The image's failure first, as when one is read after the other.
    guard case .image(let opened) = try parts[0].get(), case .labels(let region) = try parts[1].get() else {
      preconditionFailure("parts come in the order of the items")
    }
    if !settings.correctsMask {
      try checkAgreement(
        image: opened.volume.grid, imageFile: opened.path, mask: region.mask.grid, maskFile: resolved(mask),
        tolerance: settings.gridTolerance)
    }
    let reading = try MaskReading(settling: region, of: resolved(mask), between)
    return Loaded(opened, reading)
  }

  /// The label for a table: the one that was read, in the spelling of the case if it is the same, so that `1.0` stays.
  /// - Parameters:
  ///   - usual: the label if the case names none; `nil` if none was given.
  ///   - read: `nil` for contours, and if nothing was read.
  package func labelCell(_ usual: Int?, read: Int?) -> String {
    let asked = label.flatMap { $0.isEmpty ? nil : $0 } ?? "\(usual ?? RegionChoice.usualLabel)"
    return read.flatMap { Double(asked) == Double($0) ? nil : "\($0)" } ?? asked
  }

  /// The label of the case, or else that of the settings; `nil` if neither gives one.
  package func label(_ settings: ExtractionSettings) throws(ExtractionCaseError) -> Int? {
    guard let label, !label.isEmpty else { return settings.label }
    guard let number = RegionChoice.number(label) else { throw .labelIsNoNumber(label) }
    return number
  }

  package func open() throws -> OpenedImage {
    guard !image.isEmpty else { throw ExtractionCaseError.emptyCell("Image") }
    let path = resolved(image)
    guard !holdsLabelImage(path) else { return try OpenedImage(reading: path) }
    let folder = try DICOMFolder(at: path)
    guard FileManager.default.isFolder(path) else {
      guard let series = folder.series.first else { return try OpenedImage(reading: path) }
      return OpenedImage(series, try readNotedVolume(path, spacing: spacing), path: path)
    }
    let series = try folder.onlySeries(of: path)
    return OpenedImage(series, try series.readNoted(spacing: spacing), path: path)
  }

  package func readRegion(on image: OpenedImage, _ settings: ExtractionSettings) throws -> MaskReading {
    guard !mask.isEmpty else { throw ExtractionCaseError.emptyCell("Mask") }
    let file = try MaskFile(resolved(mask))
    // Beyond the tolerance, too: the extraction brings image and mask to one grid.
    if settings.correctsMask, case .labels(let path) = file {
      return try MaskReading(settling: choice(settings).labelMask(in: path), of: path, between)
    }
    return try file.reading(choice(settings), between: between, for: image, tolerance: settings.gridTolerance)
  }

  /// Which region of the mask is meant, under settings that have the case's own label.
  private func choice(_ settings: ExtractionSettings) -> RegionChoice {
    RegionChoice(
      roi: roi, label: settings.label, isLabelOfEveryRow: isLabelOfEveryRow, channel: settings.labelChannel)
  }

  private func resolved(_ path: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }
}
