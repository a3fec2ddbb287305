import Extraction
import Features
import Records

/// Values of another program: a CSV that PyRadiomics wrote, or one like it.
///
/// Wide, one row per case and one column per feature (`image_class_Name`), or long, two columns of names and values for
/// one case. Columns that are no features (`diagnostics_…`, ids) are left alone.
struct PeerTable: Sendable {
  /// Features of one case.
  struct Row: Sendable {
    /// Values by column; `nil` where the cell is empty or no number.
    let values: [String: Double?]
    /// What the columns Image, Mask and Label say, where there are such.
    let image: String?
    let mask: String?
    let label: String?
  }

  /// Columns of features, in the order of the file.
  let columns: [String]
  let rows: [Row]

  init(reading path: String) throws(TableError) {
    let table = try CSVTable(reading: path)
    let wide = table.columns.filter(Self.isFeature)
    if wide.isEmpty, table.columns.count == 2 {
      // The header may already be the first feature.
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

  /// Whether a column has the form of a feature's name.
  static func isFeature(_ column: String) -> Bool {
    let parts = column.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, !parts[2].isEmpty else { return false }
    return FeatureClass(rawValue: String(parts[1])) != nil
  }

  /// A number, also as NumPy prints it: `[1.5]`, `array(1.5)`, `np.float64(1.5)`.
  private static func number(_ cell: String) -> Double? {
    let bare = cell.split(whereSeparator: { "[]() ".contains($0) }).last.map(String.init) ?? ""
    return Double(bare).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The row of a case: that with its image, mask and label where the table has such columns, else that of its
  /// position.
  func row(of single: ExtractionCase, at position: Int, label: String) -> Row? {
    let named = rows.filter { row in
      row.image == single.image && (row.mask == nil || row.mask == single.mask)
        && (row.label.map { $0.isEmpty || $0 == label } ?? true)
    }
    if named.count == 1 { return named[0] }
    return rows.indices.contains(position) ? rows[position] : nil
  }
}
