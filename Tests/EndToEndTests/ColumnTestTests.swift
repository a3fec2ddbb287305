import Foundation
import Records
import Testing

/// `apus test` by the built command, with values of R 4.2.2.
@Suite struct ColumnTestTests {
  private static let table = """
    id,stage,response,dose,after,a,b,y
    1,early,CR,5.1,4.0,1,1,1
    2,early,CR,6.2,5.5,1,0,1
    3,early,CR,4.8,4.9,1,0,1
    4,early,PD,7.0,6.1,0,0,1
    5,late,PD,8.8,7.2,1,0,1
    6,late,PD,9.1,9.0,0,1,0
    7,late,PD,7.7,6.0,0,0,0
    8,late,CR,8.2,8.6,1,0,0
    9,late,PD,9.9,7.9,0,0,0
    10,,PD,5.0,5.2,0,0,0
    """

  /// Values by the name of the statistic.
  private func values(_ arguments: String...) throws -> [String: Double] {
    let scratch = try Scratch()
    let file = try scratch.write(Self.table, to: "table.csv")
    let run = try Command(
      arguments: ["test", arguments[0], file] + arguments.dropFirst() + ["--csv", scratch.file("out.csv")])
    #expect(run.status == 0, "\(run.errors)")
    let table = try CSVTable(reading: scratch.file("out.csv"))
    let (names, numbers) = (table["statistic"] ?? [], table["value"] ?? [])
    return Dictionary(zip(names, numbers).compactMap { name, cell in Double(cell).map { (name, $0) } }) { first, _ in
      first
    }
  }

  private func value(_ values: [String: Double], _ name: String) throws -> Double {
    try #require(values[name], "\(values)")
  }

  /// `fisher.test(table(stage, response))`: p = 0.206349206349206; rows without a stage are left out.
  @Test func fisherIsThatOfR() throws {
    let found = try values("fisher", "--columns", "stage", "response")
    #expect(try value(found, "rows") == 9)
    #expect(abs(try value(found, "Fisher's exact test, p") - 0.206349206349206) < 1e-12)
  }

  /// `t.test(dose ~ response)`, Welch.
  @Test func welchIsThatOfR() throws {
    let found = try values("t", "--columns", "dose", "response")
    #expect(abs(try value(found, "p") - 0.122527385266784) < 1e-10)
  }

  /// `wilcox.test(dose, after, paired = TRUE)`.
  @Test func signedRankIsThatOfR() throws {
    let found = try values("wilcoxon", "--columns", "dose", "after", "--paired")
    #expect(abs(try value(found, "p") - 0.064453125) < 1e-10)
  }

  /// `mcnemar.test` on the five events and on the five others.
  @Test func mcNemarIsGivenForEventsAndOthers() throws {
    let found = try values("mcnemar", "--columns", "a", "b", "--outcome", "y")
    #expect(abs(try value(found, "sensitivity, McNemar exact p") - 0.25) < 1e-12)
    #expect(abs(try value(found, "specificity, McNemar exact p") - 1) < 1e-12)
  }

  @Test func whatATestDoesNotTakeIsSaid() throws {
    let scratch = try Scratch()
    let file = try scratch.write(Self.table, to: "table.csv")
    let words = try Command("test", "t", file, "--columns", "stage", "response")
    #expect(words.status == 65 && words.errors.contains("holds \"early\", which is no number"), "\(words.errors)")
    let column = try Command("test", "fisher", file, "--columns", "stage", "respons")
    #expect(column.status == 65 && column.errors.contains("respons"), "\(column.errors)")
  }
}
