import Cohorts
import Records

extension StudyReport {
  /// Writes `report.html` and `figures/*.svg` into the folder of a run.
  package func write(to folder: RunFolder) throws(StoreError) {
    try AtomicFile.write(html, to: folder.file(.report))
    for figure in StudyReport.figures(results) {
      try AtomicFile.write(figure.svg, to: "\(folder.file(.figures))/\(figure.fileName)")
    }
  }
}
