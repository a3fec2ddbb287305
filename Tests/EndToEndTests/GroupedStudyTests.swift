import Foundation
import Learning
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
    let results = try scratch.read("run/results.json")
    #expect(!results.contains("Are some rows the same patient"))
    #expect(results.contains("40 rows are of 20 patients") && results.contains(/"groupedPatients"\s*:\s*20\b/))
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
  }

  @Test func aDeclaredSplitThatPartsAPatientIsRefused() throws {
    let scratch = try Scratch()
    let file = try study(scratch, split: "split: {column: side}", parted: true)
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(
      run.status == 65 && run.errors.contains("the split separates rows of one patient (person)"), "\(run.errors)")
  }

  /// Every fit of a run saw all rows of a patient or none: outer splits, tuning folds, penalty paths, eliminations.
  @Test(arguments: [
    "learning: {select: [{name: lasso}]}", "learning: {select: [{name: elastic-net, penalty: best}]}",
    "learning: {select: [{name: rfecv-logistic}], classifier: {name: logistic}}",
    "learning: {select: [{name: rfecv-forest, trees: 8}], classifier: {name: logistic}}",
    "learning: {select: [{name: stability, pairs: 6, entering: 3}], classifier: {name: logistic}}",
    "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}", "",
  ])
  func noFitSeesHalfAPatient(_ steps: String) throws {
    let scratch = try Scratch()
    let file = try study(scratch, split: "split: {nested: 3}\n\(steps)")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let log = try JSONDecoder().decode(
      FitLog.self, from: Data(contentsOf: URL(filePath: scratch.file("run/fits.json"))))
    let parted = log.entries.filter { entry in
      let rows = log.subjects(of: entry).compactMap { Int($0.dropFirst()) }
      return Dictionary(grouping: rows) { $0 / 2 }.contains { $0.value.count != 2 }
    }
    #expect(log.entries.count > 20 && parted.isEmpty, "\(parted.prefix(3).map { "\($0.kind) \($0.purpose)" })")
  }
}
