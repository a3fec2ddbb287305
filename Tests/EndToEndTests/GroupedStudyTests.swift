import Foundation
import Study
import Testing

/// Studies with several rows of one patient.
@Suite struct GroupedStudyTests {
  /// The study of forty rows, two of each patient, with the group named in `cohort`.
  private func study(_ scratch: Scratch, split: String, parted: Bool = false) throws -> String {
    let file = try TabularStudyTests.study(scratch, "", split: split)
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { row, line in
      let side = (parted ? row : (row - 1) / 2) % 3 == 0 ? "test" : "train"
      return row == 0 ? "\(line),person,side" : "\(line),K\((row - 1) / 2),\(side)"
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    let text = try scratch.read("study.yaml").replacing("id: patient}", with: "id: patient, group: person}")
    _ = try scratch.write(text, to: file.split(separator: "/").last.map(String.init) ?? "study.yaml")
    return file
  }

  @Test(arguments: [
    "split: {train: 0.6}", "split: {every: 3}", "split: {repeated: {folds: 4, times: 2}}", "split: {column: side}",
  ])
  func aPatientIsNeverOnBothSides(_ split: String) throws {
    let scratch = try Scratch()
    let run = try Command("study", "run", study(scratch, split: split), "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let rows = try scratch.read("run/patients.csv").split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let sides = Dictionary(grouping: rows.dropFirst()) { $0[3] }.mapValues { Set($0.map { $0[2] }) }
    #expect(rows[0][3] == "group" && sides.count == 20 && sides.values.allSatisfy { $0.count == 1 })
    #expect(try !scratch.read("run/results.json").contains("Are some rows the same patient"))
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
  }

  @Test func aDeclaredSplitThatPartsAPatientIsRefused() throws {
    let scratch = try Scratch()
    let file = try study(scratch, split: "split: {column: side}", parted: true)
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 65 && run.errors.contains("the split parts rows of one patient (person)"), "\(run.errors)")
  }
}
