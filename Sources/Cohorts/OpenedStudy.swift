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

  /// The clinical table.
  package func readCohort() throws -> ClinicalCohort {
    do {
      return try ClinicalCohort(of: self)
    } catch {
      throw StudyRunError.table(error)
    }
  }
}
