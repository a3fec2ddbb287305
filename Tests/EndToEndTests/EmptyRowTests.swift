import Foundation
import Testing

/// Patients without a single feature, and groups of whom all have the event: what is the matter is said, by name.
@Suite struct EmptyRowTests {
  private func emptied(_ scratch: Scratch, _ rows: Range<Int>) throws -> Command {
    let file = try TabularStudyTests.study(scratch, "")
    let lines = try scratch.read("features.csv").split(separator: "\n").enumerated().map { at, line -> String in
      guard rows.contains(at) else { return String(line) }
      return line.split(separator: ",")[0] + ",3.1.0" + String(repeating: ",", count: 12) + ",text"
    }
    _ = try scratch.write(lines.joined(separator: "\n") + "\n", to: "features.csv")
    return try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
  }

  @Test func aPatientWithoutFeaturesIsLeftOutByName() throws {
    let scratch = try Scratch()
    let run = try emptied(scratch, 4..<5)
    #expect(run.status == 2 && run.errors.contains("all features are empty in line 5"), "\(run.errors)")
    let left = try scratch.read("run/exclusions.csv")
    #expect(left.contains("P3") && left.contains("no features in the feature table"), "\(left)")
    #expect(try !scratch.read("run/patients.csv").contains("P3,"))
  }

  @Test func aTableWithoutAnyFeatureValueIsAnError() throws {
    let scratch = try Scratch()
    let run = try emptied(scratch, 1..<41)
    #expect(run.status != 0, "\(run.output)\(run.errors)")
  }

  /// Cases and their controls, kept together.
  @Test(arguments: ["split: {train: 0.6}", "split: {nested: 3}", "split: {leave-one-out: true}"])
  func groupsOfBothOutcomesAreSaidToBeThat(_ split: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "", split: split)
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { at, line -> String in
      let cells = line.split(separator: ",").map(String.init)
      return at == 0 ? "\(line),pair" : "\(cells[0]),\(at % 2 == 0 ? "CR" : "non-CR"),\(cells[2]),M\((at - 1) / 2)"
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    _ = try scratch.write(
      scratch.read("study.yaml").replacing("id: patient}", with: "id: patient, group: pair}"), to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(
      run.status == 65 && run.errors.contains("each of the 20 groups of the column \"pair\"")
        && run.errors.contains("and one without"), "\(run.errors)")
  }
}
