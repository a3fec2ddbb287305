/// A column of the clinical table that says which rows are of one patient.
enum PatientColumn {
  private static let names: Set<String> = [
    "patient", "patient_id", "patientid", "patient id", "patient-id", "patient_nr", "patient_no", "patient number",
    "subject",
    "subject_id", "subjectid", "mrn", "pid", "person", "person_id",
  ]

  /// That such a column repeats a value where the study counts every row as a patient; `nil` where none does.
  static func finding(_ study: StudyFile, _ table: CSVTable) -> Finding? {
    guard study.cohort.group == nil else { return nil }
    for name in table.columns where names.contains(name.lowercased()) && name != study.cohort.id {
      let values = (table[name] ?? []).filter { !$0.isEmpty }
      let different = Set(values).count
      guard different < values.count, 3 * different >= values.count else { continue }
      return Finding(
        .caution,
        "Are some rows the same patient? The column \"\(name)\" holds \(different) values in \(values.count) rows.",
        detail:
          "Two lesions or visits of one patient in training and test let a model recognise the patient. Give cohort: {group: \(name)} in the "
          + "study file; every split and every inner fold then keeps a patient's rows together.")
    }
    return nil
  }
}
