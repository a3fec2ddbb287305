import Foundation
import Study
import StudyFiles
import Testing

/// How many parameters a factor counts for: the degrees of freedom of its columns in the models.
@Suite struct StudySizeFactorsTests {
  private func parameters(_ factors: String, models: String = "", _ more: String = "") throws -> Int? {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = (0..<60).map { row in
      let stage = ["I", "II", "III", "IV"][row % 4]
      let hpv = ["neg", "pos", "unknown"][row % 3]
      return "\(row + 100),\(row % 2),\(row % 7 < 3 ? "m" : "f"),\(stage),\(hpv),\(40 + row % 30),\(row * 37 % 61)\n"
    }
    let csv = "id,y,sex,stage,hpv,age,f\n" + rows.joined()
    try csv.write(to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
    let text = """
      apus: 1
      name: Size
      cohort: {table: t.csv, id: id}
      outcome: {column: y, event: 1}
      factors: {\(factors)}
      models: {selected-features: 1\(models)}
      features: {table: t.csv, id: id, columns: [f]}
      split: {train: 0.66}
      \(more)
      """
    let study = try StudyFile(parsing: text, file: "study.yaml", folder: folder.path)
    return try StudySize(of: study, auc: 0.75).models.first { $0.name == "Clinical only" }?.parameters
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

  @Test func unknownIsNoLevelWhereTheModelsMakeNoColumnOfIt() throws {
    let hpv = "hpv: {type: categorical, levels: [neg, pos], unknown: [unknown]}"
    #expect(try parameters(hpv, models: ", unknown: middle") == 1)
    #expect(try parameters(hpv, "learning: {impute: multiple}") == 1)
  }
}
