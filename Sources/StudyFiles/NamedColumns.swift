extension StudyFile {
  /// The columns of the clinical table that the study file names, each with its key, such as `cohort.group`.
  ///
  /// Each of these columns must be in the table, and none of them is ever a feature. Who a patient is, where the
  /// patient was treated and on which side of the split the patient stands are no measurements.
  package var namedColumns: [(key: String, column: String)] {
    var named = [("cohort.id", cohort.id), ("outcome.column", outcome.column)]
    named += cohort.exclusions.map { ("cohort.exclude", $0.column) }
    named += factors.map { ("factors.\($0.name)", $0.column) }
    switch split {
    case .column(let column, _, _): named.append(("split.column", column))
    case .site(let column): named.append(("split.site", column))
    case .share, .every, .leaveOneOut, .repeated, .nested: break
    }
    if let patientID = cohort.patientID { named.append(("cohort.patient-id", patientID)) }
    if let group = cohort.group { named.append(("cohort.group", group)) }
    for one in series { if let column = one.roiColumn { named.append(("series.\(one.name).roi-column", column)) } }
    if let harmonise = learning?.harmonise { named.append(("learning.harmonise.batch", harmonise.batch)) }
    return named.map { (key: $0, column: $1) }
  }
}
