import Records

/// Which PatientID of an export belongs to which row of a table.
///
/// Equal texts are joined first. What is left is joined without case, spaces and leading zeros, if exactly one row and
/// exactly one PatientID have that spelling, and at last without signs beside letters: `Onc-104` and `Onc104`. A cell
/// may hold several PatientIDs of one person, with semicolons between.
package struct PatientJoin: Sendable {
  /// A row of the table, by its id and by the cell that says its PatientID.
  package struct Row: Hashable, Sendable {
    /// The id that outputs have.
    package let id: String
    /// The text to be found among the PatientIDs; of several rows of one patient it is the same.
    package let key: String
    /// Names of its region, by the column that has them; only columns that a series asks for.
    package var regions: [String: String] = [:]

    /// A row.
    package init(id: String, key: String, regions: [String: String] = [:]) {
      (self.id, self.key, self.regions) = (id, key, regions)
    }
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
  /// The PatientIDs of each id that has any; mostly one.
  package let patientIDs: [String: [String]]
  /// Ids that were joined although the spelling differs, in the order of the table.
  package let respelt: [String]
  /// Why the other ids have none.
  package let misses: [String: Miss]
  /// PatientIDs without a row, sorted.
  package let unused: [String]

  /// Joins rows to the PatientIDs of an export.
  package init(_ rows: [Row], to known: [String]) {
    let present = Set(known)
    let keys = rows.map { present.contains($0.key) ? [$0.key] : Self.parts(of: $0.key) }
    let all = Set(keys.joined())
    let isTaken = all.intersection(present)
    // A PatientID or a row that has its equal is not in question for another spelling.
    let free = Dictionary(grouping: present.subtracting(isTaken), by: PatientID.plain)
    let open = Dictionary(grouping: all.subtracting(isTaken), by: PatientID.plain)
    var (joined, respelt, misses) = ([String: [String]](), [String](), [String: Miss]())
    for (row, own) in zip(rows, keys) {
      var (found, isRespelt) = ([String](), false)
      for key in own {
        let plain = PatientID.plain(key)
        let (patients, rivals) = (free[plain, default: []], open[plain, default: []])
        if present.contains(key) {
          found.append(key)
        } else if patients.count == 1, rivals.count == 1, !plain.isEmpty {
          found.append(patients[0])
          isRespelt = true
        } else if misses[row.id] == nil {
          misses[row.id] = patients.isEmpty ? .unknown : .ambiguous(rows: rivals.count, patients: patients.count)
        }
      }
      guard !found.isEmpty else { continue }
      joined[row.id] = found
      misses[row.id] = nil
      if isRespelt { respelt.append(row.id) }
    }
    let left = Set(present.subtracting(joined.values.joined()))
    for (id, patient) in Self.withoutSigns(rows.filter { misses[$0.id] == .unknown }, left) {
      joined[id] = [patient]
      misses[id] = nil
      respelt.append(id)
    }
    let order = Dictionary(zip(rows.map(\.id), rows.indices)) { first, _ in first }
    respelt.sort { order[$0, default: 0] < order[$1, default: 0] }
    (self.rows, patientIDs, self.respelt, self.misses) = (rows, joined, respelt, misses)
    unused = present.subtracting(joined.values.joined()).sorted()
  }

  /// Rows whose texts are PatientIDs but for signs, where one text and one PatientID have that spelling. Between digits
  /// a sign counts: `1-23` and `12-3` are two patients.
  private static func withoutSigns(_ rows: [Row], _ left: Set<String>) -> [(id: String, patient: String)] {
    func plain(_ id: String) -> String {
      let signs = Array(PatientID.plain(id).replacing(/[^\p{L}\p{N}]+/, with: "-"))
      return String(
        signs.indices.filter { at in
          signs[at] != "-" || ![at - 1, at + 1].contains { signs.indices.contains($0) && signs[$0].isLetter }
        }.map { signs[$0] })
    }
    let free = Dictionary(grouping: left, by: plain)
    let open = Dictionary(grouping: Set(rows.map(\.key)), by: plain)
    return rows.compactMap { row in
      let own = plain(row.key)
      guard own.contains(where: \.isLetter), let patients = free[own], patients.count == 1, open[own]?.count == 1 else {
        return nil
      }
      return (row.id, patients[0])
    }
  }

  /// The texts between semicolons, each once; a cell without one as it is.
  private static func parts(of key: String) -> [String] {
    guard key.contains(";") else { return [key] }
    var seen = Set<String>()
    let parts = key.split(separator: ";").map(\.trimmed).filter { !$0.isEmpty && seen.insert($0).inserted }
    return parts.isEmpty ? [""] : parts
  }

  /// Whether no row has a patient although there are rows.
  package var isEmpty: Bool { patientIDs.isEmpty && !rows.isEmpty }
}
