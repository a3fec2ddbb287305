import Cohorts
import Foundation
import Results
import StudyFiles
import Testing

/// A column of exclusions without named values: reasons, answers to "is this patient excluded?", or a question to the
/// author of the study file.
@Suite struct ExclusionColumnTests {
  private func cohort(_ cells: [String], column: String = "mark", more: String = "") throws -> ClinicalCohort {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-exclusion-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = cells.enumerated().map { "P\($0),\($0 % 2 == 0 ? "CR" : "non-CR"),50,40,IIB,negative,\($1)\n" }
    let csv = "patient,response,age,size_mm,figo,hpv,\(column)\n" + rows.joined()
    try csv.write(to: folder.appending(path: "clinical.csv"), atomically: true, encoding: .utf8)
    let line = "cohort: {table: clinical.csv, id: patient, exclude: [{column: \(column)\(more)}]}"
    let text = StudyText.base.replacingLine("cohort:", with: line)
    return try ClinicalCohort(of: StudyFile(parsing: text, file: "study.yaml", folder: folder.path))
  }

  /// Words, capitals and decimals in which tables say no and yes.
  static let answers = [
    ("0", "1"), ("0.0", "1.0"), ("no", "yes"), ("No", "Yes"), ("NO", "YES"), ("false", "true"), ("FALSE", "TRUE"),
    ("n", "y"), ("N", "Y"), ("f", "t"), ("nein", "ja"), ("non", "oui"), ("n", "j"), ("", "1"), ("", "yes"),
    ("0", "yes"), ("included", "excluded"),
  ]

  @Test(arguments: answers) func yesExcludesAndNoDoesNot(_ no: String, _ yes: String) throws {
    let read = try cohort([no, yes, no, no, yes, no])
    #expect(read.misfits.isEmpty && read.patients.map(\.id) == ["P0", "P2", "P3", "P5"])
    #expect(read.exclusions.map(\.cause) == ["mark"] && read.exclusions[0].subjects.map(\.id) == ["P1", "P4"])
    let note = try #require(read.findings.first { $0.title.hasPrefix("mark: ") })
    #expect(note.severity == .note && note.title.contains("\"\(yes)\" (2) was read as \"excluded\""), "\(note.title)")
    #expect(no.isEmpty || note.title.contains("\"\(no)\" (4) was read as \"not excluded\""), "\(note.title)")
  }

  @Test(arguments: ["0", "FALSE", "no"]) func nobodyIsExcludedWhereEverybodyIsANo(_ no: String) throws {
    let read = try cohort([no, no, no, ""])
    #expect(read.misfits.isEmpty && read.patients.count == 4)
  }

  @Test func aNamedCauseIsThatOfAnAnswer() throws {
    #expect(try cohort(["0", "1", "0"], more: ", cause: no MRI").exclusions.map(\.cause) == ["no MRI"])
  }

  /// The sound use: a reason in words for whom it concerns, and nothing for all others.
  @Test(arguments: [
    ["", "no MRI", "", "second primary", "no MRI"], ["NA", "motion", "NA", "NA", "metal"], ["", "F", "A", "", "B"],
    ["none", "Yttrium", "none", "none", "none"], ["", "1", "2", "", "3"], ["", "", "", "", "withdrawn"],
    ["", "yes by metal", "", "", ""], ["-", "no consent", "-", "-", "no consent"],
  ])
  func reasonsInWordsExcludeAsTheyAre(_ cells: [String]) throws {
    let read = try cohort(cells)
    let given = cells.indices.filter { !["", "NA", "none", "-"].contains(cells[$0]) }
    #expect(read.misfits.isEmpty)
    #expect(read.exclusions.flatMap { $0.subjects.map(\.id) }.sorted() == given.map { "P\($0)" })
    #expect(Set(read.exclusions.map(\.cause)) == Set(given.map { cells[$0] }))
  }

  static let unclear: [(column: String, cells: [String], values: String, line: String)] = [
    ("mark", ["0", "1", "2", "0", "0"], "\"0\" (3), \"1\" (1), \"2\" (1)", "equals: [\"1\", \"2\"]"),
    (
      "mark", ["0", "no MRI", "0", "metal", "0"], "\"0\" (3), \"metal\" (1), \"no MRI\" (1)",
      "equals: [\"metal\", \"no MRI\"]"
    ),
    ("mark", ["1", "2", "1", "1", "2"], "\"1\" (3), \"2\" (2)", "equals: [\"1\", \"2\"]"),
    (
      "mark", ["analysed", "no MRI", "analysed", "no MRI", ""], "\"analysed\" (2), \"no MRI\" (2)",
      "equals: [\"no MRI\"]"
    ),
    (
      "mark", ["in study", "left", "in study", "left", "left"], "\"left\" (3), \"in study\" (2)",
      "equals: [\"left\", \"in study\"]"
    ),
    ("mark", ["N", "", "N", "N", ""], "\"N\" (3)", "equals: […]"),
    ("included", ["1", "0", "1", "1", "0"], "\"1\" (3), \"0\" (2)", "equals: [\"0\"]"),
    ("is_eligible", ["TRUE", "FALSE", "TRUE", "TRUE", "TRUE"], "\"TRUE\" (4), \"FALSE\" (1)", "equals: [\"FALSE\"]"),
  ]

  @Test(arguments: unclear.indices) func whatIsUnclearIsAskedWithItsValuesAndTheLineToAdd(_ at: Int) throws {
    let (column, cells, values, line) = Self.unclear[at]
    let misfit = try #require(try cohort(cells, column: column).misfits.first)
    guard case .exclusionUnclear = misfit else { return #expect(Bool(false), "\(misfit)") }
    #expect(misfit.isInput)
    #expect("\(misfit)".contains("which values of the column \"\(column)\" exclude: \(values)."), "\(misfit)")
    #expect("\(misfit)".hasSuffix("cohort: {exclude: [{column: \(column), \(line)}]}."), "\(misfit)")
    #expect(try cohort(cells, column: column, more: ", equals: [\"\(cells[1])\"]").misfits.isEmpty)
  }

  /// The name says that 1 excludes, whatever else is in it.
  @Test(arguments: ["exclude_from_analysis", "excluded", "drop", "invalid"])
  func namesThatSayExclusion(_ column: String) throws {
    let read = try cohort(["0", "1", "0"], column: column)
    #expect(read.misfits.isEmpty && read.patients.map(\.id) == ["P0", "P2"])
  }
}
