import Exports

/// A column of the clinical table in which each row names its region, as where every lesion has a row.
struct RegionColumn {
  let name: String
  private let cells: [String?]

  /// The first column whose values name regions of the same patients: in nine of ten rows with contours, and not the
  /// same one in all.
  init?(among columns: [ColumnProfile], _ join: PatientJoin, _ index: ExportIndex) {
    let known = join.rows.map { row in
      (join.patientIDs[row.id] ?? []).flatMap { index.regionSets(of: $0) }.flatMap(\.traits.names)
    }
    let drawn = known.indices.filter { !known[$0].isEmpty }
    let found = columns.first { column in
      guard column.counts.count > 1, column.cells.count == known.count else { return false }
      let fitting = drawn.filter { at in
        column.cells[at].map { !RegionRequest(rois: [$0]).names(among: known[at]).isEmpty } ?? false
      }
      return !drawn.isEmpty && 10 * fitting.count >= 9 * drawn.count
        && Set(fitting.compactMap { column.cells[$0] }).count > 1
    }
    guard let found else { return nil }
    (name, cells) = (found.name, found.cells)
  }

  /// Rows of the table with their regions.
  func rows(_ rows: [PatientJoin.Row]) -> [PatientJoin.Row] {
    zip(rows, cells).map { row, cell in
      PatientJoin.Row(id: row.id, key: row.key, regions: cell.map { [name: $0] } ?? [:])
    }
  }
}
