import Records

/// Which PatientID of an export belongs to which row of a table.
///
/// Equal texts are joined first. What is left is joined without case, spaces and leading zeros, if exactly one row and
/// exactly one PatientID have that spelling.
package struct PatientJoin: Sendable {
  /// A row of the table, by its id and by the cell that says its PatientID.
  package struct Row: Hashable, Sendable {
    /// The id that outputs have.
    package let id: String
    /// The text to be found among the PatientIDs; of several rows of one patient it is the same.
    package let key: String

    /// A row.
    package init(id: String, key: String) { (self.id, self.key) = (id, key) }
  }

  /// Why a row has no patient.
  package enum Miss: Hashable, Sendable {
    /// No PatientID is like it.
    case unknown
    /// Several PatientIDs, or several rows, differ from each other in spelling only.
    case ambiguous(rows: Int, patients: Int)
  }

  /// Rows of the table, in its order.
  package let rows: [Row]
  /// The PatientID of each id that has one.
  package let patientIDs: [String: String]
  /// Ids that were joined although the spelling differs, in the order of the table.
  package let respelt: [String]
  /// Why the other ids have none.
  package let misses: [String: Miss]
  /// PatientIDs without a row, sorted.
  package let unused: [String]

  /// Joins rows to the PatientIDs of an export.
  package init(_ rows: [Row], to known: [String]) {
    let present = Set(known)
    let isTaken = Set(rows.map(\.key)).intersection(present)
    // A PatientID or a row that has its equal is not in question for another spelling.
    let free = Dictionary(grouping: present.subtracting(isTaken), by: PatientID.plain)
    let open = Dictionary(grouping: Set(rows.map(\.key)).subtracting(isTaken), by: PatientID.plain)
    var (joined, respelt, misses) = ([String: String](), [String](), [String: Miss]())
    for row in rows {
      let plain = PatientID.plain(row.key)
      let (patients, keys) = (free[plain, default: []], open[plain, default: []])
      if present.contains(row.key) {
        joined[row.id] = row.key
      } else if patients.count == 1, keys.count == 1, !plain.isEmpty {
        joined[row.id] = patients[0]
        respelt.append(row.id)
      } else {
        misses[row.id] = patients.isEmpty ? .unknown : .ambiguous(rows: keys.count, patients: patients.count)
      }
    }
    (self.rows, patientIDs, self.respelt, self.misses) = (rows, joined, respelt, misses)
    unused = present.subtracting(joined.values).sorted()
  }

  /// Whether no row has a patient although there are rows.
  package var isEmpty: Bool { patientIDs.isEmpty && !rows.isEmpty }
}
