import Records

/// Columns whose values are the names of patients in the images.
enum PatientColumns {
  /// A column that names patients as the key does, and others in the same rows.
  struct Rival {
    let name: String
    let row: Int
    let values: [String]
  }

  /// Of two columns that join nearly as many patients and differ, nothing tells which is meant: one may be a running
  /// number of the table and the other one of the export.
  static func rival(
    of key: ColumnProfile, among unique: [ColumnProfile], _ joined: ([String]) -> Int
  ) -> Rival? {
    let count = joined(key.cells.compactMap(\.self))
    guard count > 2 else { return nil }
    for other in unique where other.name != key.name && 10 * joined(other.cells.compactMap(\.self)) >= 9 * count {
      let row = zip(key.cells, other.cells).enumerated().first { !isSame($1.0 ?? "", $1.1 ?? "") }?.offset
      if let row { return Rival(name: other.name, row: row, values: [key, other].map { $0.cells[row] ?? "" }) }
    }
    return nil
  }

  /// `STS_001` and `1` are one patient.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let (first, second) = (PatientID.plain(one), PatientID.plain(other))
    guard first != second else { return true }
    let (a, b) = (number(first), number(second))
    return a != nil && a == b && (first.allSatisfy(\.isNumber) || second.allSatisfy(\.isNumber))
  }

  /// The digits at the end.
  private static func number(_ text: String) -> Int? {
    Int(String(text.reversed().prefix(while: \.isNumber).reversed()))
  }

  /// Whether a column counts the rows of the table: 1, 2, 3 and so on.
  static func isRunning(_ profile: ColumnProfile) -> Bool {
    profile.numbers.count > 3 && profile.numbers.enumerated().allSatisfy { $1 == Double($0 + 1) }
  }

  /// What a reader should know of a column that names patients by their place in the table.
  static func remark(_ key: ColumnProfile) -> [String] {
    guard isRunning(key) else { return [] }
    return [
      "\(key.name) counts the rows of the table, 1 to \(key.numbers.count), and is taken for the names of the patients in the "
        + "images. If the table was sorted anew, each patient has the outcome of another: compare some by hand."
    ]
  }
}
