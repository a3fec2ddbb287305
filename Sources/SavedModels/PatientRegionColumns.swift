import Extraction
import Records

/// Columns of a table of new patients that look as if they chose the region of a series, and are not read.
package struct PatientRegionColumns {
  private let table: CSVTable
  private let taken: Set<String>

  /// - Parameter taken: columns that are read as something else: the id, factors and the batch.
  package init(table: CSVTable, taken: Set<String>) {
    (self.table, self.taken) = (table, taken)
  }

  /// Refuses another spelling of `SERIES_label` or `SERIES_roi` that would choose another region than the one of the
  /// study.
  /// - Parameters:
  ///   - series: the series of the model.
  ///   - read: the position of the column that is read for a part of the series.
  /// - Throws: `TableError` with `.nearlyColumn`.
  package func check(
    _ series: [SeriesInput], file: String, read: (_ part: String, SeriesInput) -> Int?
  ) throws(TableError) {
    for (position, column) in table.columns.enumerated() where !taken.contains(column) {
      for input in series {
        guard let part = part(of: column, in: input, isOnly: series.count == 1) else { continue }
        guard read(part.rawValue, input) == nil, chooses(part, of: input, position: position) else { continue }
        throw TableError(file: file, problem: .nearlyColumn(column, meant: "\(input.name)_\(part.rawValue)"))
      }
    }
  }

  private enum Part: String { case label, roi }

  private func part(of column: String, in input: SeriesInput, isOnly: Bool) -> Part? {
    let prefix = "\(input.name)_".lowercased()
    let isOwn = column.lowercased().hasPrefix(prefix)
    guard isOwn || isOnly else { return nil }
    switch RegionColumnName(isOwn ? String(column.dropFirst(prefix.count)) : column) {
    case .label: return .label
    case .roi: return .roi
    case .region, .channel, nil: return nil
    }
  }

  private func chooses(_ part: Part, of input: SeriesInput, position: Int) -> Bool {
    let cells = table.rows.map { $0[position] }.filter { !$0.isEmpty }
    switch part {
    case .label:
      let labels = cells.map(RegionChoice.number)
      return !labels.contains(nil) && labels.contains { $0 != input.givenLabel ?? RegionChoice.usualLabel }
    case .roi: return cells.contains { $0 != input.roi }
    }
  }
}
