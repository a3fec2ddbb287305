import StudyFiles

/// The series of a cohort and the folder from which their paths start.
package struct CohortSeries: Sendable {
  /// The series, in the order of the study file.
  package let series: [StudyFile.Series]
  /// Absolute path of the folder that relative paths start from.
  package let root: String

  /// Takes every part as given.
  package init(_ series: [StudyFile.Series], root: String) {
    (self.series, self.root) = (series, root)
  }

  /// The absolute path for a path of the series.
  func path(of path: String) -> String { StudyFile.path(of: path, from: root) }
}

extension StudyFile {
  /// The series of its patients.
  package var cohortSeries: CohortSeries { CohortSeries(series, root: root) }
}
