import Cohorts
import Execution
import Records
import Testing

/// Rows below the patients that are no patients.
@Suite struct TableFooterTests {
  private func footers(_ ids: [String], _ rows: [String]) throws -> [TableFooter] {
    let text = "id,a,b\n" + zip(ids, rows).map { "\($0),\($1)\n" }.joined()
    return TableFooter.all(of: try CSVTable(parsing: text, file: "t.csv"), ids: ids)
  }

  @Test(arguments: 0..<16 as Range<UInt64>)
  func sumsAndRemarksAreFound(seed: UInt64) throws {
    print("footers: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "footers")
    let patients = (1...Int.random(in: 3...20, using: &stream)).map { "P\($0)" }
    let sums = ["mean", "Summe", "Total", "합계", "SD", "Mean (SD)", "n ="]
    let remarks = ["* by pathology", "† lost", "Note", "비고"]
    let last = (0..<Int.random(in: 1...3, using: &stream)).map { _ in
      Bool.random(using: &stream)
        ? (sums.randomElement(using: &stream) ?? "", "3,4") : (remarks.randomElement(using: &stream) ?? "", ",")
    }
    let found = try footers(patients + last.map(\.0), patients.map { _ in "1,2" } + last.map(\.1))
    #expect(found.map(\.id) == last.map(\.0), "seed \(seed)")
    #expect(found.map(\.line) == last.indices.map { patients.count + 2 + $0 }, "seed \(seed)")
  }

  /// A patient is one wherever the row stands, and whatever the id looks like.
  @Test(arguments: [
    ["P1", "P2", "N3"], ["P1", "mean", "P2"], ["Kim", "Lee", "Min"], ["A", "B", "N"], ["1", "2", "total-3"],
    ["S1", "S2", "SD7"],
  ])
  func patientsAreNoFooters(ids: [String]) throws {
    #expect(try footers(ids, ids.map { _ in "1,2" }).isEmpty)
  }
}
