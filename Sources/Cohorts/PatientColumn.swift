import Records
import Results
import StudyFiles

/// A column of the clinical table that says which rows are of one patient.
enum PatientColumn {
  private static let names: Set<String> = [
    "patient", "patient id", "patientid", "patient nr", "patient no", "patient number", "patient code", "patientnr",
    "patientennummer", "patienten nr", "subject", "subject id", "subjectid", "mrn", "pid", "person", "person id",
    "hospital number", "환자번호", "환자", "등록번호",
  ]

  /// That such a column repeats a value where the study counts every row as a patient; `nil` where none does.
  static func finding(_ study: StudyFile, _ table: CSVTable) -> Finding? {
    guard study.cohort.group == nil else { return nil }
    for name in table.columns where names.contains(plain(name)) && name != study.cohort.id {
      let values = (table[name] ?? []).filter { !$0.isEmpty }
      let different = Set(values).count
      // Two values or so are kinds of patients, not patients.
      guard different < values.count, different >= 5 || 3 * different >= values.count else { continue }
      return Finding(
        .caution,
        "Are some rows the same patient? The column \"\(name)\" holds \(different) values in \(values.count) rows.",
        detail:
          "Two lesions or visits of one patient in training and test let a model recognise the patient. Give cohort: {group: \(name)} in the "
          + "study file; every split and every inner fold then keeps a patient's rows together.")
    }
    return nil
  }

  /// Small letters and single spaces for signs, as in `Patient_ID` and `patient-id`.
  private static func plain(_ name: String) -> String {
    name.lowercased().split { !($0.isLetter || $0.isNumber) }.joined(separator: " ")
  }
}
