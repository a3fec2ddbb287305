import Execution
import ImageFiles
import ImageProcessing
import Records
import Volumes

/// Normalises the image of a file: what `apus normalise` does.
public struct NormalisationRequest: Sendable {
  private let normaliser: IntensityNormaliser?
  private let biasField: BiasFieldCorrection?

  /// By a method for one image, by landmarks of a fit, or neither, where only the bias field is to be taken out.
  public init(method: String?, landmarks: String?, biasField: BiasFieldCorrection?) throws(NormalisationRequestError) {
    if let landmarks {
      normaliser = try LandmarkFile(reading: landmarks).normaliser
    } else {
      normaliser = try method.map { text throws(NormalisationRequestError) in try IntensityNormaliser(text: text) }
    }
    self.biasField = biasField
  }

  /// Checks that a reference mask would be read.
  public func check(reference: String?) throws(NormalisationRequestError) {
    guard reference != nil, normaliser?.settings.method != "whitestripe" else { return }
    throw .referenceUnused(method: normaliser?.settings.method ?? "N4")
  }

  /// Reads an image, normalises it and writes it as NIfTI.
  /// - Returns: the steps that were done, in words with numbers.
  public func run(
    _ single: ExtractionCase, reference: String?, output: String, as type: NIfTISample
  ) throws -> String {
    let opened = try single.open()
    var volume = opened.volume
    if let biasField { volume = try biasField.corrected(volume) }
    guard let normaliser else {
      try writeNIfTI(volume, to: output, as: type, description: "\(Software.name) bias field taken out by N4")
      return "bias field taken out by N4" + lines(opened.imageNotes)
    }
    let own = try ExtractionSettings.pyradiomicsDefaults.with(label: single.label(.pyradiomicsDefaults))
    let roi = normaliser.settings.needsRegionOfInterest ? try single.readRegion(on: opened, own) : nil
    let tissue = try reference.map { path in
      try ExtractionCase(image: single.image, mask: path, between: single.between, spacing: single.spacing)
        .readRegion(on: opened, .pyradiomicsDefaults)
    }
    let map = try normaliser.map(of: volume, roi: roi?.mask, reference: tissue?.mask)
    try writeNIfTI(
      map.applied(to: volume), to: output, as: type, description: "\(Software.name) \(normaliser.settings)")
    let notes = opened.imageNotes + (roi?.notes ?? []) + (tissue?.notes ?? [])
    return "\(normaliser.settings)\n\(map.inWords)\(lines(notes))"
  }

  private func lines(_ notes: [ReadingNote]) -> String { notes.map { "\nnote: \($0)" }.joined() }
}

/// Fits landmarks on the images of a table: what `apus normalise fit` does.
public struct LandmarkFitting: Sendable {
  private let settings: IntensityNormalisation
  private let cases: [ExtractionCase]
  private let lines: [Int]
  /// Columns that look as if they chose a region, but were not used.
  package let unusedColumns: [UnusedColumn]
  /// What of the cohort file was left out, as sentences.
  package let notes: [String]

  /// - Parameters:
  ///   - path: a CSV file with the column Image and, for a region of interest, Mask, Label and ROI.
  ///   - between: what becomes of slices without a contour between others; `nil` for a refusal.
  ///   - spacing: how unevenly the slices of a DICOM series may be spaced.
  public init(
    _ method: String, cohort path: String, between: BetweenContours? = nil, spacing: SpacingRule = .standard
  ) throws {
    try self.init(method, cohort: path, between: between, spacing: spacing, series: .only)
  }

  /// The same of a series; landmarks are those of one.
  package init(
    _ method: String, cohort path: String, between: BetweenContours?, spacing: SpacingRule, series: CaseSeries
  ) throws {
    let settings = try IntensityNormalisation(checking: method)
    guard settings.needsFit else { throw NormalisationRequestError.needsNoFit(method: settings.method) }
    self.settings = settings
    let table = try CohortTable(
      reading: path, between: between, spacing: spacing, readsMasks: settings.needsRegionOfInterest,
      series: series)
    (cases, lines, unusedColumns, notes) = (table.cases, table.lines, table.unused, table.notes)
  }

  /// Files that are read.
  public var files: [String] { cases.flatMap(\.files) }

  /// The fit on every image that could be read, and why each other one could not, by line.
  public func fit(
    biasField: BiasFieldCorrection?, jobs: Int
  ) throws -> (file: LandmarkFile, failures: [UnusedImage]) {
    let results = parallelMap(cases, workers: jobs) { single in try landmarks(of: single, biasField) }
    var (all, failures): ([[Double]], [UnusedImage]) = ([], [])
    for (row, result) in results.enumerated() {
      switch result {
      case .success(let values): all.append(values)
      case .failure(let error): failures.append(UnusedImage(line: lines[row], image: cases[row].image, cause: error))
      }
    }
    if let first = failures.first, all.isEmpty { throw NoImageUsable(first: first) }
    return (LandmarkFile(try settings.fit(all)), failures)
  }

  private func landmarks(of single: ExtractionCase, _ biasField: BiasFieldCorrection?) throws -> [Double] {
    let opened = try single.open()
    let volume = try biasField?.corrected(opened.volume) ?? opened.volume
    let own = try ExtractionSettings.pyradiomicsDefaults.with(label: single.label(.pyradiomicsDefaults))
    let roi = settings.needsRegionOfInterest ? try single.readRegion(on: opened, own) : nil
    return try settings.landmarks(of: volume, roi: roi?.mask)
  }
}

/// An image of a table that gave no landmarks.
public struct UnusedImage: Sendable, CustomStringConvertible {
  /// Line of the table on which it begins, as an editor counts them.
  public let line: Int
  /// The image as the table names it.
  public let image: String
  /// Why: ``/ImageFiles/ImageFileError``, ``RegionError``, ``BiasFieldError``, ``/ImageProcessing/NormalisationError``,
  /// or ``ExtractionCaseError``.
  public let cause: any Error

  /// Line, image and cause.
  public var description: String { "line \(line): \(image): \(cause)" }
}

/// Why a table gave no landmarks, by its first line: "there is no image" would hide the cause.
public struct NoImageUsable: Error, CustomStringConvertible {
  /// The first image that could not be used.
  public let first: UnusedImage

  /// The first cause.
  public var description: String { "no image of the table could be used; \(first)" }
}

extension IntensityMap {
  /// The map with its numbers.
  fileprivate var inWords: String {
    switch self {
    case .standard(let own): "mean \(own.mean), standard deviation \(own.standardDeviation)"
    case .piecewise(let own):
      zip(own.knots, own.values).map { "\($0) to \($1)" }.joined(separator: "\n")
        + (own.scale == 1 ? "" : "\nthen times \(own.scale)")
    }
  }
}
