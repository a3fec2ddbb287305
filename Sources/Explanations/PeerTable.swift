import Extraction
import Features
import Records

/// Values of another program: a CSV file written by PyRadiomics or in the same form, or the `features.csv` of a study.
///
/// A wide table has one row per case and one column per feature (`image_class_Name`); a long one has two columns, names
/// and values, for one case. Columns that are not features (`diagnostics_…`, ids) are ignored.
struct PeerTable: Sendable {
  /// The features of one case.
  struct Row: Sendable {
    /// Values by column; `nil` where the cell is empty or not a number.
    let values: [String: Double?]
    /// The cells of the columns Image, Mask and Label, if there are such columns.
    let image: String?
    let mask: String?
    let label: String?
    /// Whose features of which series they are, in the `features.csv` of a study.
    var origin: CaseOrigin?
  }

  /// The columns of features, in the order of the file.
  let columns: [String]
  let rows: [Row]

  init(reading path: String) throws(TableError) {
    let table = try CSVTable(reading: path)
    if OwnTable(columns: table.columns) == .features {
      (columns, rows) = Self.ofStudy(table)
      return
    }
    let wide = table.columns.filter(Self.isFeature)
    if wide.isEmpty, table.columns.count == 2 {
      // Such a table may have no header, so its first line is also read as a feature.
      let pairs = ([table.columns] + table.rows).filter { Self.isFeature($0[0]) }
      columns = pairs.map { $0[0] }
      let values = pairs.map { ($0[0], Self.number($0[1])) }
      rows = [
        Row(values: Dictionary(values) { first, _ in first }, image: nil, mask: nil, label: nil)
      ]
    } else {
      columns = wide
      rows = table.rows.map { cells in
        func cell(_ name: String) -> String? { table.position(of: name).map { cells[$0] } }
        let values = wide.map { name in (name, cell(name).flatMap(Self.number)) }
        return Row(
          values: Dictionary(values) { first, _ in first }, image: cell("Image"), mask: cell("Mask"),
          label: cell("Label"))
      }
    }
    guard !columns.isEmpty else {
      throw TableError(
        file: path, problem: .noColumn("original_firstorder_Mean", columns: table.columns))
    }
  }

  /// The columns and rows of the `features.csv` of a study: a row for each patient and series, since the columns of a
  /// patient are those of all series, each with the name of its series before it.
  private static func ofStudy(_ table: CSVTable) -> (columns: [String], rows: [Row]) {
    let parts = table.columns.enumerated().compactMap { at, column -> (at: Int, series: String, feature: String)? in
      let words = column.split(separator: "_", omittingEmptySubsequences: false)
      let feature = words.suffix(3).joined(separator: "_")
      guard words.count > 3, isFeature(feature) else { return nil }
      return (at, words.dropLast(3).joined(separator: "_"), feature)
    }
    var seen = Set<String>()
    let columns = parts.map(\.feature).filter { seen.insert($0).inserted }
    let series = Dictionary(grouping: parts, by: \.series).sorted { $0.value[0].at < $1.value[0].at }
    let rows = table.rows.flatMap { cells in
      series.map { name, parts in
        Row(
          values: Dictionary(parts.map { ($0.feature, number(cells[$0.at])) }) { first, _ in first }, image: nil,
          mask: nil, label: nil, origin: CaseOrigin(subject: cells[0], series: name))
      }
    }
    return (columns, rows)
  }

  /// Whether its rows are those of patients and series.
  var isOfStudy: Bool { rows.contains { $0.origin != nil } }

  /// Whether the name of a column has the form of a feature's name.
  static func isFeature(_ column: String) -> Bool {
    let parts = column.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, !parts[2].isEmpty else { return false }
    return FeatureClass(rawValue: String(parts[1])) != nil
  }

  /// The number in a cell, also in the forms that NumPy prints: `[1.5]`, `array(1.5)`, `np.float64(1.5)`.
  private static func number(_ cell: String) -> Double? {
    let bare = cell.split(whereSeparator: { "[]() ".contains($0) }).last.map(String.init) ?? ""
    return Double(bare).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The row with the image, mask and label of a case if the table has such columns, otherwise the row at its position.
  func row(of single: ExtractionCase, at position: Int, label: String) -> Row? {
    // Without a patient nothing says which row is meant: a study leaves out patients, so places differ.
    if isOfStudy { return single.origin.flatMap { own in rows.first { $0.origin == own } } }
    let named = rows.filter { row in
      row.image == single.image && (row.mask == nil || row.mask == single.mask)
        && (row.label.map { $0.isEmpty || $0 == label } ?? true)
    }
    if named.count == 1 { return named[0] }
    return rows.indices.contains(position) ? rows[position] : nil
  }
}
