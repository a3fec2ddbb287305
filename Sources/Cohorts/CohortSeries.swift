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

  /// Takes every part as given.
  package init(
    _ series: [StudyFile.Series], root: String, links: SeriesLinks? = nil, masks: [String: ExportIndex] = [:]
  ) {
    (self.series, self.root, self.links, self.masks) = (series, root, links, masks)
  }

  /// The PatientIDs to which a row of the table was joined; `nil` without an export.
  package func patientIDs(of id: String) -> [String]? { links?.join.patientIDs[id] }

  /// The absolute path for a path of the series.
  func path(of path: String) -> String { StudyFile.path(of: path, from: root) }
}

extension StudyFile {
  /// The series of its patients, before anything is looked for in an export.
  package var cohortSeries: CohortSeries { CohortSeries(series, root: root) }
}
