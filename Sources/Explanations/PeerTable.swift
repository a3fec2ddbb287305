import Extraction
import Features
import Records

/// Values of another program: a CSV file written by PyRadiomics or in the same form.
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
  }

  /// The columns of features, in the order of the file.
  let columns: [String]
  let rows: [Row]

  init(reading path: String) throws(TableError) {
    let table = try CSVTable(reading: path)
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
        file: path, problem: .noColumn("original_firstorder_Mean", columns: Array(table.columns.prefix(20))))
    }
  }

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
    let named = rows.filter { row in
      row.image == single.image && (row.mask == nil || row.mask == single.mask)
        && (row.label.map { $0.isEmpty || $0 == label } ?? true)
    }
    if named.count == 1 { return named[0] }
    return rows.indices.contains(position) ? rows[position] : nil
  }
}
