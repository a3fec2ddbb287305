import DeepRadiomics
import Execution
import Extraction
import ImageFiles
import Records
import Volumes

/// Cases and the table of their deep features.
///
/// Columns: `Image`, `Mask`, `Label`, the other columns of the cohort file, one per feature
/// (``DeepExtractor/columns(series:)``), `Note` (what was done to the case, e.g. slices that were cut off) and `Error`
/// (why a row has no features).
public struct DeepTable: Sendable {
  private let table: ExtractionTable
  private let label: Int

  /// The cases of an extraction, with the label for those that name none.
  public init(_ table: ExtractionTable, label: Int = 1) {
    self.table = table
    self.label = label
  }

  /// Cases, in the order of the rows.
  public var cases: [ExtractionCase] { table.cases }

  /// What a message about a case begins with; ``/Extraction/ExtractionTable/place(_:)``.
  public func place(_ position: Int) -> String { table.place(position) }

  /// Every file that a case is read from.
  public var files: [String] { table.files }

  /// Depths of the cases that can be read; those that cannot will be rows with their error.
  public func depths(_ settings: InputSettings, jobs: Int) -> [Int] {
    parallelMap(cases, workers: jobs) { single throws in try settings.depth(of: single.inputImage(label: label)) }
      .compactMap { try? $0.get() }
  }

  /// Column names of the result.
  public func columns(_ extractor: DeepExtractor) -> [String] {
    ["Image", "Mask", "Label"] + table.passed + extractor.columns(series: [""]) + ["Note", "Error"]
  }

  /// Throws when a column that is passed through has the name of one of the result.
  public func checkColumns(_ extractor: DeepExtractor, file: String) throws(TableError) {
    guard let twice = columns(extractor).firstDuplicate else { return }
    throw TableError(file: file, problem: .reservedColumn(twice))
  }

  /// Computes every case; one that fails is a row with its error, and the rest goes on.
  /// - Parameters:
  ///   - jobs: cases that are read and prepared at once; the network takes one after the other, with its own threads.
  ///   - finished: called once per case, as it ends, from any thread.
  public func rows(
    _ extractor: DeepExtractor, jobs: Int, finished: @Sendable (Int, DeepRow) -> Void = { _, _ in }
  ) -> [DeepRow] {
    parallelMap(Array(cases.enumerated()), workers: jobs) { item in
      let row = DeepRow(item.element, extractor, label: label)
      finished(item.offset, row)
      return row
    }
  }
}

/// One row of the result.
public struct DeepRow: Sendable {
  /// The cells, one per column.
  public let cells: [String]
  /// Why the case has no features; `nil` where it has.
  public let error: String?
  /// What was done to the case.
  public let notes: [String]
  /// Its features; none where it failed.
  public let values: [Double]

  init(_ single: ExtractionCase, _ extractor: DeepExtractor, label: Int) {
    func first(_ read: Int?) -> [String] {
      [single.image, single.mask, single.labelCell(label, read: read)] + single.passed
    }
    do {
      let input = try single.input(label: label)
      let found = try extractor.features(of: [input.image])
      (notes, values) = (input.notes.map(\.description) + found.notes, found.values)
      cells = first(input.label) + found.values.map(CSVWriter.number) + [notes.joined(separator: "; "), ""]
      error = nil
    } catch {
      let cause = "\(error)"
      cells = first(nil) + Array(repeating: "", count: extractor.columns(series: [""]).count) + ["", cause.onOneLine]
      (notes, values) = ([], [])
      self.error = cause
    }
  }
}

extension ExtractionCase {
  /// Image and mask as the input of a network takes them.
  package func inputImage(label: Int) throws -> InputImage { try input(label: label).image }

  /// The same with what was read into the file of the region, and the label that was read (``MaskReading/label``).
  package func input(label: Int) throws -> (image: InputImage, notes: [ReadingNote], label: Int?) {
    let defaults = ExtractionSettings.pyradiomicsDefaults.with(label: label)
    let settings = defaults.with(label: try self.label(defaults))
    let opened = try open()
    let reading = try readRegion(on: opened, settings)
    // Headers of a pair may differ in the last digits; the reader has compared them, so the image's speaks for both.
    let mask = Mask(grid: opened.volume.grid, voxels: reading.mask.voxels)
    return (InputImage(volume: opened.volume, mask: mask), opened.notes(on: mask) + reading.notes, reading.label)
  }
}
