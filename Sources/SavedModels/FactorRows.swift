import Records

/// The factors of new patients: in the table of the patients, or in a table beside it, joined by id.
struct FactorRows {
  let table: CSVTable
  /// The row of each patient.
  let rows: [Int]

  /// - Throws: `TableError`, ``PredictionInputError`` where a factor of the model or a patient is missing.
  init(
    _ clinical: String?, id column: String?, beside patients: CSVTable, _ ids: [String], path: String,
    for model: SavedModel
  ) throws {
    guard let clinical else {
      if CaseColumn.series(in: patients.columns) != nil, let first = model.description.factors.first {
        throw PredictionInputError.noFactors(table: path, factor: first.name)
      }
      try PatientTable.requireFactors(of: model, in: patients, path: path)
      (table, rows) = (patients, Array(ids.indices))
      return
    }
    let (other, names) = try PatientTable.table(clinical, column: column)
    try PatientTable.requireFactors(of: model, in: other, path: clinical)
    let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    if let stranger = ids.first(where: { places[$0] == nil }) {
      throw PredictionInputError.noRow(stranger, table: clinical, features: path)
    }
    (table, rows) = (other, ids.compactMap { places[$0] })
  }
}

extension NewPatient {
  /// Reads the factors of a patient.
  mutating func takeFactors(of model: SavedModel, from factors: FactorRows, row: Int) {
    decimalMark = factors.table.decimalMark
    takeFactors(of: model, from: factors.table, row: factors.rows[row])
  }

  /// Reads the factors of a row, by name or by their column in the study; empty cells are unknown.
  mutating func takeFactors(of model: SavedModel, from table: CSVTable, row: Int) {
    for factor in model.description.factors {
      guard let at = table.position(of: factor.name) ?? table.position(of: factor.column) else { continue }
      factors[factor.name] = table.rows[row][at]
    }
    let batch = model.description.batchColumn.flatMap(table.position(of:)).map { table.rows[row][$0] }
    if let batch, !batch.isEmpty { self.batch = batch }
  }
}
