import Cohorts
import Foundation
import StudyFiles
import Testing

/// Values of the clinical table that a study file names, or by which patients are parted, in other spellings.
@Suite struct SpellingTests {
  private func cohort(_ cells: [String], _ lines: [(start: String, with: String)]) throws -> ClinicalCohort {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = cells.enumerated().map { "P\($0),\($0 % 2 == 0 ? "CR" : "non-CR"),50,40,IIB,negative,\($1)\n" }
    let csv = "patient,response,age,size_mm,figo,hpv,mark\n" + rows.joined()
    try csv.write(to: folder.appending(path: "clinical.csv"), atomically: true, encoding: .utf8)
    let text = lines.reduce(StudyText.base) { $0.replacingLine($1.start, with: $1.with) }
    return try ClinicalCohort(of: StudyFile(parsing: text, file: "study.yaml", folder: folder.path))
  }

  private func excluding(_ values: String, _ cells: [String]) throws -> ClinicalCohort {
    let line = "cohort: {table: clinical.csv, id: patient, exclude: [{column: mark, equals: [\(values)]}]}"
    return try cohort(cells, [("cohort:", line)])
  }

  private func grouped(_ cells: [String]) throws -> ClinicalCohort {
    try cohort(cells, [("cohort:", "cohort: {table: clinical.csv, id: patient, group: mark}")])
  }

  /// Without named values every cell excludes, but not one that says that nothing does.
  @Test(arguments: ["", "NA", "n.a.", "#N/A", "-", "/", "none", "None", "no", "\u{2013}", "not excluded"])
  func aMarkIsNoCauseForAnExclusion(_ mark: String) throws {
    let line = "cohort: {table: clinical.csv, id: patient, exclude: [{column: mark}]}"
    let read = try cohort(["motion", mark, mark, "metal"], [("cohort:", line)])
    #expect(read.patients.map(\.id) == ["P1", "P2"] && read.exclusions.map(\.cause).sorted() == ["metal", "motion"])
    // Marks of a missing value need no word; what may be a cause does.
    let notes = read.findings.filter { $0.title.contains("was read as \"not excluded\"") }
    #expect(notes.isEmpty == ["", "NA", "n.a."].contains(mark), "\(notes)")
    #expect(notes.allSatisfy { $0.severity == .note && $0.title.contains("\"\(mark)\" (2)") })
  }

  /// Named, a mark is a value like any other; other words and numbers are causes.
  @Test func aNamedMarkExcludesAndWordsAreCauses() throws {
    #expect(try excluding("none", ["none", "x", "none"]).patients.map(\.id) == ["P1"])
    let line = "cohort: {table: clinical.csv, id: patient, exclude: [{column: mark}]}"
    for word in ["unknown", "7", "no consent", "nonadherent"] {
      #expect(try cohort([word, "", ""], [("cohort:", line)]).exclusions.map(\.cause) == [word])
    }
  }

  /// Tables with gaps write 1 as 1.0.
  @Test(arguments: ["1.0", "1", "01", "1.00"]) func anExclusionMeetsItsNumberInEverySpelling(_ cell: String) throws {
    let read = try excluding("1", [cell, "0", "", cell])
    #expect(read.patients.map(\.id) == ["P1", "P2"])
    #expect(read.findings.allSatisfy { !$0.title.contains("nobody was excluded") })
  }

  @Test func aValueOfAnExclusionThatNoRowHasIsNamedWithTheNearestOne() throws {
    let read = try excluding("metastatic", ["metastasis", "none", "none"])
    #expect(read.patients.count == 3)
    let finding = try #require(read.findings.first { $0.title.contains("nobody was excluded") })
    #expect(finding == .absentExclusion(column: "mark", values: ["metastatic"], known: ["metastasis", "none"]))
    #expect(finding.severity == .caution)
    #expect(finding.title.contains("\"metastatic\"") && finding.title.contains("did you mean \"metastasis\""))
  }

  @Test(arguments: ["IVb", "ivb", "IV B"]) func anExclusionInOtherCapitalsStopsTheStudy(_ cell: String) throws {
    let error = try #require(try excluding("IVB", [cell, "IIA", "IIB"]).misfits.first)
    #expect("\(error)".contains("\"\(cell)\"") && "\(error)".contains("\"IVB\""))
    #expect(try excluding("IVB", ["IVB", "IIA", "IIB"]).misfits.isEmpty)
  }

