import Execution
import Exports
import Records
import StudyFiles

/// What the table of a study and its export do not have of each other, for whoever compares the two.
///
/// It names PatientIDs, which nothing else that Apus prints or writes does, so it is printed only on request.
package struct JoinLeftovers {
  private let column: String
  private let rows: [(id: String, key: String, near: String?)]
  private let patients: [String]

  /// Joins the rows of a study to the PatientIDs of an index.
  package init(of study: StudyFile, in index: ExportIndex) throws(TableError) {
    let cohort = try ClinicalCohort(of: study)
    let join = PatientJoin(cohort.rows, to: index.patientIDs)
    column = cohort.keyColumn
    patients = join.unused.filter { !$0.isEmpty }
    let near = { [patients] (key: String) in nearest(to: key, among: patients) }
    rows = join.rows.filter { join.patientIDs[$0.id] == nil }.map { ($0.id, $0.key, near($0.key)) }
  }

  /// Both lists, as lines for a terminal.
  package var text: String {
    let unjoined = rows.map { row in
      "  \(row.id == row.key ? "" : "\(row.id): ")\"\(row.key)\""
        + (row.near.map { "; the nearest PatientID without a row is \"\($0)\"" } ?? "")
    }
    let lines =
      (rows.isEmpty ? [] : ["", "Rows without images, by the column \"\(column)\" (\(rows.count)):"] + unjoined)
      + (patients.isEmpty
        ? [] : ["", "PatientIDs without a row (\(patients.count)):"] + patients.map { "  \"\($0)\"" })
    return (lines.isEmpty ? ["", "Every row has images, and every PatientID has a row."] : lines)
      .joined(separator: "\n") + "\n"
  }
}
