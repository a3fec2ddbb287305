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
package struct DeepTable: Sendable {
  private let table: ExtractionTable
  private let label: Int?
  /// How the features of slices are joined.
  package var pooling = SlicePooling.mean

  /// The cases of an extraction, with the label for cases that name none; `nil` if nobody gave one.
  package init(_ table: ExtractionTable, label: Int? = nil) {
    self.table = table
    self.label = label
  }

  /// The cases, in the order of the rows.
  package var cases: [ExtractionCase] { table.cases }

  /// The start of a message about a case; see ``/Extraction/ExtractionTable/place(_:)``.
  package func place(_ position: Int) -> String { table.place(position) }

  /// Every file that a case is read from.
  package var files: [String] { table.files }

  /// The size of the input for all cases that can be read. A case that cannot be read later becomes a row with its
  /// error.
  package func fit(_ settings: InputSettings, for treatment: DepthTreatment, jobs: Int) throws -> InputFit {
    guard settings.fitted(for: treatment) != nil else { return try InputFit(settings, for: treatment, of: []) }
    let extents = parallelMap(cases, workers: jobs) { single throws in
      let extent = try InputExtent(single.inputImage(label: label))
      _ = try settings.depth(of: extent)
      return extent
    }.compactMap { try? $0.get() }
    // Without a case that can be read, every row has an error of its own, and any size will do.
    let some = extents.isEmpty ? InputFit(depth: 1, crop: CropFit(side: 1, depth: nil)) : nil
    return try some ?? InputFit(settings, for: treatment, of: extents)
  }

  /// The column names of the table.
  package func columns(_ extractor: DeepExtractor) -> [String] {
    ["Image", "Mask", "Label"] + table.passed + extractor.columns(series: [""], pooling: pooling) + ["Note", "Error"]
  }

  /// Throws if a column that is passed through has the same name as a column of the table.
  package func checkColumns(_ extractor: DeepExtractor, file: String) throws(TableError) {
    guard let twice = columns(extractor).firstDuplicate else { return }
    throw TableError(file: file, problem: .reservedColumn(twice))
  }

  /// Computes every case. A case that fails becomes a row with its error, and the others go on.
  /// - Parameters:
  ///   - jobs: number of cases that are read and prepared at once. The network takes one at a time, on its own threads.
  ///   - finished: called once per case when it ends, from any thread.
  package func rows(
    _ extractor: DeepExtractor, jobs: Int, finished: @Sendable (Int, DeepFeatureRow) -> Void = { _, _ in }
  ) -> [DeepFeatureRow] {
    parallelMap(Array(cases.enumerated()), workers: jobs) { item in
      let row = DeepFeatureRow(item.element, by: extractor, label: label, pooling: pooling)
      finished(item.offset, row)
      return row
    }
  }
}

/// One row of the table.
package struct DeepFeatureRow: Sendable {
  /// The cells, one per column.
  package let cells: [String]
  /// Why the case has no features; `nil` if it has.
  package let error: (any Error)?
  /// What was done to the case.
  package let notes: [String]
  /// The features; empty if the case failed.
  package let values: [Double]

  init(_ single: ExtractionCase, by extractor: DeepExtractor, label: Int?, pooling: SlicePooling) {
    func first(_ read: Int?) -> [String] {
      [single.image, single.mask, single.labelCell(label, read: read)] + single.passed
    }
    do {
      let input = try single.input(label: label)
      let found = try extractor.features(of: [input.image], joinedBy: pooling)
      let seen = try extractor.sights(of: [input.image]).flatMap(\.notes)
      (notes, values) = (input.notes.map(\.description) + found.notes + seen, found.values)
      cells = first(input.label) + found.values.map(CSVWriter.number) + [notes.joined(separator: "; "), ""]
      error = nil
    } catch {
      let empty = Array(repeating: "", count: extractor.columns(series: [""]).count)
      cells = first(nil) + empty + ["", "\(error)".onOneLine]
      (notes, values) = ([], [])
      self.error = error
    }
  }
}

extension ExtractionCase {
  /// Image and mask as input of a network.
  package func inputImage(label: Int?) throws -> InputImage { try input(label: label).image }

  /// The same, with notes on how the file of the region was read, and the label that was read (``MaskReading/label``).
  package func input(label: Int?) throws -> (image: InputImage, notes: [ReadingNote], label: Int?) {
    let defaults = ExtractionSettings.pyradiomicsDefaults.with(label: label)
    let settings = defaults.with(label: try self.label(defaults))
    let opened = try open()
    let reading = try readRegion(on: opened, settings)
    // Image and mask headers may differ in the last digits. The reader compared them, so the image's grid is used.
    let mask = Mask(grid: opened.volume.grid, voxels: reading.mask.voxels)
    return (InputImage(volume: opened.volume, mask: mask), opened.notes(on: mask) + reading.notes, reading.label)
  }
}
