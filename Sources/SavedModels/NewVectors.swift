import Records
import StudyFiles

/// Vectors of new patients, for a model that was trained on vectors computed elsewhere.
package struct NewVectors {
  /// One table of the model.
  private struct Table {
    let record: VectorRecord
    let path: String
    let table: CSVTable
    let rows: [String: Int]
  }

  private let tables: [Table]
  /// The ids of the first table, in its order.
  package let ids: [String]
  /// The files that are read.
  package var files: [String] { tables.map(\.path) }

  /// Reads the tables that options name: `FILE`, or `NAME=FILE` where the model reads several.
  /// - Throws: `TableError`, ``PredictionInputError``.
  package init(reading texts: [String], id column: String?, for model: SavedModel) throws {
    guard let records = model.description.inputs.vectors else { throw PredictionInputError.vectorsForOthers }
    var tables: [Table] = []
    var first: [String] = []
    for text in texts {
      let (record, path) = try Self.place(text, records)
      guard !tables.contains(where: { $0.record == record }) else {
        throw PredictionInputError.otherVectors(text, needed: records)
      }
      let (table, ids) = try PatientTable.table(path, column: column)
      for column in record.columns where table.position(of: column.name) == nil {
        throw TableError(file: path, problem: .noColumn(column.name, columns: Array(table.columns.prefix(20))))
      }
      if tables.isEmpty { first = ids }
      tables.append(
        Table(
          record: record, path: path, table: table,
          rows: Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })))
    }
    guard tables.count == records.count else { throw PredictionInputError.noVectors(records) }
    (self.tables, ids) = (tables, first)
  }

  private static func place(
    _ text: String, _ records: [VectorRecord]
  ) throws(PredictionInputError) -> (VectorRecord, String) {
    if let named = records.first(where: { text.hasPrefix("\($0.name)=") }) {
      return (named, String(text.dropFirst(named.name.count + 1)))
    }
    guard records.count == 1 else { throw .otherVectors(text, needed: records) }
    return (records[0], text)
  }

  /// The patients of the tables, with factors from the first of them.
  package func patients(for model: SavedModel) throws -> [NewPatient] {
    let first = tables[0]
    try PatientTable.requireFactors(of: model, in: first.table, path: first.path)
    return ids.enumerated().map { row, id in
      var patient = NewPatient(id: id)
      patient.decimalMark = first.table.decimalMark
      patient.takeFactors(of: model, from: first.table, row: row)
      return adding(to: patient)
    }
  }

  /// The patient with the vectors; without a row, or with a gap in it, the patient fails by name.
  package func adding(to patient: NewPatient) -> NewPatient {
    var result = patient
    for own in tables {
      guard let row = own.rows[patient.id] else {
        result.failure = result.failure ?? VectorFault.noRow(table: own.path, id: patient.id)
        continue
      }
      for column in own.record.columns {
        let cell = own.table.position(of: column.name).map { own.table.rows[row][$0] } ?? ""
        let value = own.table.number(cell)
        result.numbers[column.feature] = .some(value)
        if value == nil {
          result.failure =
            result.failure
            ?? VectorFault.gap(table: own.path, line: own.table.lines[row], column: column.name, cell: cell)
        }
      }
    }
    return result
  }
}

/// Why a new patient has no vector.
package enum VectorFault: Error, Sendable, Hashable, CustomStringConvertible {
  case noRow(table: String, id: String)
  /// A cell that is empty or no number.
  case gap(table: String, line: Int, column: String, cell: String)

  /// The file, the cause and what to do next.
  package var description: String {
    switch self {
    case .noRow(let table, let id): "\(table): has no row \"\(id)\". Add the row or correct the id."
    case .gap(let table, let line, let column, let cell):
      "\(table): line \(line), column \"\(column)\" is \(cell.isEmpty ? "empty" : "\"\(cell)\", which is no number"). "
        + "The model needs the whole vector. Complete the row."
    }
  }
}
