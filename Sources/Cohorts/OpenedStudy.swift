import Extraction
import StudyFiles

// Files that a study file names, opened.
extension StudyFile {
  /// The settings for features of images.
  package func extractionSettings() throws -> ExtractionSettings {
    switch features {
    case .recipe(.jeong2024): return .jeong2024
    case .parameters(let path):
      do {
        let settings = try ExtractionSettings(parameterFile: self.path(of: path))
        if let series = series.first(where: { $0.normalisation != nil }) {
          try settings.checkNoOther(normalisationOf: "series \(series.name)", file: path)
        }
        return settings
      } catch {
        throw StudyRunError.settings(error)
      }
    case .table: preconditionFailure("a table is not extracted")
    }
  }

  /// The clinical table, without the patients whom a review excluded.
  /// - Throws: ``StudyRunError``, and ``ReviewDecisionError`` for decisions on patients or series that the study does
  ///   not have.
  package func readCohort(honouring decisions: ReviewDecisions = .none) throws -> ClinicalCohort {
    let cohort: ClinicalCohort
    do {
      cohort = try ClinicalCohort(of: self, honouring: decisions)
    } catch {
      throw StudyRunError.table(error)
    }
    try decisions.check(patients: cohort.ids, series: series.map(\.name))
    return cohort
  }
}