  @Test(arguments: [("0.5", "0.05"), ("N0", "N"), ("T1", "T10"), ("0", "00.0")])
  func valuesThatOnlyLookAlikeStopNothing(_ value: String, _ other: String) throws {
    #expect(try excluding("\"\(value)\"", [value, other, "x"]).misfits.isEmpty)
  }

  @Test func aSideOfTheSplitInOtherCapitalsStopsTheStudy() throws {
    let split = "split: {column: mark, training: [train], test: [test]}"
    let read = try cohort(["train", "Train", "test", "test"], [("split:", split)])
    #expect("\(try #require(read.misfits.first))".contains("\"Train\""))
    #expect(try cohort(["train", "train", "test", "later"], [("split:", split)]).misfits.isEmpty)
  }

  @Test func aSideOfTheSplitIsANumberInEverySpelling() throws {
    let split = "split: {column: mark, training: [1], test: [2]}"
    let read = try cohort(["1.0", "1", "2.0", "02"], [("split:", split)])
    #expect(read.patients.map(\.side) == [.training, .training, .test, .test])
  }

  /// Rows of one patient must not be parted because a spreadsheet wrote the number in two ways.
  @Test(arguments: [["1", "1.0"], ["g1", "G1"], ["a b", "AB"], ["007", "7"]])
  func oneGroupInTwoSpellingsIsOneGroupAndIsNamed(_ spellings: [String]) throws {
    let read = try grouped([spellings[0], "x", spellings[1], "y"])
    #expect(read.patients.map(\.group) == [spellings[0], "x", spellings[0], "y"])
    let finding = try #require(read.findings.first { $0.title.hasPrefix("mark: spellings") })
    #expect(spellings.allSatisfy { finding.title.contains("\"\($0)\"") })
  }

  /// Beyond 2^53 two numbers can be one `Double`.
  @Test(arguments: [
    ["12345678901234567", "12345678901234568"], ["g1", "g2"], ["1", "10"], ["1", "1.5"], ["A", "B"],
    ["T0", "T"], ["P1.05", "P1.5"], ["0.5", "0.05"], ["0", "O"], ["1.1", "1.10"], ["3.1", "3.10"],
  ])
  func differentGroupsStayDifferentWithoutAWord(_ names: [String]) throws {
    let read = try grouped(names + ["x", "y"])
    #expect(read.patients.map(\.group) == names + ["x", "y"])
    #expect(!read.findings.contains { $0.title.hasPrefix("mark: spellings") })
  }

  @Test func aSiteInTwoSpellingsIsHeldOutAsOne() throws {
    let read = try cohort(["A", "a", "B", "b"], [("split:", "split: {site: mark}")])
    #expect(read.patients.map(\.site) == ["A", "A", "B", "B"])
    #expect(read.findings.contains { $0.severity == .caution && $0.title.hasPrefix("mark: spellings") })
  }

  /// R writes `NA` into empty cells.
  @Test func aCellWithoutAValueExcludesNobody() throws {
    let read = try cohort(
      ["NA", "", "motion", "n/a"],
      [("cohort:", "cohort: {table: clinical.csv, id: patient, exclude: [{column: mark}]}")])
    #expect(read.patients.map(\.id) == ["P0", "P1", "P3"] && read.exclusions.map(\.cause) == ["motion"])
  }

  /// What a spreadsheet in another language, or a division by zero, leaves is as unknown as `#DIV/0!`.
  @Test(arguments: ["#DIV/0!", "#NV", "#N/D", "#VALEUR!", "inf", "-Infinity"])
  func aFailedFormulaLosesNoPatient(_ cell: String) throws {
    let lines = [
      ("  size:", "  size: {column: mark, type: continuous}"), ("split:", "split: {train: 0.66}"),
    ]
    let cells = (0..<20).map { $0 == 7 ? cell : "\(30 + $0)" }
    let read = try cohort(cells, lines.map { (start: $0.0, with: $0.1) })
    #expect(read.patients.count == 20 && read.exclusions.isEmpty)
    #expect(read.findings.contains { $0.severity == .caution && $0.title.contains("\"\(cell)\" of P7") })
  }
}
