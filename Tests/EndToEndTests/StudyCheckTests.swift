import Foundation
import Records
import Study
import Testing

/// `apus study check`, by the built command: every fault of a cohort in one go, and none in a sound one.
@Suite struct StudyCheckTests {
  private func cohort(_ scratch: Scratch, patients: Int = 20) throws {
    let size = ["--patients", "\(patients)", "--matrix", "32", "--slices", "8", "--seed", "5", "--quiet"]
    #expect(try Command("phantom", scratch.file("cohort"), size).status == 0)
  }

  private func check(_ scratch: Scratch, _ arguments: [String] = []) throws -> (Command, StudyCheck) {
    let json = scratch.file("check.json")
    let command = try Command(
      "study", "check", [scratch.file("cohort/study.yaml"), "--json", json, "--quiet"] + arguments)
    let data = try #require(FileManager.default.contents(atPath: json), "\(command.errors)")
    return (command, try JSONDecoder().decode(StudyCheck.self, from: data))
  }

  private func edit(_ file: String, _ scratch: Scratch, _ change: (String) -> String) throws {
    let text = try scratch.read(file)
    let changed = change(text)
    #expect(changed != text)
    _ = try scratch.write(changed, to: file)
  }

  /// Replaces cells of a patient in the clinical table.
  private func set(_ cells: [String: String], of id: String, _ scratch: Scratch) throws {
    try edit("cohort/clinical.csv", scratch) { text in
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let columns = lines[0].split(separator: ",").map(String.init)
      return lines.map { line in
        var own = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard own.first == id else { return line }
        for (name, value) in cells { if let at = columns.firstIndex(of: name) { own[at] = value } }
        return own.joined(separator: ",")
      }.joined(separator: "\n")
    }
  }

