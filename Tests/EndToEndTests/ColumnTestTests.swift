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

  /// 60 ages of which two are -999, and volumes with separators of thousands.
  private static let odd: String = {
    let draw = uniformDraws(seed: 31)
    let rows = (0..<60).map { row in
      let volume = Int(100 + 4000 * draw())
      let text = volume < 1000 ? "\(volume)" : "\(volume / 1000).\(String(volume % 1000 + 1000).dropFirst())"
      let age = row == 7 || row == 31 ? "-999" : "\(40 + Int(40 * draw()))"
      return "\(row),\(draw() < 0.5 ? 1 : 0),\(draw() < 0.5 ? 1 : 2),\(age),\(text),\(draw()),3"
    }
    return "id,y,spss,age,volume,x,same\n" + rows.joined(separator: "\n") + "\n"
  }()

  @Test func codesAndSeparatorsAreAskedAboutInBothCommands() throws {
    let scratch = try Scratch()
    let file = try scratch.write(Self.odd, to: "table.csv")
    for (column, words) in [("age", "holds -999 in line 9, line 33"), ("volume", "thousands separator")] {
      for arguments in [
        ["test", "t", file, "--columns", column, "y"], ["optimism", file, "--outcome", "y", "--columns", column],
      ] {
        let run = try Command(arguments: arguments)
        #expect(
          run.status == 65 && run.errors.contains(words) && run.output.isEmpty, "seed 31: \(arguments) \(run.errors)")
      }
    }
    let said = try Command("test", "t", file, "--columns", "age", "y", "--missing=-999")
    #expect(said.status == 0 && said.output.contains("2 rows without both values"), "\(said.output)\(said.errors)")
    let kept = try Command("optimism", file, "--outcome", "y", "--columns", "age", "--keep-codes", "--resamples", "20")
    #expect(kept.status == 0, "\(kept.errors)")
  }

  @Test func whatAModelOfColumnsCannotBeMadeOfIsNamed() throws {
    let scratch = try Scratch()
    let double = Self.odd.split(separator: "\n").enumerated().map { row, line in
      row == 0 ? "\(line),twice" : "\(line),\(2 * (Double(line.split(separator: ",")[5]) ?? 0))"
    }
    let file = try scratch.write(double.joined(separator: "\n") + "\n", to: "table.csv")
    func words(_ arguments: String...) throws -> String {
      let run = try Command(arguments: ["optimism", file] + arguments)
      #expect(run.status == 65, "\(arguments): \(run.output)")
      return run.errors
    }
    #expect(
      try words("--outcome", "y", "--columns", "x", "same").contains("\"same\" has the same value in all")
    )
    #expect(
      try words("--outcome", "y", "--columns", "x", "twice").contains(
        "\"twice\" is a linear combination of"))
    #expect(try words("--outcome", "spss", "--columns", "x").contains("has the values 1, 2 instead of 0 and 1"))
    #expect(
      try words("--outcome", "spss", "--event", "3", "--columns", "x").contains("no outcome is \"3\"; found: 1, 2"))
    #expect(try words("--outcome", "x", "--columns", "twice").contains("more than two values"))
  }

  /// The form that messages and help texts ask for: a negative number after a space.
  @Test(arguments: ["-9", "-999"]) func aNegativeCodeMayFollowItsOption(_ code: String) throws {
    let scratch = try Scratch()
    let file = try scratch.write(
      Self.table.replacing("7,late,PD,7.7", with: "7,late,PD,\(code)").replacing("8,late,CR", with: "8,late,PD"),
      to: "table.csv")
    for arguments in [
      ["test", "t", file, "--columns", "dose", "response", "--missing", code],
      ["optimism", file, "--outcome", "y", "--columns", "dose", "--missing", code],
    ] {
      let run = try Command(arguments: arguments)
      #expect(run.status == 0 && run.errors.isEmpty, "\(arguments): \(run.errors)")
    }
  }

  /// A program that once met an empty cell writes -9 as -9.0.
  @Test(arguments: [("-9.0", "-9"), ("-9", "-9.0"), ("999.00", "999")])
  func aCodeIsComparedByItsValue(_ cell: String, _ code: String) throws {
    let scratch = try Scratch()
    let rows = (0..<60).map { row in
      "\(row),\(row % 3 == 0 ? 1 : 0),\(row % 10 == 4 ? cell : "\(100 + (row * 37) % 61)")"
    }
    let file = try scratch.write("id,y,dose\n" + rows.joined(separator: "\n") + "\n", to: "table.csv")
    let test = try Command("test", "t", file, "--columns", "dose", "y", "--missing", code)
    #expect(test.status == 0 && test.output.contains("6 rows without both values"), "\(test.output)\(test.errors)")
    let compared = try Command("compare", file, "--score", "dose", "--missing", code, "--resamples", "100")
    #expect(compared.status == 0 && compared.output.contains("54"), "\(compared.output)\(compared.errors)")
  }

  @Test(arguments: ["1e161", "1e-310"]) func valuesThatCannotBeSquaredAreNamed(_ size: String) throws {
    let scratch = try Scratch()
    let rows = (0..<20).map { "\($0),\($0 % 2),\($0 + 1)\(size.dropFirst())" }
    let file = try scratch.write("id,y,dose\n" + rows.joined(separator: "\n") + "\n", to: "table.csv")
    let run = try Command("test", "t", file, "--columns", "dose", "y")
    #expect(run.status == 65 && run.errors.contains("to be squared"), "\(run.output)\(run.errors)")
  }

  @Test(arguments: [["extract", "a.nii", "b.nii"], ["maps", "a.nii", "b.nii"], ["explain", "a.csv"]])
  func aNegativeLabelIsRefusedInWords(_ command: [String]) throws {
    let run = try Command(arguments: command + ["--label", "-1"])
    #expect(run.status == 64 && !run.errors.contains("Missing value"), "\(run.errors)")
  }

  /// One event among fourteen rows decides nothing.
  @Test func fewEventsHaveNoCorrection() throws {
    let scratch = try Scratch()
    let rows = Self.odd.split(separator: "\n").prefix(15).enumerated().map { row, line in
      row == 0
        ? String(line) : "\(row),\(row == 3 ? 1 : 0)," + line.split(separator: ",").dropFirst(2).joined(separator: ",")
    }
    let file = try scratch.write(rows.joined(separator: "\n") + "\n", to: "table.csv")
    let run = try Command("optimism", file, "--outcome", "y", "--columns", "x")
    #expect(
      run.status == 0 && run.output.contains("nothing can be concluded") && !run.output.contains("corrected "),
      "\(run.output)")
  }

  @Test(arguments: [
    ["fisher", "--columns", "stage", "response", "--paired"], ["t", "--columns", "dose", "response", "--exact"],
    ["wilcoxon", "--columns", "dose", "response", "--outcome", "y"],
    ["t", "--columns", "dose", "response", "--no-correction"],
  ])
  func optionsOfAnotherTestAreRefused(arguments: [String]) throws {
    let scratch = try Scratch()
    let file = try scratch.write(Self.table, to: "table.csv")
    let run = try Command(arguments: ["test", arguments[0], file] + arguments.dropFirst())
    #expect(run.status == 64 && run.errors.contains("does not take --"), "\(run.errors)")
  }

  @Test func whatATestDoesNotTakeIsSaid() throws {
    let scratch = try Scratch()
    let file = try scratch.write(Self.table, to: "table.csv")
    let words = try Command("test", "t", file, "--columns", "stage", "response")
    #expect(
      words.status == 65 && words.errors.contains("has the value \"early\", which is not a number"), "\(words.errors)")
    let column = try Command("test", "fisher", file, "--columns", "stage", "respons")
    #expect(column.status == 65 && column.errors.contains("respons"), "\(column.errors)")
  }
}
