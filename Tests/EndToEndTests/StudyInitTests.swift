import Foundation
import ImageFiles
import Records
import TestSupport
import Testing
import Volumes

/// From a folder and a table to a study that runs, as a user does it.
@Suite struct StudyInitTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// The clinical table of the phantom as a hospital keeps it: Korean names, dates, spellings, a title above.
  private func workbook(_ table: CSVTable) -> GeneratedWorkbook {
    var sheet = GeneratedWorkbook.Sheet("환자", rows: [["연구 대상 환자"], []])
    let names = ["patient": "등록번호", "age": "나이", "figo": "FIGO 병기"]
    let dropped = Set(["data_origin"])
    let kept = table.columns.filter { !dropped.contains($0) }
    let header = kept.map { GeneratedWorkbook.Cell.text(names[$0] ?? $0) } + ["검사일", "OS_months"]
    sheet.rows.append((3, header))
    for (at, row) in table.rows.enumerated() {
      let cells = kept.map { name -> GeneratedWorkbook.Cell in
        let cell = row[table.position(of: name) ?? 0]
        if cell.isEmpty { return .empty }
        if name == "figo", at % 3 == 0 { return .text(cell.lowercased()) }
        return Double(cell) == nil ? .text(cell) : .number(cell)
      }
      sheet.rows.append((4 + at, cells + [.number("\(45_000 + at * 3)", format: 1), .number("\(at % 24)")]))
    }
    var workbook = GeneratedWorkbook(sheet, .init("codes", rows: [["code", "meaning"], ["1", "x"]]))
    workbook.formats = ["0", "14"]
    return workbook
  }

  @Test func aPhantomWithAnExcelTableBecomesAStudyThatRuns() throws {
    let made = try Command(
      "phantom", scratch.file("export"), ["--patients", "20", "--matrix", "48", "--slices", "8", "--quiet"])
    #expect(made.status == 0, "\(made.errors)")
    let table = try CSVTable(reading: scratch.file("export/clinical.csv"))
    try Data(workbook(table).bytes()).write(to: URL(filePath: scratch.file("환자.xlsx")))
    let study = scratch.file("study.yaml")
    let proposed = try Command(
      "study", "init", [scratch.file("export/patients"), scratch.file("환자.xlsx"), "-o", study])
    #expect(proposed.status == 0, "\(proposed.errors) \(proposed.output)")
    #expect(proposed.output.contains("20 complete"), "\(proposed.output)")
    let text = try scratch.read("study.yaml")
    for words in [
      "id: \"등록번호\"", "image: export/patients/{id}/CE-T1", "  CE-T1:", "  T2:", "roi: \"GTV\"", "column: response",
      "OS_months: known only after treatment", "검사일: dates", "the sheet \"환자\" is read",
    ] { #expect(text.contains(words), "\(words)\n\(text)") }
    let cases = try CSVTable(reading: scratch.file("cases.csv"))
    #expect(cases.rows.count == table.rows.count && cases["status"]?.count { $0 == "complete" } == 20)
    #expect(try Command("study", "show", study).status == 0)
    let run = try Command("study", "run", [study, "-o", scratch.file("run")])
    #expect(run.status == 0, "\(run.errors)")
    // What is there is not replaced.
    let again = try Command("study", "init", [scratch.file("export/patients"), scratch.file("환자.xlsx"), "-o", study])
    #expect(again.status == 65 && again.errors.contains("is there already"))
  }

  /// The study that is proposed for the phantom as an export of sixteen patients, two of them without T2.
  private func exportedStudy(table: String) throws -> (study: String, proposed: Command) {
    let made = try Command(
      "phantom", scratch.file("cohort"),
      ["--as-export", "--patients", "16", "--matrix", "48", "--slices", "8", "--quiet"])
    #expect(made.status == 0, "\(made.errors)")
    let study = scratch.file("study.yaml")
    let proposed = try Command(
      "study", "init", [scratch.file("cohort/export"), scratch.file("cohort/\(table)"), "-o", study])
    #expect(proposed.status == 0, "\(proposed.errors) \(proposed.output)")
    return (study, proposed)
  }

  /// Runs it: the fourteen patients with both series are analysed.
  private func runs(_ study: String) throws {
    let run = try Command("study", "run", [study, "-o", scratch.file("run")])
    #expect(run.status == 2, "\(run.errors)")
    #expect(try CSVTable(reading: scratch.file("run/patients.csv")).rows.count == 14)
  }

  /// An export with files named by UID, spellings of descriptions and regions, drafts and aborted series.
  @Test func anExportBecomesAStudyThatIsLinkedByIdentity() throws {
    let (study, proposed) = try exportedStudy(table: "clinical.csv")
    let text = try scratch.read("study.yaml")
    // A PatientID is the identity of a patient, so it joins and stands in no output.
    for words in ["id: patient", "images: cohort/export", "patient-id: hospital_number", "  CE-T1:", "  T2:"] {
      #expect(text.contains(words), "\(words)\n\(text)")
    }
    let cases = try CSVTable(reading: scratch.file("cases.csv"))
    let complete = try #require(cases["status"]).count { $0 == "complete" }
    // Two of sixteen patients have no T2.
    let listed = try scratch.read("cases.csv")
    #expect(complete == 14, "\(proposed.output)\n\(text)\n\(listed)")
    try runs(study)
  }

  /// The workbook of the same export: a title, Korean headers, days, spellings, empty cells and an empty row.
  @Test func theWorkbookOfAnExportBecomesAStudyThatRuns() throws {
    let (study, proposed) = try exportedStudy(table: "clinical.xlsx")
    #expect(proposed.output.contains("14 complete"), "\(proposed.output)")
    let text = try scratch.read("study.yaml")
    for words in [
      "id: \"연구번호\"", "patient-id: \"등록번호\"", "column: \"치료 반응\"", "event: [non-CR]", "{column: \"제외 사유\"}",
      "MRI 검사일: dates", "추적 기간 (개월): known only after treatment", "are taken for one level",
    ] { #expect(text.contains(words), "\(words)\n\(text)") }
    try runs(study)
  }

  /// NIfTI files of all patients and DICOM of some: the way that joins more is taken, and the other is named.
  @Test func theWayThatJoinsMorePatientsIsTaken() throws {
    let made = try Command(
      "phantom", scratch.file("cohort"), ["--patients", "12", "--matrix", "32", "--slices", "8", "--quiet"])
    #expect(made.status == 0, "\(made.errors)")
    let files = FileManager.default
    try files.createDirectory(atPath: scratch.file("data/dicom"), withIntermediateDirectories: true)
    let grid = Grid(size: [6, 6, 4], spacing: [1, 1, 2])
    let ids = try #require(CSVTable(reading: scratch.file("cohort/clinical.csv"))["patient"]).prefix(12)
    for (at, id) in ids.enumerated() {
      let voxels = (0..<144).map { Double(($0 * 31 + at * 7) % 97) }
      try write(Volume(grid: grid, voxels: voxels), to: scratch.file("data/nifti/\(id)/CT_image.nii.gz"))
      try write(
        Volume(grid: grid, voxels: (0..<144).map { (40..<100).contains($0) ? 1 : 0 }),
        to: scratch.file("data/nifti/\(id)/CT_mask.nii.gz"))
      guard at < 3 else { continue }
      try files.moveItem(atPath: scratch.file("cohort/patients/\(id)"), toPath: scratch.file("data/dicom/\(id)"))
    }
    // The PatientIDs of the phantom are those of the table with a word before them.
    _ = try scratch.write(
      "patient,sex,PatientID,lung_metastasis\n"
        + ids.enumerated().map { "\($1),\($0 % 2 == 0 ? "F" : "M"),SYNTHETIC-\($1),\($0 % 3 == 0 ? 1 : 0)\n" }.joined(),
      to: "clinical.csv")
    let run = try Command(
      "study", "init", [scratch.file("data"), scratch.file("clinical.csv"), "-o", scratch.file("s.yaml")])
    #expect(run.status == 0 && run.output.contains("12 complete"), "\(run.output) \(run.errors)")
    let text = try scratch.read("s.yaml")
    #expect(text.contains("nifti/{id}/CT_image.nii.gz") && text.contains("column: lung_metastasis"), "\(text)")
    #expect(run.output.contains("Not taken: DICOM files by their headers, with images and contours of 3 patients"))
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: StudyInitTests, no reference data"))
  func sixteenPatientsWithSarcomaBecomeAStudyOfLungMetastasis() throws {
    let root = try ReferenceData.file("sts").path
    let run = try Command("study", "init", [root, "\(root)/clinical_dev.csv", "-o", scratch.file("s.yaml")])
    #expect(run.status == 0 && run.output.contains("16 complete"), "\(run.output) \(run.errors)")
    let text = try scratch.read("s.yaml")
    #expect(text.contains("column: lung_metastasis") && text.contains("  sex: {"), "\(text)")
    #expect(text.contains("  CT:") && text.contains("  MR_T1:"), "\(text)")
  }

  /// NIfTI files in folders or all in one, with masks of several names.
  @Test(arguments: [
    ("{id}/T1.nii.gz", "{id}/T1_mask.nii.gz", "T1"), ("{id}_CT_image.nii", "{id}_CT_seg.nii", "CT"),
    ("images/{id}.nii.gz", "labels/{id}.nii.gz", "image"),
    ("{id}/2024-03-0N/MR_T2.nii.gz", "{id}/2024-03-0N/roi.nii.gz", "MR_T2"),
  ])
  func foldersOfNIfTIBecomePatterns(image: String, mask: String, name: String) throws {
    let grid = Grid(size: [6, 6, 4], spacing: [1, 1, 2])
    let ids = (1...14).map { "STS_0\($0 + 10)" }
    for (at, id) in ids.enumerated() {
      let place = { (pattern: String) in
        scratch.file(
          "data/"
            + pattern.replacingOccurrences(of: "{id}", with: id).replacingOccurrences(of: "0N", with: "0\(1 + at % 9)"))
      }
      let voxels = (0..<144).map { Double(($0 * 31 + at * 7) % 97) }
      try write(Volume(grid: grid, voxels: voxels), to: place(image))
      try write(Volume(grid: grid, voxels: (0..<144).map { (40..<100).contains($0) ? 1 : 0 }), to: place(mask))
    }
    _ = try scratch.write(
      "patient,age,metastasis\n" + ids.enumerated().map { "\($1),\(40 + $0),\($0 % 2)\n" }.joined(), to: "clinical.csv")
    let run = try Command(
      "study", "init", [scratch.file("data"), scratch.file("clinical.csv"), "-o", scratch.file("s.yaml")])
    #expect(run.status == 0 && run.output.contains("14 complete"), "\(run.output) \(run.errors)")
    let shown = try Command("study", "show", scratch.file("s.yaml"))
    #expect(shown.status == 0 && shown.output.contains("\"\(name)\":"), "\(shown.output) \(shown.errors)")
  }

  private func write(_ volume: Volume, to path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try writeNIfTI(volume, to: path)
  }

  @Test func whatDoesNotJoinIsSaidForBothSides() throws {
    let grid = Grid(size: [4, 4, 4])
    try write(Volume(grid: grid, voxels: (0..<64).map(Double.init)), to: scratch.file("data/A1/T1.nii"))
    _ = try scratch.write("id,y\nB1,0\nB2,1\n", to: "clinical.csv")
    let run = try Command(
      "study", "init", [scratch.file("data"), scratch.file("clinical.csv"), "-o", scratch.file("s.yaml")])
    #expect(run.status == 65)
    #expect(
      run.errors.contains("do not join") && run.errors.contains("B1, B2") && run.errors.contains("A1/T1.nii"),
      "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("s.yaml")))
  }
}