  @Test func aSoundCohortHasNoProblem() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let (command, check) = try check(scratch)
    #expect(command.status == 0, "\(command.output)")
    #expect(check.isComplete)
    #expect(check.usable.total == 20 && check.screened == 20 + check.excluded)
    #expect(try #require(check.estimate).seconds > 0)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("cohort/cache")))
  }

  @Test func everyFaultOfEveryPatientIsFoundInOneGoAndARunLeavesOutTheSame() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let files = FileManager.default
    func path(_ name: String) -> String { scratch.file("cohort/patients/\(name)") }
    try files.removeItem(atPath: path("P002/T2"))
    try files.removeItem(atPath: path("P003/RTSTRUCT_CE-T1.dcm"))
    try files.copyItem(atPath: path("P004/RTSTRUCT_CE-T1.dcm"), toPath: path("P003/RTSTRUCT_CE-T1.dcm"))
    try files.removeItem(atPath: path("P005/RTSTRUCT_CE-T1.dcm"))
    // Two faults of one patient, in two places.
    let slice = try #require(try files.contentsOfDirectory(atPath: path("P006/CE-T1")).sorted().first)
    try Data(repeating: 7, count: 200).write(to: URL(filePath: path("P006/CE-T1/\(slice)")))
    try set(["tumour_size_mm": "big", "figo": "IX"], of: "P006", scratch)
    try set(["response": "maybe"], of: "P007", scratch)
    let (command, check) = try check(scratch)
    #expect(command.status == 65)
    #expect(check.failing.map(\.id) == ["P002", "P003", "P005", "P006", "P007"], "\(command.output)")
    let problems = Dictionary(uniqueKeysWithValues: check.failing.map { ($0.id, $0.problems.joined(separator: "\n")) })
    #expect(problems["P002"]?.contains("T2") == true)
    #expect(problems["P006"]?.contains("big") == true && problems["P006"]?.contains("IX") == true)
    #expect(problems["P006"]?.contains(slice) == true)
    for one in check.failing { #expect(command.output.contains(one.problems[0]), "\(one.id)") }

    let run = try Command(
      "study", "run", [scratch.file("cohort/study.yaml"), "-o", scratch.file("run"), "--quiet"])
    #expect(run.status == 2, "\(run.errors)")
    let left = try CSVTable(reading: scratch.file("run/exclusions.csv"))
    let failed = left.rows.filter { $0[1] != "planned" }.map { $0[0] }
    #expect(Set(failed) == Set(check.failing.map(\.id)))
    #expect(check.usable.total == 20 - failed.count)
  }

  @Test func whatStopsTheStudyIsToldTogether() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    try edit("cohort/study.yaml", scratch) {
      $0.replacing("event: non-CR", with: "event: non-cr")
        + "\narms: [hcr, dlr]\ndeep: {network: absent-network.onnx}\n"
    }
    let (command, check) = try check(scratch)
    #expect(command.status == 65)
    #expect(check.refusals.count == 2, "\(check.refusals)")
    #expect(check.refusals.contains { $0.contains("non-CR") })
    #expect(check.refusals.contains { $0.contains("absent-network") })
  }

  /// What stops a run is told together with every patient without files, and nothing is computed.
  @Test func aRunThatIsStoppedTellsEverythingAtOnce() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    try edit("cohort/study.yaml", scratch) {
      $0.replacing("event: non-CR", with: "event: non-cr")
        + "\narms: [hcr, dlr]\ndeep: {network: absent-network.onnx}\n"
    }
    try FileManager.default.removeItem(atPath: scratch.file("cohort/patients/P002/T2"))
    try set(["tumour_size_mm": "big"], of: "P004", scratch)
    let run = try Command("study", "run", [scratch.file("cohort/study.yaml"), "-o", scratch.file("run"), "--quiet"])
    #expect(run.status == 65, "\(run.errors)")
    for words in ["nothing was computed", "non-CR", "absent-network", "P002  series T2", "P004", "\"big\""] {
      #expect(run.errors.contains(words), "\(words)\n\(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/results.json")))
  }

  /// Faults of files are named before a feature is computed, one line a patient with all of them, and never twice.
  @Test func aRunNamesAllPatientsWithoutFilesBeforeItComputes() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    func path(_ name: String) -> String { scratch.file("cohort/patients/\(name)") }
    for name in ["P002/T2", "P003/RTSTRUCT_CE-T1.dcm", "P003/RTSTRUCT_T2.dcm"] {
      try FileManager.default.removeItem(atPath: path(name))
    }
    let run = try Command("study", "run", [scratch.file("cohort/study.yaml"), "-o", scratch.file("run")])
    #expect(run.status == 2, "\(run.errors)")
    let lines = run.errors.split(separator: "\n")
    let left = lines.indices.filter { lines[$0].contains("patient left out") }
    #expect(left.count == 2, "\(run.errors)")
    #expect(lines.first { $0.contains("P003") }.map { $0.contains("CE-T1") && $0.contains("T2") } == true)
    let firstNote = lines.firstIndex { $0.contains("seconds: ") || $0.contains("training sets") } ?? lines.endIndex
    #expect(left.allSatisfy { $0 < firstNote })
    let excluded = try CSVTable(reading: scratch.file("run/exclusions.csv"))
    #expect(Set(excluded.rows.filter { $0[1] != "planned" }.map { $0[0] }) == ["P002", "P003"])
  }

  /// Whoever is left decides whether there is a study at all, and that is known before anything is computed.
  @Test func aRunWithoutAClassStopsBeforeItComputes() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let table = try CSVTable(reading: scratch.file("cohort/clinical.csv"))
    let column = try #require(table["response"]), ids = try #require(table["patient"])
    for (id, response) in zip(ids, column) where response == "non-CR" {
      try FileManager.default.removeItem(atPath: scratch.file("cohort/patients/\(id)/T2"))
    }
    let run = try Command("study", "run", [scratch.file("cohort/study.yaml"), "-o", scratch.file("run")])
    #expect(run.status == 1 && !run.errors.contains("features 0"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/features.csv")))
    let excluded = try CSVTable(reading: scratch.file("run/exclusions.csv"))
    #expect(excluded.rows.count { $0[1] != "planned" } == column.count { $0 == "non-CR" })
  }

  @Test func anImageOfAnotherPatientAndOddVoxelsAreRemarks() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let files = FileManager.default
    for part in ["CE-T1", "T2", "RTSTRUCT_CE-T1.dcm", "RTSTRUCT_T2.dcm"] {
      let target = scratch.file("cohort/patients/P009/\(part)")
      try files.removeItem(atPath: target)
      try files.copyItem(atPath: scratch.file("cohort/patients/P008/\(part)"), toPath: target)
    }
    let (command, check) = try check(scratch)
    #expect(command.status == 0, "\(command.output)")
    let asked = check.patients.filter { $0.remarks.contains { $0.contains("same voxels") } }.map(\.id)
    #expect(asked == ["P008", "P009"])
  }
}
