import Foundation
import Records
import Results
import TestSupport
import Testing

/// A study whose images are found in an export, by the built command.
@Suite struct LinkedStudyTests {
  /// The same patients twice: in folders that paths name, and as a hospital exports them.
  private func cohorts(_ scratch: Scratch, patients: Int = 16) throws {
    let size = ["--patients", "\(patients)", "--matrix", "32", "--slices", "8", "--seed", "3", "--quiet"]
    #expect(try Command("phantom", scratch.file("named"), size).status == 0)
    #expect(try Command("phantom", scratch.file("linked"), size + ["--as-export"]).status == 0)
  }

  private func run(_ scratch: Scratch, _ study: String, to folder: String) throws -> Command {
    try Command(
      environment: ["XDG_CACHE_HOME": scratch.file("cache")],
      ["study", "run", scratch.file(study), "-o", scratch.file(folder), "--quiet"])
  }

  /// Rows of a table by their first cell.
  private func rows(_ scratch: Scratch, _ name: String) throws -> (columns: [String], rows: [String: [String]]) {
    let table = try CSVTable(reading: scratch.file(name))
    return (table.columns, Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], Array($0)) }))
  }

  private func replace(_ old: String, with new: String, in file: String, _ scratch: Scratch) throws {
    let text = try scratch.read(file)
    #expect(text.contains(old))
    _ = try scratch.write(text.replacing(old, with: new), to: file)
  }

  @Test func imagesFoundByRulesGiveTheValuesOfImagesNamedByPaths() throws {
    let scratch = try Scratch()
    try cohorts(scratch)
    #expect(try run(scratch, "named/study.yaml", to: "a").status == 0)
    let linked = try run(scratch, "linked/study.yaml", to: "b")
    // Every eighth patient has no T2.
    #expect(linked.status == 2, "\(linked.errors)")
    let (named, found) = (try rows(scratch, "a/features.csv"), try rows(scratch, "b/features.csv"))
    #expect(found.columns == named.columns)
    #expect(Set(found.rows.keys) == Set(named.rows.keys).subtracting(["P008", "P016"]))
    for (id, row) in found.rows { #expect(row == named.rows[id], "\(id)") }
    let hashes = (try rows(scratch, "a/patients.csv"), try rows(scratch, "b/patients.csv"))
    let columns = hashes.0.columns.indices.filter { hashes.0.columns[$0].hasSuffix("_sha256") }
    #expect(columns.count == 2)
    for (id, row) in hashes.1.rows { #expect(columns.allSatisfy { hashes.0.rows[id]?[$0] == row[$0] }, "\(id)") }
    let exclusions = try scratch.read("b/exclusions.csv")
    #expect(exclusions.contains("P008") && exclusions.contains("no series of this patient fits"))
    // Asked once for both.
    #expect(linked.errors.components(separatedBy: "(P008, P016): no series fits the rules").count == 2)
    #expect(try Command("audit", scratch.file("b")).status == 0)

    // The model of one study predicts patients of the other.
    let model = scratch.file("a/models/hcr_mr")
    let validated = try Command(
      environment: ["XDG_CACHE_HOME": scratch.file("cache")],
      ["validate", model, scratch.file("linked/study.yaml"), "--quiet"])
    #expect([0, 2].contains(validated.status), "\(validated.errors)")
  }

  /// Two lesions of a patient, each a row with the name of its region: each has its own features, and the PatientIDs
  /// that join the rows are in no output.
  @Test func rowsOfOnePatientHaveTheirOwnRegions() throws {
    let scratch = try Scratch()
    let export = try GeneratedExport(in: scratch.file("export"))
    var table = "lesion,hospital_number,region,response,age\n"
    for number in 1...12 {
      let patient = GeneratedExport.Patient("774401\(number + 10)")
      let series = GeneratedExport.Series("2.25.9\(number)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      let set = GeneratedExport.contours(["wide", "narrow"], on: series, of: patient, narrowing: 3)
      try export.write(set, "\(patient.id)/set")
      for (at, name) in ["wide", "narrow"].enumerated() {
        table +=
          "L\(number)-\(at + 1),\(patient.id),\(name),\(number % 2 == 0 ? "CR" : "non-CR"),\(40 + number * 7 % 20)\n"
      }
    }
    _ = try scratch.write(table, to: "t.csv")
    let made = try Command(
      environment: ["XDG_CACHE_HOME": scratch.file("cache")],
      ["study", "init", scratch.file("export"), scratch.file("t.csv"), "-o", scratch.file("study.yaml")])
    #expect(made.status == 0 && made.output.contains("24 rows: 24 complete"), "\(made.output)\(made.errors)")
    // A few features are enough, and take a second.
    _ = try scratch.write("imageType: {Original: {}}\nfeatureClass: {shape: [], firstorder: []}\n", to: "few.yaml")
    try replace("features: {recipe: jeong2024}", with: "features: {parameters: few.yaml}", in: "study.yaml", scratch)
    let done = try run(scratch, "study.yaml", to: "run")
    #expect(done.status == 0, "\(done.errors)")
    let features = try rows(scratch, "run/features.csv")
    let volume = try #require(features.columns.firstIndex { $0.hasSuffix("original_shape_VoxelVolume") })
    for number in 1...12 {
      let own = try (1...2).map { try #require(features.rows["L\(number)-\($0)"].flatMap { Double($0[volume]) }) }
      #expect(own[0] > own[1], "\(own)")
    }
    let files = try #require(FileManager.default.enumerator(atPath: scratch.file("run"))).compactMap { $0 as? String }
    for name in files where !name.hasPrefix("cache") {
      guard let data = FileManager.default.contents(atPath: scratch.file("run/\(name)")) else { continue }
      #expect(!String(decoding: data, as: UTF8.self).contains("774401"), "\(name)")
    }
  }

  @Test func noOutputHoldsAPatientIDOrAName() throws {
    let scratch = try Scratch()
    try cohorts(scratch, patients: 10)
    let linked = try run(scratch, "linked/study.yaml", to: "b")
    #expect(linked.status == 2, "\(linked.errors)")
    // A hospital number, with or without its zeros, that is no part of another number; or a name.
    let secret = /SYNTHETIC\^|(?:^|[^0-9.])0*1000(?:07|14|21|28|35|42|49|56|63|70)(?:$|[^0-9.])/
    #expect(!(linked.output + linked.errors).contains(secret))
    let files = try #require(FileManager.default.enumerator(atPath: scratch.file("b"))).compactMap { $0 as? String }
    for name in files where !name.hasPrefix("cache") {
      guard let data = FileManager.default.contents(atPath: scratch.file("b/\(name)")) else { continue }
      let text = String(decoding: data, as: UTF8.self)
      let found = text.firstMatch(of: secret)
      #expect(found == nil, "\(name): \(found.map { String($0.output) } ?? "")")
    }
  }

  @Test func whatStaysOpenIsAskedOnceWithTheLineToAdd() throws {
    let scratch = try Scratch()
    try cohorts(scratch, patients: 7)
    try replace("    structure-set: {approved: true}\n", with: "", in: "linked/study.yaml", scratch)
    try replace("    choose: most-slices\n", with: "", in: "linked/study.yaml", scratch)
    let open = try run(scratch, "linked/study.yaml", to: "b")
    #expect(open.status == 1, "\(open.errors)")
    #expect(open.errors.components(separatedBy: "several structure sets have the region").count == 2)
    #expect(open.errors.contains("structure-set: {approved: true}"))
    #expect(open.errors.contains("choose: most-slices"))
    #expect(try scratch.read("b/exclusions.csv").contains("2 structure sets have the region"))
    // The lines, added as they are given, settle it.
    try replace("  T2:\n", with: "  T2:\n    choose: most-slices\n", in: "linked/study.yaml", scratch)
    try replace("  CE-T1:\n", with: "  CE-T1:\n    structure-set: {approved: true}\n", in: "linked/study.yaml", scratch)
    #expect(!(try run(scratch, "linked/study.yaml", to: "b")).errors.contains("several"))
  }

  @Test func aTableThatJoinsNobodySaysWhichSide() throws {
    let scratch = try Scratch()
    try cohorts(scratch, patients: 7)
    try replace("patient-id: hospital_number", with: "patient-id: scanner", in: "linked/study.yaml", scratch)
    let refused = try run(scratch, "linked/study.yaml", to: "b")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("no row of the table has images") && refused.errors.contains("\"scanner\""))
    #expect(refused.errors.contains("cohort: {patient-id: hospital_number}"))
    #expect(refused.errors.contains("\"00100007\", \"00100014\""))
  }

  @Test func theContoursOfAllPatientsMayLieInOneFolder() throws {
    let scratch = try Scratch()
    try cohorts(scratch, patients: 7)
    try FileManager.default.createDirectory(
      atPath: scratch.file("named/sets/deeper"), withIntermediateDirectories: true)
    for (n, id) in (1...7).map({ "P00\($0)" }).enumerated() {
      for name in ["CE-T1", "T2"] {
        try FileManager.default.copyItem(
          atPath: scratch.file("named/patients/\(id)/RTSTRUCT_\(name).dcm"),
          toPath: scratch.file("named/sets/\(n % 2 == 0 ? "deeper/" : "")2.25.\(n)\(name.count)"))
      }
    }
    _ = try run(scratch, "named/study.yaml", to: "a")
    for name in ["CE-T1", "T2"] {
      try replace("mask: patients/{id}/RTSTRUCT_\(name).dcm", with: "mask: sets", in: "named/study.yaml", scratch)
    }
    _ = try run(scratch, "named/study.yaml", to: "b")
    let (named, found) = (try rows(scratch, "a/features.csv"), try rows(scratch, "b/features.csv"))
    #expect(named.rows.count == 7 && named.rows == found.rows)
    // And in one folder a patient.
    for (n, id) in (1...7).map({ "P00\($0)" }).enumerated() {
      try FileManager.default.createDirectory(
        atPath: scratch.file("named/of/\(id)"), withIntermediateDirectories: true)
      for name in ["CE-T1", "T2"] {
        try FileManager.default.copyItem(
          atPath: scratch.file("named/patients/\(id)/RTSTRUCT_\(name).dcm"),
          toPath: scratch.file("named/of/\(id)/2.25.\(n)\(name.count)"))
      }
    }
    try replace("mask: sets", with: "mask: of/{id}", in: "named/study.yaml", scratch)
    _ = try run(scratch, "named/study.yaml", to: "c")
    #expect(try rows(scratch, "c/features.csv").rows == named.rows)
  }

  @Test func aPatientWhoseFilesChangeFailsAndTheOthersGoOn() throws {
    let scratch = try Scratch()
    try cohorts(scratch, patients: 7)
    let folder = scratch.file("linked/export/00100014")
    let slice = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted().first {
        let size = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\($0)")[.size] as? Int
        return (size ?? 0) < 4096
      })
    // A slice of another content under the same SOPInstanceUID.
    var bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(slice)"))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(filePath: "\(folder)/again"))
    let run = try run(scratch, "linked/study.yaml", to: "b")
    let exclusions = try scratch.read("b/exclusions.csv")
    #expect(run.status != 65)
    #expect(exclusions.contains("SOPInstanceUID") && exclusions.contains("P002"))
    #expect(!exclusions.contains(scratch.path))
    #expect(try rows(scratch, "b/features.csv").rows.count == 6)
  }

  @Test func anIndexNamesWhatRulesCanChooseFrom() throws {
    let scratch = try Scratch()
    try cohorts(scratch, patients: 8)
    let cache = ["XDG_CACHE_HOME": scratch.file("cache")]
    let first = try Command(environment: cache, ["study", "index", scratch.file("linked/export"), "--quiet"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("8 PatientIDs") && first.output.contains("SYNTHETIC LOCALIZER"))
    #expect(!first.output.contains("00100007"))
    let again = try Command(environment: cache, ["study", "index", scratch.file("linked/export"), "--quiet"])
    #expect(again.output.contains(" 0 opened"))
    let absent = try Command(environment: cache, ["study", "index", scratch.file("nowhere"), "--quiet"])
    #expect(absent.status == 65 && absent.errors.contains("no such folder"))
  }
}
