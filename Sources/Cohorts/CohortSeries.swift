import StudyFiles

/// Where the images of the patients of a cohort are: the series and the folder from which their paths start.
package struct CohortSeries: Sendable {
  /// The series, in the order of the study file.
  package let series: [StudyFile.Series]
  /// Absolute path of the folder of relative paths.
  package let root: String

  /// All parts, as they are.
  package init(_ series: [StudyFile.Series], root: String) {
    (self.series, self.root) = (series, root)
  }

  /// Absolute path of a path that the series name.
  func path(of path: String) -> String { StudyFile.path(of: path, from: root) }
}

extension StudyFile {
  /// Where the images of its patients are.
  package var cohortSeries: CohortSeries { CohortSeries(series, root: root) }
}
