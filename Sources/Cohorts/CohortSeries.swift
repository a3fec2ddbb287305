import Exports
import StudyFiles

/// The series of a cohort, the folder from which their paths start, and what was found in an export.
package struct CohortSeries: Sendable {
  /// The series, in the order of the study file.
  package let series: [StudyFile.Series]
  /// Absolute path of the folder that relative paths start from.
  package let root: String
  /// What an export has for each patient; `nil` if no series is looked for in one.
  package let links: SeriesLinks?
  /// The structure sets of folders in which those of all patients lie, by the name of the series.
  let masks: [String: ExportIndex]
  /// Names of regions that the rows of the table have, by id and column.
  let regions: [String: [String: String]]
  /// Columns of the table with PatientIDs of rows that the study's own column joins to nobody, with the ids of these.
  let holders: [(column: String, ids: [String])]

  /// Takes every part as given.
  package init(
    _ series: [StudyFile.Series], root: String, links: SeriesLinks? = nil, masks: [String: ExportIndex] = [:],
    rows: [PatientJoin.Row] = [], holders: [(column: String, ids: [String])] = []
  ) {
    (self.series, self.root, self.links, self.masks, self.holders) = (series, root, links, masks, holders)
    regions = Dictionary(rows.filter { !$0.regions.isEmpty }.map { ($0.id, $0.regions) }) { first, _ in first }
  }

  /// A series as a row of the table has it, with the region that the row names.
  func series(_ one: StudyFile.Series, of id: String) -> StudyFile.Series {
    guard let column = one.roiColumn, let name = regions[id]?[column], !name.isEmpty else { return one }
    return one.naming(name)
  }

  /// The PatientIDs to which a row of the table was joined; `nil` without an export.
  package func patientIDs(of id: String) -> [String]? { links?.join.patientIDs[id] }

  /// The absolute path for a path of the series.
  func path(of path: String) -> String { StudyFile.path(of: path, from: root) }
}

extension StudyFile.Series {
  /// The same with a region in the place of the column that names it.
  fileprivate func naming(_ roi: String) -> StudyFile.Series {
    var own = self
    own.roiColumn = nil
    switch mask {
    case .file(let path, _, let label, let resampled):
      own.mask = .file(path: path, roi: roi, label: label, resampled: resampled)
    case .drawn(_, let folder): own.mask = .drawn(rois: [roi], folder: folder)
    case .series: break
    }
    return own
  }
}

extension StudyFile {
  /// The series of its patients, before anything is looked for in an export.
  package var cohortSeries: CohortSeries { CohortSeries(series, root: root) }
}
