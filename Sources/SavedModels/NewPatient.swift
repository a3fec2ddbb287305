import Cohorts
import Foundation
import ImageFiles
import Records
import StudyFiles

/// A patient whom a saved model has not seen: the image files and the recorded values.
package struct NewPatient: Sendable {
  /// The files of one series.
  package struct SeriesFiles: Hashable, Sendable {
    /// The image: a file or a DICOM folder.
    package var image: String?
    /// The mask: a label image, RTSTRUCT or SEG.
    package var mask: String?
    /// Name of the region in an RTSTRUCT or SEG; `nil` for the name used in the study.
    package var roi: String?
    /// Label in a label image; `nil` for the label used in the study.
    package var label: String?
    /// The treatment of slices without a contour between others; `nil` for the choice of the study.
    package var between: BetweenContours?
    /// By how much distances of slices may deviate, as a share; `nil` for the choice of the study.
    package var spacingTolerance: Double?
    /// Mask of reference tissue, if the normalisation needs one.
    package var reference: String?

    /// Without any files yet.
    package init() {}
  }

  /// The id in the output.
  package let id: String
  /// The files of each series.
  package var files: [String: SeriesFiles]
  /// The recorded factors as text, by name.
  package var factors: [String: String]
  /// Site or scanner, if the model harmonises.
  package var batch: String?
  /// The series of the patient's study, used instead of `files`.
  package var series: CohortSeries?
  /// Values of a feature table by column, and the lesion volume in ml.
  package var numbers: [String: Double?]
  /// Cells of the feature table that hold something, but no number, by column.
  package var unreadable: [String: String] = [:]
  /// How `factors` write numbers.
  package var decimalMark = DecimalMark.point
  /// Why the patient cannot be predicted, if this is known before any image is opened.
  package var failure: (any Error)?

  /// A patient with these files and factors.
  package init(id: String, files: [String: SeriesFiles] = [:], factors: [String: String] = [:]) {
    (self.id, self.files, self.factors, numbers) = (id, files, factors, [:])
  }
}

extension NewPatient {
  /// The same with another treatment of slices without a contour, and of uneven slices, in every series; `nil` keeps
  /// the choice of the study.
  package func choosing(_ between: BetweenContours?, spacingTolerance: Double? = nil) -> NewPatient {
    var result = self
    for series in files.keys {
      if let between { result.files[series]?.between = between }
      if let spacingTolerance { result.files[series]?.spacingTolerance = spacingTolerance }
    }
    return result
  }

  /// One patient from command-line options: lists of `SERIES=PATH` (only `PATH` if the model needs one series) and of
  /// `NAME=VALUE`.
  /// - Throws: ``PredictionInputError`` for a series or a factor that the model does not have.
  package init(
    id: String, images: [String], masks: [String], rois: [String] = [], labels: [String] = [],
    references: [String] = [], factors: [String], for model: SavedModel
  ) throws(PredictionInputError) {
    self.init(id: id)
    let names = model.description.inputs.series.map(\.name)
    if let vectors = model.description.inputs.vectors, names.isEmpty,
      let option = Self.imageOption(images, masks, rois)
    {
      throw .imagesForVectors(option: option, vectors)
    }
    let lists: [(String, [String], WritableKeyPath<SeriesFiles, String?>)] = [
      ("--image", images, \.image), ("--mask", masks, \.mask), ("--roi", rois, \.roi), ("--label", labels, \.label),
      ("--reference", references, \.reference),
    ]
    for (option, values, part) in lists {
      for text in values {
        let (series, value) = try Self.part(text, option: option, names: names)
        guard files[series]?[keyPath: part] == nil else {
          throw .seriesTwice(option: option, series: series)
        }
        files[series, default: SeriesFiles()][keyPath: part] = value
      }
    }
    let column = model.description.batchColumn
    let known = model.description.factors.map(\.name) + [column].compactMap(\.self)
    for text in factors {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw .factorWithoutValue(text) }
      guard known.contains(parts[0]) else { throw .otherFactor(parts[0], known: known) }
      guard self.factors[parts[0]] == nil else { throw .factorTwice(parts[0]) }
      self.factors[parts[0]] = parts[1]
      if parts[0] == column { batch = parts[1] }
    }
  }

  /// The first option that gives images; `nil` if none does.
  private static func imageOption(_ images: [String], _ masks: [String], _ rois: [String]) -> String? {
    [("--image", images), ("--mask", masks), ("--roi", rois)].first { !$0.1.isEmpty }?.0
  }

  private static func part(
    _ text: String, option: String, names: [String]
  ) throws(PredictionInputError) -> (String, String) {
    if let name = names.first(where: { text.hasPrefix("\($0)=") }) {
      return (name, String(text.dropFirst(name.count + 1)))
    }
    // A path may contain an equals sign too. A text that is no file and looks like another series is an error.
    let other = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if names.count == 1, other.count < 2 || other[0].contains("/") || FileManager.default.fileExists(atPath: text) {
      return (names[0], text)
    }
    if names.count == 1 { throw .otherSeries(option: option, text: text, needed: names[0]) }
    throw names.isEmpty ? .noImages(option: option) : .seriesNotNamed(option: option, text: text, needed: names)
  }
}

