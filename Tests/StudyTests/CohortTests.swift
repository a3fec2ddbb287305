import Cohorts
import Foundation
import Records
import StudyFiles
import Testing

@Suite struct CohortTests {
  private func cohort(_ csv: String, _ text: String = StudyText.base) throws -> ClinicalCohort {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try csv.write(to: folder.appending(path: "clinical.csv"), atomically: true, encoding: .utf8)
    return try ClinicalCohort(of: StudyFile(parsing: text, file: "study.yaml", folder: folder.path))
  }

  private let header = "patient,response,age,size_mm,figo,hpv\n"

  @Test func factorsAreReadAsTheStudyFileSays() throws {
    let read = try cohort(header + "A,CR,51,63,IIIA,unknown\nB,non-CR,,40,IIIC1,positive\n")
    #expect(read.patients.map(\.id) == ["A", "B"])
    #expect(read.patients.map(\.outcome.hadEvent) == [false, true])
    #expect(read.patients[0].factors == [.number(51), .number(63), .level("low"), .unknown])
    #expect(read.patients[1].factors == [.unknown, .number(40), .level("high"), .level("positive")])
  }

  @Test func aValueThatAModelNeedsAndNobodyKnowsExcludesItsPatientOnly() throws {
    let read = try cohort(header + "A,CR,51,large,IIIA,unknown\nB,non-CR,50,40,IIIC1,positive\n")
    #expect(read.patients.map(\.id) == ["B"])
    let exclusion = try #require(read.exclusions.first)
    #expect(exclusion.isFailure)
    #expect(exclusion.subjects[0].detail.contains("size is \"large\""))
  }

  @Test func aValueThatOnlyTable1NeedsIsTakenAsUnknownWithANote() throws {
    let read = try cohort(header + "A,CR,old,40,IVX,negative\n")
    #expect(read.patients[0].factors == [.unknown, .number(40), .unknown, .level("negative")])
    #expect(read.findings.count == 2)
  }

  @Test func unknownInTheTableIsUnknownWithoutAList() throws {
    let text = StudyText.base.replacingLine("  hpv:", with: "  hpv: {type: categorical}")
    let read = try cohort(header + "A,CR,50,40,IIB,Unknown\nB,CR,50,40,IIB,positive\n", text)
    #expect(read.patients.map { $0.factors[3] } == [.unknown, .level("positive")])
  }

  @Test func eachPatientIsExcludedOnceAtTheFirstCause() throws {
    let text = StudyText.base.replacingLine(
      "cohort:",
      with: "cohort: {table: clinical.csv, id: patient, exclude: [{column: age, equals: [\"99\"], cause: too old}]}")
    let read = try cohort(header + "A,,99,40,IIB,negative\nB,,50,40,IIB,negative\nC,maybe,50,40,IIB,negative\n", text)
    #expect(read.exclusions.map(\.cause) == ["too old", "outcome missing", "outcome not understood"])
    #expect(read.exclusions.map(\.isFailure) == [false, false, true])
    #expect(read.exclusions[2].subjects[0].detail.contains("\"maybe\""))
    #expect(read.screened == 3)
  }

  /// The rows of a patient are joined by a column of PatientIDs, which no output may have.
  @Test func aGroupOfPatientIDsHasTheIdOfItsFirstRow() throws {
    let csv = "lesion,mrn,response,age,size_mm,figo,hpv\n"
    let rows = ["a,007,CR", "b,12,CR", "c,7,non-CR", "d,12,CR"].map { $0 + ",50,40,IIB,negative\n" }.joined()
    func groups(_ keys: String) throws -> [String?] {
      let text = StudyText.base.replacingLine("cohort:", with: "cohort: {table: clinical.csv, id: lesion, \(keys)}")
      return try cohort(csv + rows, text).patients.map(\.group)
    }
    #expect(try groups("group: mrn, images: export, patient-id: mrn") == ["a", "b", "a", "b"])
    #expect(try groups("group: mrn") == ["007", "12", "007", "12"])
  }

  @Test func repeatedAndEmptyIdsStopTheStudy() {
    #expect(throws: TableError.self) { try cohort(header + "A,CR,1,1,IIB,negative\nA,CR,1,1,IIB,negative\n") }
    #expect(throws: TableError.self) { try cohort(header + ",CR,1,1,IIB,negative\n") }
    #expect(throws: TableError.self) { try cohort("patient,age\nA,3\n") }
  }

  @Test func anIdCannotLeaveTheCohortsFolder() throws {
    let read = try cohort(header + "../A,CR,1,1,IIB,negative\n")
    #expect(read.patients.isEmpty)
    #expect(read.exclusions[0].isFailure)
  }

  /// A spoilt number is named with its cell, and its patient stays; a column that is spoilt throughout is a mistake in
  /// the table.
  @Test(arguments: ["#DIV/0!", "\"61,5\"", "<40", "61 mm"]) func aSpoiltNumberLosesNobody(_ cell: String) throws {
    let rows = (0..<20).map {
      "P\($0),\($0 % 2 == 0 ? "CR" : "non-CR"),50,\($0 == 4 ? cell : "\(30 + $0)"),IIB,negative"
    }
    let read = try cohort(header + rows.joined(separator: "\n") + "\n")
    #expect(read.patients.count == 20 && read.exclusions.isEmpty)
    #expect(read.patients[4].factors[1] == .unknown)
    let text = cell.replacing("\"", with: "")
    #expect(
      read.findings.contains { $0.severity == .caution && $0.title.contains("\"\(text)\" of P4 (line 6)") },
      "\(read.findings)")
    let all = (0..<20).map { "P\($0),\($0 % 2 == 0 ? "CR" : "non-CR"),50,\(cell),IIB,negative" }
    #expect(try cohort(header + all.joined(separator: "\n") + "\n").patients.isEmpty)
  }
}
