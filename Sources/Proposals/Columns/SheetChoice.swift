import Records

/// The worksheet of a workbook that holds the patients: the one whose ids join most images.
struct SheetChoice {
  let table: CSVTable
  /// Its path, with the sheet where the workbook has several.
  let path: String
  /// What was taken of several.
  let remarks: [String]

  /// - Parameters:
  ///   - path: a table; a workbook with several sheets, of which none is named, is looked through.
  ///   - joined: how many patients of the images some texts name.
  init(of path: String, joined: ([String]) -> Int) throws(ProposalError) {
    let first: CSVTable
    do throws(TableError) { first = try CSVTable(reading: path) } catch { throw .table(error) }
    let others = first.notes.compactMap { note -> [String]? in
      if case .sheet(.chosenSheet(_, let others)) = note { others } else { nil }
    }.joined()
    let named = first.notes.compactMap { note -> String? in
      if case .sheet(.chosenSheet(let own, _)) = note { own } else { nil }
    }.first
    // Other sheets may be anything; one that is no table is not meant.
    let tables =
      [(name: named, table: first)]
      + others.compactMap { name in (try? CSVTable(reading: "\(path)#\(name)")).map { (name: name, table: $0) } }
    let counted = tables.map { one in (one.name, one.table, Self.most(of: one.table, joined)) }
    let best = counted.enumerated().max { ($0.element.2, $1.offset) < ($1.element.2, $0.offset) }?.element
    table = best?.1 ?? first
    guard let name = best?.0, counted.count > 1 else {
      (self.path, remarks) = (path, [])
      return
    }
    self.path = "\(path)#\(name)"
    let rest = counted.filter { $0.0 != name }.map { "\($0.0 ?? "") (\($0.2))" }
    remarks = [
      "The sheet \(name) of the workbook was taken, whose ids name \(best?.2 ?? 0) patients with images; the others: \(rest.shown)."
    ]
  }

  /// Patients that the values of one column name; a column of counts names few.
  private static func most(of table: CSVTable, _ joined: ([String]) -> Int) -> Int {
    table.columns.map { joined(Array(Set(table[$0] ?? []).subtracting([""]))) }.max() ?? 0
  }
}
