import Execution
import Foundation
import ImageFiles
import Records
import Results
import TestSupport
import Testing

/// What `apus study export` and `apus study checklists` write of a run on the synthetic cohort.
@Suite struct ExportTests {
  private static let run = SavedModelRun.shared()
  /// Another program that reads SQLite, without packages of its own.
  private static let reader = "/usr/bin/python3"

  /// A run whose images are DICOM, and a place for what is made of it.
  private func prepared() throws -> (run: SavedModelRun, results: StudyResults, out: Scratch) {
    let run = try Self.run.get()
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: run.scratch.file("run/results.json"))))
    return (run, results, try Scratch())
  }

  private func export(_ run: SavedModelRun, _ more: String...) throws -> Command {
    let done = try Command("study", "export", [run.scratch.file("run")] + more)
    #expect(done.status == 0, "\(done.errors)")
    return done
  }

  /// Every file of the crate is there with the hash and the size that it says, and every name is that of an entity.
  @Test func theCrateSaysWhatTheFolderHolds() throws {
    let (run, _, _) = try prepared()
    _ = try export(run, "--as", "ro-crate")
    let data = try Data(contentsOf: URL(filePath: run.scratch.file("run/ro-crate-metadata.json")))
    defer { try? FileManager.default.removeItem(atPath: run.scratch.file("run/ro-crate-metadata.json")) }
    let tree = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let graph = try #require(tree["@graph"] as? [[String: Any]])
    let ids = graph.compactMap { $0["@id"] as? String }
    #expect(Set(ids).count == graph.count)
    let files = graph.filter { $0["@type"] as? String == "File" }
    for file in files {
      let path = try #require((file["@id"] as? String)?.removingPercentEncoding)
      let bytes = try Data(contentsOf: URL(filePath: run.scratch.file("run/\(path)")))
      #expect(
        file["sha256"] as? String == bytes.sha256 && file["contentSize"] as? String == "\(bytes.count)", "\(path)")
    }
    #expect(files.count > 20 && files.contains { $0["@id"] as? String == "results.json" })
    for entity in graph {
      for value in entity.values {
        let named = (value as? [[String: String]])?.compactMap { $0["@id"] } ?? []
        for id in named { #expect(ids.contains(id), "\(id)") }
      }
    }
  }

  /// Numbers come back from the database as the tables of the run have them; another program reads it.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: reader), "skipped: theDatabaseHoldsTheTables, no python3")
  )
  func theDatabaseHoldsTheTables() throws {
    let (run, results, out) = try prepared()
    _ = try export(run, "--as", "sqlite", "-o", out.file("run.sqlite"))
    let script = """
      import sqlite3, csv, sys
      base = sqlite3.connect(sys.argv[1])
      table = list(csv.DictReader(open(sys.argv[2])))
      held = {(s, c): v for s, c, v in base.execute('select subject, "column", value from features')}
      count = 0
      for row in table:
          for column, cell in row.items():
              if '_shape_' in column or '_glcm_' in column:
                  assert held.get((row['subject'], column)) == (float(cell) if cell else None), column
                  count += 1
      print(count, base.execute('select count(*) from predictions').fetchone()[0],
            base.execute('select count(*) from feature_columns where ibsi is not null').fetchone()[0] > 0)
      """
    let process = Process()
    process.executableURL = URL(filePath: Self.reader)
    process.arguments = ["-c", script, out.file("run.sqlite"), run.scratch.file("run/features.csv")]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let predictions = results.protocols.flatMap(\.models).map(\.predictions.count).reduce(0, +)
    let parts = said.split(whereSeparator: \.isWhitespace)
    #expect(process.terminationStatus == 0 && parts.count == 3 && Int(parts.first ?? "") ?? 0 > 1000, "\(said)")
    #expect(parts.dropFirst().first.flatMap { Int($0) } == predictions && parts.last == "True")
  }

  /// The segmentation has the voxels of the contours, on the instances of the series; the report names it.
  @Test func theObjectsOfAPatientNameTheirSeries() throws {
    let (run, results, out) = try prepared()
    let patient = try #require(results.models.first?.predictions.first?.subject)
    let done = try export(
      run, "--as", "dicom", "--patient", patient, "--root", run.scratch.file("cohort"), "-o", out.file("objects"))
    let names = done.output.split(separator: "\n").map { URL(filePath: String($0)).lastPathComponent }
    #expect(names == ["\(patient)_CE-T1_seg.dcm", "\(patient)_T2_seg.dcm", "\(patient)_report.dcm"])
    for series in ["CE-T1", "T2"] {
      let folder = try DICOMFolder(at: run.scratch.file("cohort/patients/\(patient)/\(series)"))
      let image = try #require(folder.series.first)
      let drawn = try StructureSet(reading: run.scratch.file("cohort/patients/\(patient)/RTSTRUCT_\(series).dcm"))
      let written = try SegmentationObject(reading: out.file("objects/\(patient)_\(series)_seg.dcm"))
      let grid = try image.grid()
      #expect(written.referencedSeries == [image.seriesUID])
      #expect(try written.mask(segment: "GTV", on: grid) == drawn.mask(roi: "GTV", on: grid))
    }
  }

  /// `dciodvfy` of dicom3tools checks each attribute against the standard, and `dsrdump` of DCMTK the tree of a report.
  @Test(
    .enabled(if: Program.isThere("dciodvfy") && Program.isThere("dsrdump"), "skipped: dicom3tools or DCMTK's tools"))
  func otherProgramsFindNoErrorInTheObjects() throws {
    let (run, results, out) = try prepared()
    let patient = try #require(results.models.first?.predictions.first?.subject)
    let done = try export(run, "--as", "dicom", "--patient", patient, "-o", out.file("objects"))
    for path in done.output.split(separator: "\n") {
      let said = try Program("dciodvfy").output(["-new", String(path)])
      #expect(!said.contains("Error"), "\(path): \(said.suffix(500))")
    }
    let report = try #require(done.output.split(separator: "\n").last)
    let tree = try Program("dsrdump").output([String(report)])
    for words in [
      "\"Imaging Measurement Report\"", "Referenced Segment", "shape Elongation", "(mm3,UCUM,",
      "Probability of \(results.study.event)", "Algorithm Name", results.study.software,
    ] { #expect(tree.contains(words), "\(words)") }
  }

  /// One patient whose images are gone, or who is none, does not stop the others; images that changed are refused.
  @Test func onePatientStopsNoOther() throws {
    let (run, results, out) = try prepared()
    let patients = results.models[0].predictions.map(\.subject)
    let (one, other) = (patients[0], patients[1])
    let folder = run.scratch.file("cohort/patients/\(other)")
    try FileManager.default.moveItem(atPath: folder, toPath: out.file("aside"))
    defer { try? FileManager.default.moveItem(atPath: out.file("aside"), toPath: folder) }
    let done = try Command(
      "study", "export", run.scratch.file("run"), "--as", "dicom", "-o", out.file("objects"), "--patient", other,
      "--patient", "nobody", "--patient", one)
    #expect(done.status == 2 && done.output.split(separator: "\n").count == 3, "\(done.errors)")
    #expect(done.errors.contains("patient \(other): series ") && done.errors.contains("2 of 3 patients failed"))
    #expect(done.errors.contains("nobody: is not a patient of this run"))
    try FileManager.default.copyItem(atPath: run.scratch.file("cohort/patients/\(one)"), toPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let changed = try Command(
      "study", "export", run.scratch.file("run"), "--as", "dicom", "-o", out.file("objects"), "--patient", other)
    #expect(changed.status == 1 && changed.errors.contains("is not the one that the run read"), "\(changed.errors)")
  }

  @Test func theListsOfARealRunCiteItsFiles() throws {
    let (run, _, out) = try prepared()
    let done = try Command("study", "checklists", [run.scratch.file("run"), "-o", out.file("lists")])
    #expect(done.status == 0 && done.output.contains("METRICS: "), "\(done.errors)")
    let table = try String(contentsOfFile: out.file("lists/checklists.csv"), encoding: .utf8)
    #expect(table.contains("CLEAR,27,") && table.contains("results.json#/study/featureCount = 1890"))
    #expect(table.contains("no key features.robustness"))
  }

  @Test(.enabled(if: Program.isThere("soffice"), "skipped: LibreOffice is not installed"))
  func libreOfficeOpensTheListsWithEveryItem() throws {
    let (run, _, out) = try prepared()
    let done = try Command("study", "checklists", [run.scratch.file("run"), "-o", out.file("lists")])
    #expect(done.status == 0, "\(done.errors)")
    _ = try Program("soffice").output(
      [
        "-env:UserInstallation=file://\(out.file("office"))", "--headless", "--convert-to", "txt:Text", "--outdir",
        out.file("opened"), out.file("lists/checklists.docx"),
      ])
    let text = try out.read("opened/checklists.txt").replacing("\n", with: " ")
    let table = try CSVTable(reading: out.file("lists/checklists.csv"))
    let (subject, question) = (
      try #require(table.columns.firstIndex(of: "subject")), table.columns.firstIndex(of: "question")
    )
    for row in table.rows {
      #expect(text.contains(row[subject]), "\(row[subject])")
      if let question, !row[question].isEmpty { #expect(text.contains(row[question]), "\(row[question])") }
    }
    #expect(text.contains("SYNTHETIC DATA") && text.contains("METRICS: "))
  }

  @Test func anotherFolderIsRefusedWithTheNextStep() throws {
    let scratch = try Scratch()
    for arguments in [
      ["checklists", scratch.path, "-o", scratch.file("a")], ["export", scratch.path, "--as", "ro-crate"],
    ] {
      let done = try Command(arguments: ["study"] + arguments)
      #expect(done.status == 65 && done.errors.contains("apus study run"), "\(done.errors)")
    }
  }
}
