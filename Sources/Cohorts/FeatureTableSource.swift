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
  package let findings: [CohortFinding]
  private let table: CSVTable
  private let source: StudyFile.FeatureSource
  private let positions: [Int]
  private let rows: [String: Int]
  private let volume: Int?
  /// Findings about columns that were left out because of a few cells, by column.
  private let spoilt: [String: CohortFinding]
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
    // The clinical table says it for itself.
    let notes = path == study.path(of: study.cohort.table) ? [] : table.notes
    findings =
      notes.map { .reading(table: source.table, $0) } + choice.spoilt.map(\.finding) + choice.others
      + [PatientColumn.finding(study, table, id: source.id)].compactMap(\.self)
    columns = positions.map { table.columns[$0] }
    guard !columns.isEmpty else { throw StudyRunError.noFeatureColumn(file: path, findings.map(\.words)) }
  }

  /// Sentences about cells in some columns that may stand for a missing value.
  package func missingCodes(_ columns: [String]) -> [String] {
    MissingCodes.findings(in: table, columns: columns.compactMap { table.position(of: $0) })
      .filter { $0.kind != .nothing }.map(\.sentence)
  }

  /// The finding about a column that is in the table but was not used; `nil` if it is used or not in the table.
  package func cause(ofMissing column: String) -> CohortFinding? {
    guard table.position(of: column) != nil, !columns.contains(column) else { return nil }
    return spoilt[column]
  }

  /// The columns that match the patterns and are numeric, with findings about the others.
  private static func choose(
    _ table: CSVTable, _ source: StudyFile.FeatureSource, _ study: StudyFile
  ) -> (positions: [Int], spoilt: [(column: String, finding: CohortFinding)], others: [CohortFinding]) {
    let patterns = FeaturePatterns(source, of: study, in: table)
    let wanted = patterns.positions
    let isNumeric = { (at: Int) in
      table.rows.allSatisfy { MissingCodes.isEmpty($0[at]) || isNumber($0[at], table) }
    }
    let numeric = wanted.filter(isNumeric)
    let kept = Set(numeric)
    let (spoilt, words) = spoiltColumns(wanted.filter { !kept.contains($0) }, table, source)
    let dropped = words.map { table.columns[$0] }
    let thousands = MissingCodes.grouped(in: table, columns: numeric).map { CohortFinding.thousands($0) }
    let odd = patterns.findings + infinite(numeric, table, source) + thousands
    guard !dropped.isEmpty else { return (numeric, spoilt, odd) }
    return (numeric, spoilt, odd + [.notNumbers(dropped, example: spoiltExample(words, table, source))])
  }

  /// Whether a cell is a number, possibly infinite, in the style of the table; `0x1F` is not.
  private static func isNumber(_ cell: String, _ table: CSVTable) -> Bool {
    table.number(cell) != nil || Double(cell).map(\.isInfinite) ?? false
  }

  /// A finding about infinite cells: the program that wrote them divided by zero, and no step can use them.
  private static func infinite(
    _ columns: [Int], _ table: CSVTable, _ source: StudyFile.FeatureSource
  ) -> [CohortFinding] {
    var (names, cells, count) = ([String](), [PlacedCell](), 0)
    for at in columns {
      let rows = table.rows.indices.filter { Double(table.rows[$0][at]).map(\.isInfinite) ?? false }
      guard !rows.isEmpty else { continue }
      count += rows.count
      names.append(table.columns[at])
      cells += rows.prefix(5).map { placed(row: $0, column: at, table, source) }
    }
    return count > 0 ? [.infinite(Array(cells.prefix(5)), count: count, columns: names)] : []
  }

  private static func placed(
    row: Int, column: Int, _ table: CSVTable, _ source: StudyFile.FeatureSource
  ) -> PlacedCell {
    PlacedCell(
      column: table.columns[column], text: table.rows[row][column],
      id: table.position(of: source.id).map { table.rows[row][$0] }, line: table.lines[row])
  }

  /// An example of a cell that was probably meant as a number, from a column in which most cells are unreadable.
  private static func spoiltExample(
    _ columns: [Int], _ table: CSVTable, _ source: StudyFile.FeatureSource
  ) -> PlacedCell? {
    for at in columns {
      let cells = table.rows.indices.filter { !MissingCodes.isEmpty(table.rows[$0][at]) }
      let spoilt = cells.filter { MissingCodes.isSpoiltNumber(table.rows[$0][at]) }
      guard let first = spoilt.first, 2 * spoilt.count > cells.count else { continue }
      return placed(row: first, column: at, table, source)
    }
    return nil
  }

  /// Findings about numeric columns in which a few cells (at most a tenth) are unreadable, and the positions of all
  /// other columns.
  private static func spoiltColumns(
    _ columns: [Int], _ table: CSVTable, _ source: StudyFile.FeatureSource
  ) -> (spoilt: [(column: String, finding: CohortFinding)], words: [Int]) {
    var (spoilt, words): ([(column: String, finding: CohortFinding)], [Int]) = ([], [])
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
      let finding = CohortFinding.spoiltFeature(
        table.columns[at], table: source.table, count: bad.count,
        bad.prefix(5).map { placed(row: $0, column: at, table, source) })
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

  /// Whether nobody has a value in the column at a position of ``columns``.
  func isEmpty(column at: Int) -> Bool { table.rows.allSatisfy { MissingCodes.isEmpty($0[positions[at]]) } }

  /// The first cell of a patient's row, among the columns at `places` of ``columns``, that is no number to compute
  /// with; `nil` if there is none.
  func gap(of id: String, among places: [Int]) -> PlacedCell? {
    guard let row = rows[id] else { return nil }
    let at = places.first { place in
      guard let value = table.number(table.rows[row][positions[place]]) else { return true }
      return abs(value) > AnalysisCohort.largestFeature
    }
    return at.map { Self.placed(row: row, column: positions[$0], table, source) }
  }

  /// All rows of the feature columns, by column, if some belong to nobody among `ids`; otherwise `nil`.
  package func columns(beyond ids: [String]) -> [[Double?]]? {
    let known = Set(ids)
    guard rows.keys.contains(where: { !known.contains($0) }) else { return nil }
    return positions.map { at in table.rows.map { table.number($0[at]) } }
  }

  /// A finding about rows of the table that belong to no patient of the clinical table.
  func strangers(_ patients: [String]) -> CohortFinding? {
    let known = Set(patients)
    let strange = rows.keys.filter { !known.contains($0) }.sorted()
    return strange.isEmpty ? nil : .strangers(strange)
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
