import Cohorts
import Foundation
import Records
import Results
import StudyFiles

extension NewPatient {
  /// A patient of a study: files and factors by the study file, series and normalisations as the model needs them.
  /// - Throws: `StudyRunError`; ``ModelMapsError`` for an id that the study does not have or has excluded,
  ///   ``PredictionInputError`` if the study lacks something that the model needs.
  package init(
    _ id: String, of study: StudyFile, honouring decisions: ReviewDecisions = .none, for model: SavedModel
  ) throws {
    let cohort = try study.readCohort(honouring: decisions)
    guard let record = cohort.patients.first(where: { $0.id == id }) else {
      throw Self.absence(of: id, in: cohort, study)
    }
    self.init(id: id)
    let names = study.factors.map(\.name)
    for factor in model.description.factors {
      guard let at = names.firstIndex(of: factor.name) else {
        throw PredictionInputError.noFactor(factor.name, known: names)
      }
      factors[factor.name] = record.factors[at].text ?? ""
    }
    batch = record.batch
    if model.description.inputs.needsImages {
      series = try ValidationCohort.images(
        of: study, model.description, cohort, CohortLinks(workers: 1))
    }
  }

  private static func absence(of id: String, in cohort: ClinicalCohort, _ study: StudyFile) -> ModelMapsError {
    let table = study.path(of: study.cohort.table)
    for exclusion in cohort.exclusions {
      if let own = exclusion.subjects.first(where: { $0.id == id }) {
        let detail = own.detail.isEmpty ? "" : " (\(own.detail))"
        return .excludedPatient(id, table: table, cause: exclusion.cause + detail)
      }
    }
    let near = suggestion(for: id, among: cohort.patients.map(\.id))
    return .unknownPatient(id, table: table, near: near)
  }
}

extension SavedModel {
  /// The study file of the run that the model lies in, `DIR/study.yaml` of `DIR/models/ROW`; `nil` if there is none.
  package var ownStudyFile: String? {
    let run = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().deletingLastPathComponent().path
    return FileManager.default.fileExists(atPath: "\(run)/study.yaml") ? "\(run)/study.yaml" : nil
  }
}