/// Tables of new patients.
package struct PatientTable: Sendable {
  /// The patients, in the order of the rows.
  package let patients: [NewPatient]
  /// The files from which they are read, tables and images.
  package let files: [String]

  /// Reads a table with one row per patient.
  ///
  /// The table has an id column (`id`, `subject` or `patient`, or the one named); `SERIES_image`, `SERIES_mask` and
  /// optionally `SERIES_roi`, `SERIES_label`, `SERIES_reference` (without the prefix if the model needs one series);
  /// and factors, by name or by their column in the study. Relative paths start from the folder of the table.
  /// - Throws: `TableError`, ``PredictionInputError``.
  ///
  /// The `cases.csv` of `apus study init` is such a table, without factors.
  /// - Parameter clinical: the table of factors, if they are in a separate one.
  package init(
    reading path: String, clinical: String? = nil, id column: String?, for model: SavedModel
  ) throws {
    let (table, ids) = try PatientTable.table(path, column: column)
    let inputs = model.description.inputs
    let factors = try FactorRows(clinical, id: column, beside: table, ids, path: path, for: model)
    if let proposed = CaseColumn.series(in: table.columns) {
      for series in inputs.series where !proposed.contains(series.name) {
        throw TableError(file: path, problem: .noSeries(series.name, proposed))
      }
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    for series in inputs.series {
      let needed = series.maskOf == nil ? ["image", "mask"] : ["image"]
      for part in needed where PatientTable.position(part, series: series.name, inputs: inputs, table: table) == nil {
        throw TableError(file: path, problem: .noColumn("\(series.name)_\(part)", columns: table.columns))
      }
    }
    let others = [model.description.batchColumn, column].compactMap(\.self)
    let taken = Set(model.description.factors.flatMap { [$0.name, $0.column] } + others)
    try PatientRegionColumns(table: table, taken: taken).check(inputs.series, file: path) { part, series in
      PatientTable.position(part, series: series.name, inputs: inputs, table: table)
    }
    patients = table.rows.indices.map { row in
      var patient = NewPatient(id: ids[row])
      for series in inputs.series {
        let cell = { (part: String) -> String? in
          PatientTable.position(part, series: series.name, inputs: inputs, table: table).map { table.rows[row][$0] }
            .flatMap {
              $0.isEmpty ? nil : $0
            }
        }
        let file = { (part: String) in cell(part).map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" } }
        var own = NewPatient.SeriesFiles()
        (own.image, own.mask, own.reference) = (file("image"), file("mask"), file("reference"))
        (own.roi, own.label) = (cell("roi"), cell("label"))
        patient.files[series.name] = own
      }
      patient.takeFactors(of: model, from: factors, row: row)
      return patient
    }
    files =
      [path] + [clinical].compactMap(\.self)
      + patients.flatMap { $0.files.values.flatMap { [$0.image, $0.mask, $0.reference].compactMap(\.self) } }
  }

  /// Reads a feature table for a model that was trained on one. `clinical` is the table of factors, if they are in a
  /// separate one.
  /// - Throws: `TableError`, ``PredictionInputError``.
  package init(features path: String, clinical: String?, id column: String?, for model: SavedModel) throws {
    let (table, ids) = try PatientTable.table(path, column: column)
    let inputs = model.description.inputs
    for name in inputs.tableColumns + [inputs.tableVolume?.column].compactMap(\.self)
    where table.position(of: name) == nil {
      throw TableError(file: path, problem: .noColumn(name, columns: table.columns))
    }
    let factors = try FactorRows(clinical, id: column, beside: table, ids, path: path, for: model)
    patients = table.rows.indices.map { row in
      var patient = NewPatient(id: ids[row])
      let number = { (name: String) in table.position(of: name).flatMap { table.number(table.rows[row][$0]) } }
      for name in inputs.tableColumns {
        let value = number(name)
        patient.numbers[name] = .some(value)
        let cell = table.position(of: name).map { table.rows[row][$0] } ?? ""
        if value == nil, !MissingCodes.isEmpty(cell) { patient.unreadable[name] = cell }
      }
      if let volume = inputs.tableVolume { patient.numbers[FeatureFile.volume] = .some(volume.millilitres(number)) }
      patient.takeFactors(of: model, from: factors, row: row)
      return patient
    }
    files = [path] + [clinical].compactMap(\.self)
  }

  /// Requires a column for every factor. A missing column is more often a misspelling than intended; empty cells can
  /// say that values are unknown.
  static func requireFactors(of model: SavedModel, in table: CSVTable, path: String) throws(TableError) {
    for factor in model.description.factors
    where table.position(of: factor.name) == nil && table.position(of: factor.column) == nil {
      throw TableError(file: path, problem: .noColumn(factor.name, columns: table.columns))
    }
  }

  static func table(_ path: String, column: String?) throws -> (CSVTable, [String]) {
    let table = try CSVTable(reading: path)
    let names = column.map { [$0] } ?? ["id", "subject", "patient"]
    guard let at = names.lazy.compactMap(table.position(of:)).first else {
      throw TableError(file: path, problem: .noColumn(names[0], columns: table.columns))
    }
    let ids = try table.ids(at: at, file: path)
    guard !ids.isEmpty else { throw PredictionInputError.noRows(table: path) }
    return (table, ids)
  }

  /// What a `cases.csv` calls the parts of a series.
  private static let proposed: [String: CaseColumn.Part] = ["image": .image, "mask": .contours, "roi": .region]

  private static func position(
    _ part: String, series: String, inputs: ModelInputs, table: CSVTable
  ) -> Int? {
    let proposed = PatientTable.proposed[part].map { [CaseColumn.column($0, of: series)] } ?? []
    let names = ["\(series)_\(part)"] + proposed + (inputs.series.count == 1 ? [part, part.capitalized] : [])
    return names.lazy.compactMap(table.position(of:)).first
  }
}

extension ModelInputs.TableVolume {
  /// The volume in ml, computed as in the run of the study.
  func millilitres(_ number: (String) -> Double?) -> Double? {
    // The run converts volumes to mm³ and back, so the same two steps give the same last bit.
    number(column).map { $0 * (unit == .millilitre ? 1000.0 : 1) / 1000 }
  }
}
