/// Everything that stops a study, with the patients who would be left out, told at once.
package struct StudyRefusal: Error, CustomStringConvertible {
  /// What stops it, each with file, cause and next step.
  package let causes: [any Error]
  /// Patients with a fault of their files or of their row.
  package let patients: [PatientCheck]

  /// The table of causes and patients.
  package var description: String {
    let check = StudyCheck(refusals: causes.map { "\($0)" }, patients: patients)
    return (["nothing was computed."] + StudyCheckText(check).faults).joined(separator: "\n")
  }
}
