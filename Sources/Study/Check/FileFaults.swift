import Cohorts
import Execution

/// Patients whose files or rows keep them from being analysed, as far as that is known before an image is opened.
struct FileFaults {
  /// Why the files of each patient cannot be used, in one text.
  let texts: [String: String]

  /// Looks at names, structure sets and the index of an export; a table of features is looked at when it is read.
  /// - Parameter images: those of the patients; `nil` for a table of features.
  init(of patients: [Patient], in images: PatientImages?, workers: Int) {
    guard let images else {
      texts = [:]
      return
    }
    let found = parallelMap(patients.map(\.id), workers: workers) { images.faults($0) }
    texts = Dictionary(
      zip(patients, found).compactMap { patient, result in
        result.isEmpty ? nil : (patient.id, result)
      }
    ) { first, _ in first }
  }

  /// Every patient with a fault, in the order of the table, those of the rows too.
  func checks(_ clinical: ClinicalCohort) -> [PatientCheck] {
    let rows = clinical.faultsOfRows
    return clinical.ids.compactMap { id in
      let problems = [rows[id], texts[id]].compactMap(\.self)
      return problems.isEmpty ? nil : PatientCheck(id: id, problems: problems)
    }
  }
}

/// The fault of a patient's files, as it was found before an image was opened.
struct FileFault: Error, CustomStringConvertible {
  let description: String
}

extension ClinicalCohort {
  /// Why rows of the table cannot be used, by id.
  var faultsOfRows: [String: String] {
    Dictionary(
      exclusions.filter(\.isFailure).flatMap { failure in
        failure.subjects.map { ($0.id, "\(failure.cause). \($0.detail)") }
      }
    ) { first, _ in first }
  }
}
