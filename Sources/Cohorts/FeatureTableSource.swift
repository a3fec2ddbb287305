import Extraction
import Features
import Records
import Results
import StudyFiles

/// Features that another program wrote into a table, joined to the patients by id.
package struct FeatureTableSource {
  /// The columns that are used as features.
  package let columns: [String]
  /// Findings about columns and rows that were not used.
  package let findings: [Finding]
  private let table: CSVTable
  private let source: StudyFile.FeatureSource
  private let positions: [Int]
  private let rows: [String: Int]
  private let volume: Int?
  /// Findings about columns that were left out because of a few cells, by column.
  private let spoilt: [String: Finding]
  /// Ids of the table without case, leading zeros and a final `.0`, for hints.
  private let plainIDs: [String: String]

  /// Reads the table and chooses its columns; those that the study file itself names (``StudyFile/namedColumns``) are
  /// never features.
  package init(_ source: StudyFile.FeatureSource, of study: StudyFile) throws {
    let path = study.path(of: source.table)
    let table = try CSVTable(reading: path)
    let known = { (column: String) throws(TableError) -> Int in
      guard let at = table.position(of: column) else {
        throw TableError(file: path, problem: .noColumn(column, columns: table.columns))
      }
      return at
    }
    let ids = try table.ids(at: known(source.id), file: path)
    volume = try source.volume.map { try known($0) }
    (self.table, self.source) = (table, source)
    rows = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    plainIDs = Dictionary(ids.map { (PatientID.plain($0), $0) }) { first, _ in first }
    let choice = FeatureTableSource.choose(table, source, study)
    (positions, spoilt) = (
      choice.positions, Dictionary(uniqueKeysWithValues: choice.spoilt.map { ($0.column, $0.finding) })
    )
    findings =
      choice.spoilt.map(\.finding) + choice.others
      + [PatientColumn.finding(study, table, id: source.id)].compactMap(\.self)
    columns = positions.map { table.columns[$0] }
    guard !columns.isEmpty else { throw StudyRunError.noFeatureColumn(file: path, findings) }
  }

  /// Sentences about cells in some columns that may stand for a missing value.
  package func missingCodes(_ columns: [String]) -> [String] {
    MissingCodes.findings(in: table, columns: columns.compactMap { table.position(of: $0) })
      .filter { $0.kind != .nothing }.map(\.sentence)
  }

  /// The finding about a column that is in the table but was not used; `nil` if it is used or not in the table.
  package func cause(ofMissing column: String) -> Finding? {
    guard table.position(of: column) != nil, !columns.contains(column) else { return nil }
    return spoilt[column]
  }

  /// The columns that match the patterns and are numeric, with findings about the others.
  private static func choose(
    _ table: CSVTable, _ source: StudyFile.FeatureSource, _ study: StudyFile
  ) -> (positions: [Int], spoilt: [(column: String, finding: Finding)], others: [Finding]) {
    let patterns = FeaturePatterns(source, of: study, in: table)
    let wanted = patterns.positions
    let isNumeric = { (at: Int) in
      table.rows.allSatisfy { MissingCodes.isEmpty($0[at]) || isNumber($0[at], table) }
    }
    let numeric = wanted.filter(isNumeric)
    let kept = Set(numeric)
    let (spoilt, words) = spoiltColumns(wanted.filter { !kept.contains($0) }, table, source)
    let dropped = words.map { table.columns[$0] }
    let odd = patterns.findings + infinite(numeric, table, source) + MissingCodes.grouped(in: table, columns: numeric)
    guard !dropped.isEmpty else { return (numeric, spoilt, odd) }
    let finding = Finding(
      .note,
      dropped.count == 1
        ? "One column of the feature table is not of numbers and was left out."
        : "\(dropped.count) columns of the feature table are not numbers and were left out.",
      detail: "\(dropped.count == 1 ? "It is" : "They are") \(dropped.shown).\(spoiltExample(words, table))")
    return (numeric, spoilt, odd + [finding])
  }

  /// Whether a cell is a number, possibly infinite, in the style of the table; `0x1F` is not.
  private static func isNumber(_ cell: String, _ table: CSVTable) -> Bool {
    table.number(cell) != nil || Double(cell).map(\.isInfinite) ?? false
  }

  /// A finding about infinite cells: the program that wrote them divided by zero, and no step can use them.
  private static func infinite(_ columns: [Int], _ table: CSVTable, _ source: StudyFile.FeatureSource) -> [Finding] {
    let id = table.position(of: source.id)
    var (names, places, count) = ([String](), [String](), 0)
    for at in columns {
      let rows = table.rows.indices.filter { Double(table.rows[$0][at]).map(\.isInfinite) ?? false }
      guard !rows.isEmpty else { continue }
      count += rows.count
      names.append(table.columns[at])
      places += rows.prefix(5).map { row in
        "\(table.columns[at]) in line \(table.lines[row])\(id.map { " (\(table.rows[row][$0]))" } ?? "")"
      }
    }
    guard count > 0 else { return [] }
    return [
      Finding(
        .caution,
        "\(count) \(count == 1 ? "cell of the feature table is" : "cells of the feature table are") infinite and "
          + "\(count == 1 ? "was" : "were") treated as missing: \(names.shown).",
        detail:
          "\(count == 1 ? "It is" : "They are") \(places.prefix(5).joined(separator: ", "))"
          + "\(count > 5 ? " and others" : ""). \(count == 1 ? "Its value is" : "Their values are") "
          + "imputed. Find out why the program that made the table divided by zero, and correct the cells or leave "
          + "the columns out.")
    ]
  }

  /// An example of a cell that was probably meant as a number, from a column in which most cells are unreadable.
  private static func spoiltExample(_ columns: [Int], _ table: CSVTable) -> String {
    for at in columns {
      let cells = table.rows.indices.filter { !MissingCodes.isEmpty(table.rows[$0][at]) }
      let spoilt = cells.filter { MissingCodes.isSpoiltNumber(table.rows[$0][at]) }
      guard let first = spoilt.first, 2 * spoilt.count > cells.count else { continue }
      return
        " Is \"\(table.rows[first][at])\" of \(table.columns[at]) (line \(table.lines[first])) a number? Write a "
        + "decimal point and no unit, or "
        + "separate the columns by semicolons: then a comma is a decimal comma."
    }
    return ""
  }

  /// Findings about numeric columns in which a few cells (at most a tenth) are unreadable, and the positions of all
  /// other columns.
  private static func spoiltColumns(
    _ columns: [Int], _ table: CSVTable, _ source: StudyFile.FeatureSource
  ) -> (spoilt: [(column: String, finding: Finding)], words: [Int]) {
    var (spoilt, words): ([(column: String, finding: Finding)], [Int]) = ([], [])
    let id = table.position(of: source.id)
    for at in columns {
      let bad = table.rows.indices.filter {
        let cell = table.rows[$0][at]
        return !MissingCodes.isEmpty(cell) && !isNumber(cell, table)
      }
      let filled = table.rows.count { !MissingCodes.isEmpty($0[at]) }
      guard bad.count <= max(1, filled / 10), filled > bad.count + 2 else {
        words.append(at)
        continue
      }
      let cells = bad.prefix(5).map { row in
        "\"\(table.rows[row][at])\" in line \(table.lines[row])\(id.map { " (\(table.rows[row][$0]))" } ?? "")"
      }
      let finding = Finding(
        .caution,
        "The feature \(table.columns[at]) was left out for \(bad.count == 1 ? "one cell" : "\(bad.count) cells").",
        detail:
          "All others are numbers, but it holds \(cells.joined(separator: ", ")). Correct the cell in "
          + "\(source.table), or leave it empty, and run the study again.")
      spoilt.append((table.columns[at], finding))
    }
    return (spoilt, words)
  }

  /// The features of one patient.
  package func features(_ id: String) throws -> CaseFeatures {
    guard let row = rows[id] else {
      throw MissingRow(table: source.table, column: source.id, id: id, alike: plainIDs[PatientID.plain(id)])
    }
    let cells = table.rows[row]
    // The reason is reported as "missing in the table", because another program computed the value.
    let values = positions.map { table.number(cells[$0]).map(FeatureValue.defined) ?? .undefined(.notFinite) }
    let scale = source.volumeUnit == .millilitre ? 1000.0 : 1
    let volume = volume.flatMap { table.number(cells[$0]) }.flatMap {
      // A volume whose square cannot be represented is treated as missing.
      abs($0) <= AnalysisCohort.largestFeature ? $0 * scale : nil
    }
    guard values.contains(where: { $0.number != nil }) else {
      throw EmptyRow(table: source.table, line: table.lines[row])
    }
    return CaseFeatures(
      values: values, lesionVolumes: volume.map { [$0] } ?? [], shuffled: nil, imageHashes: [], notes: [], remarks: [])
  }

  /// All rows of the feature columns, by column, if some belong to nobody among `ids`; otherwise `nil`.
  package func columns(beyond ids: [String]) -> [[Double?]]? {
    let known = Set(ids)
    guard rows.keys.contains(where: { !known.contains($0) }) else { return nil }
    return positions.map { at in table.rows.map { table.number($0[at]) } }
  }

  /// A finding about rows of the table that belong to no patient of the clinical table.
  func strangers(_ patients: [String]) -> Finding? {
    let known = Set(patients)
    let strange = rows.keys.filter { !known.contains($0) }.sorted()
    guard !strange.isEmpty else { return nil }
    return Finding(
      .caution,
      strange.count == 1
        ? "One row of the feature table does not belong to any analysed patient."
        : "\(strange.count) rows of the feature table do not belong to any analysed patient.",
      detail: strange.count == 1
        ? "It is not in the clinical table, or the table excludes its patient, and it was left out: \(strange.shown)."
        : "They are not in the clinical table, or it excludes them, and were left out: \(strange.shown)."
    )
  }

  /// A patient whose row has no value of any feature: imputation would invent all of them.
  struct EmptyRow: Error, CustomStringConvertible {
    let table: String
    let line: Int
    var description: String {
      "\(table): all features are empty in line \(line). Complete the row, or leave the patient out."
    }
  }

  /// A patient without a row.
  struct MissingRow: Error, CustomStringConvertible {
    let table: String
    let column: String
    var id = ""
    /// An id of the table that differs only by case, leading zeros or a final `.0`.
    var alike: String?
    var description: String {
      let hint = alike.map {
        " It has \"\($0)\", and the clinical table \"\(id)\": if they are the same patient, write both ids in the "
          + "same way."
      }
      return "\(table): no row has this id in the column \"\(column)\"."
        + (hint ?? " Add the row, or correct the id in one of the tables.")
    }
  }
}
