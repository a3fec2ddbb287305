import Cohorts
import Foundation
import Study
import StudyFiles
import Testing

/// How many parameters a factor counts for: the degrees of freedom of its columns in the models.
@Suite struct StudySizeFactorsTests {
  private func parameters(_ factors: String, models: String = "", _ more: String = "") throws -> Int? {
    try size(factors, models: models, more).models.first { $0.name == "Clinical only" }?.parameters
  }

  private func size(
    _ factors: String, models: String = "", _ more: String = "", group: String = "", split: String = "{train: 0.66}",
    review: String? = nil
  ) throws -> StudySize {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = (0..<60).map { row in
      let stage = ["I", "II", "III", "IV"][row % 4]
      let hpv = ["neg", "pos", "unknown"][row % 3]
      let own = "\(row + 100),\(row % 2),\(row % 7 < 3 ? "m" : "f"),\(stage),\(hpv),\(40 + row % 30),\(row * 37 % 61)"
      // Three rows of each of twenty persons; one in four persons has no event in any of them.
      return own + ",K\(row / 3),\(row / 3 < 15 ? "train" : "test"),\(row % 3 == 0 && row / 3 % 4 != 0 ? 1 : 0)\n"
    }
    let csv = "id,y,sex,stage,hpv,age,f,person,side,any\n" + rows.joined()
    try csv.write(to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
    let text = """
      apus: 1
      name: Size
      cohort: {table: t.csv, id: id\(group)}
      outcome: {column: \(group.isEmpty ? "y" : "any"), event: 1}
      factors: {\(factors)}
      models: {selected-features: 1\(models)}
      features: {table: t.csv, id: id, columns: [f]}
      split: \(split)
      \(more)
      """
    let study = try StudyFile(parsing: text, file: "study.yaml", folder: folder.path)
    let decisions = "patient,series,decision,reason,who,when\n" + (review ?? "")
    try decisions.write(to: folder.appending(path: "study.review.csv"), atomically: true, encoding: .utf8)
    return try StudySize(
      of: study, honouring: ReviewDecisions(reading: "\(folder.path)/study.review.csv"), auc: 0.75)
  }

  /// Riley et al., BMJ m441: k - 1 for a factor of k levels.
  @Test(arguments: [
    ("age: {type: continuous}", 1), ("age: {type: continuous, cut: 50}", 1), ("sex: {type: categorical}", 1),
    ("stage: {type: categorical}", 3), ("sex: {type: categorical}, stage: {type: categorical}", 4),
    // Unknown is a third level, whether the levels are listed or found.
    ("hpv: {type: categorical}", 2), ("hpv: {type: categorical, levels: [neg, pos], unknown: [unknown]}", 2),
    // Levels that nobody has make no column.
    ("sex: {type: categorical, levels: [m, f, d]}", 1),
    ("stage: {type: categorical, groups: {low: [I, II], high: [III, IV]}}", 1),
  ])
  func aFactorCountsForItsDegreesOfFreedom(_ factors: String, _ expected: Int) throws {
    #expect(try parameters(factors) == expected)
  }

  /// Whom a review excluded is not counted, and the size says so.
  @Test func whoWasExcludedInTheReviewIsNotCounted() throws {
    let factor = "age: {type: continuous}"
    let whole = try size(factor)
    #expect((whole.events + whole.nonEvents, whole.reviewed) == (60, nil) && !whole.text.contains("review"))
    let when = "air,Dr Kim,2026-11-30T14:05:00Z\n"
    let lines = ["101", "103", "104"].map { "\($0),,exclude,\(when)" } + ["103,,accept,\(when)"]
    let left = try size(factor, review: lines.joined())
    #expect((left.events, left.nonEvents, left.reviewed) == (29, 29, 2), "\(left)")
    #expect(left.text.contains("2 rows excluded in the review are not counted"))
  }

  @Test func unknownIsNoLevelWhereTheModelsMakeNoColumnOfIt() throws {
    let hpv = "hpv: {type: categorical, levels: [neg, pos], unknown: [unknown]}"
    #expect(try parameters(hpv, models: ", unknown: middle") == 1)
    #expect(try parameters(hpv, "learning: {impute: multiple}") == 1)
  }

  /// Rows of a patient are not independent, so patients are counted, in training and test too.
  @Test func patientsAreCountedAndNotTheirRows() throws {
    let grouped = ", group: person"
    let size = try size("age: {type: continuous}", group: grouped)
    #expect([size.events, size.nonEvents, size.rows] == [15, 5, 60])
    #expect(size.text.contains("60 rows of 20 patients") && size.text.contains("14 in training"), "\(size.text)")
    let declared = try self.size(
      "age: {type: continuous}", group: grouped, split: "{column: side, training: [train], test: [test]}")
    #expect(declared.trainingShare == 0.75 && declared.training.events == 12)
    let rows = try self.size("age: {type: continuous}")
    #expect(rows.rows == nil && rows.events + rows.nonEvents == 60 && !rows.text.contains("rows of"))
  }
}
