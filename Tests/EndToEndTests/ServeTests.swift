import Foundation
import Testing

/// From a folder of an export to its report over HTTP, as the page of `apus serve` does it.
@Suite struct ServeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func phantom(_ folder: String, patients: Int = 24) throws {
    let made = try Command(
      "phantom", scratch.file(folder),
      ["--as-export", "--patients", "\(patients)", "--matrix", "48", "--slices", "8", "--quiet"])
    #expect(made.status == 0, "\(made.errors)")
    // A hospital has no study file.
    try FileManager.default.removeItem(atPath: scratch.file("\(folder)/study.yaml"))
  }

  private func answers(_ own: [String: Any] = [:]) -> [String: Any] {
    // The phantom has its table as CSV and as a workbook; the first is the CSV file.
    ["table": 0, "answers": ["factors": [:], "series": [:]].merging(own) { $1 }]
  }

  @Test func aFolderBecomesAReportAndTwoRunsAreCompared() throws {
    try phantom("cohort")
    let server = try ServedFolder(scratch.path)
    defer { server.stop() }
    #expect(server.address.host == "127.0.0.1")
    let page = try server.get("")
    #expect(page.status == 200 && page.text.contains("page.js"))
    // Where the folder lies is nobody's to know.
    #expect(!(try server.get("studies.json").text.contains(scratch.path)))
    #expect(page.headers["content-security-policy"]?.contains("default-src 'none'; script-src 'self'") ?? false)
    let folders = try #require(try server.get("studies.json").json["folders"] as? [[String: Any]])
    let folder = try #require(folders.first { $0["place"] as? String == "cohort" }?["number"] as? Int)

    // Without answers the file is that of `apus study init`.
    let form = try server.form(folder, answers())
    let proposed = try Command(
      "study", "init",
      [scratch.file("cohort"), scratch.file("cohort/clinical.csv"), "-o", scratch.file("cohort/other.yaml")])
    let text = try scratch.read("cohort/other.yaml").replacing("run other.yaml", with: "run study.yaml")
    #expect(proposed.status == 0 && form["text"] as? String == text, "\(proposed.errors)")
    // The folder can be moved with its study.
    #expect(text.contains("images: \".\"") && !text.contains(scratch.path), "\(text)")
    for name in ["other.yaml", "cases.csv"] {
      try FileManager.default.removeItem(atPath: scratch.file("cohort/\(name)"))
    }

    // Rules of a series are answers too, and stand in the file.
    let all = try #require(form["series"] as? [[String: Any]])
    let first = try #require(all.first { $0["linked"] != nil }, "\(all)")
    let name = try #require(first["name"] as? String)
    var rules = try #require(first["linked"] as? [String: [String: Any]])
    rules["series"]?["slices"] = [4, 400]
    rules["sets"] = ["label": [String](), "isApproved": false, "choose": "earliest"]
    let ruled = try server.form(folder, answers(["series": [name: ["isUsed": true, "rules": rules]]]))
    let told = try #require(ruled["text"] as? String, "\(ruled)")
    #expect(told.contains("slices: [4, 400]") && told.contains("structure-set: {choose: earliest}"), "\(told)")
    #expect(ruled["fault"] == nil, "\(ruled["fault"] ?? "")")
    rules["series"]?["slices"] = [900, 1000]
    let empty = try server.form(folder, answers(["series": [name: ["isUsed": true, "rules": rules]]]))
    let left = (empty["series"] as? [[String: Any]])?.first { $0["name"] as? String == name }
    #expect(left?["complete"] as? Int == 0)
    rules["series"]?["slices"] = [9, 2]
    #expect(
      try server.post("folder/\(folder)/form", answers(["series": [name: ["isUsed": true, "rules": rules]]])).status
        == 400)

    let refused = try server.post("folder/\(folder)/form", answers(["split": ["nested": ["folds": 99]]]))
    #expect(refused.status == 422 && (refused.json["error"] as? String)?.contains("folds") ?? false)
    let own = answers(["split": ["share": ["training": 0.7]], "name": "From the page"])
    let written = try server.post("folder/\(folder)/study", own)
    let study = try #require(written.json["study"] as? Int, "\(written.text)")
    #expect(try scratch.read("cohort/study.yaml").contains("split: {train: 0.7}"))
    #expect(try server.post("folder/\(folder)/study", own).status == 404)

    #expect(try server.post("study/\(study)/check").status == 200)
    let checked = try server.ended(study)
    #expect((checked["job"] as? [String: Any])?["outcome"] as? String != "failed", "\(checked)")
    #expect((checked["check"] as? [String: Any])?["isOutdated"] as? Bool == false)

    for _ in 0..<2 {
      #expect(try server.post("study/\(study)/run").status == 200)
      // One job at a time.
      #expect(try server.post("study/\(study)/check").status == 409)
      let ended = try server.ended(study)
      let job = try #require(ended["job"] as? [String: Any])
      #expect(["complete", "someFailed"].contains(job["outcome"] as? String), "\(job)")
      let stages = try #require((job["progress"] as? [String: Any])?["stages"] as? [[String: Any]])
      #expect(
        stages.contains { ($0["name"] as? String ?? "").hasPrefix("Fitting models") }
          && stages.allSatisfy { $0["seconds"] != nil })
    }
    let view = try server.get("study/\(study).json").json["study"] as? [String: Any]
    let runs = try #require(view?["runs"] as? [[String: Any]]).sorted {
      "\($0["place"] ?? "")" < "\($1["place"] ?? "")"
    }
    #expect(runs.compactMap { $0["place"] as? String } == ["cohort/results", "cohort/results-2"])
    let numbers = runs.compactMap { $0["number"] as? Int }
    let report = try server.get("run/\(numbers[0])/report.html")
    #expect(report.status == 200 && report.text.contains("From the page"))
    let policy = report.headers["content-security-policy"] ?? ""
    #expect(policy.contains("default-src 'none'") && !policy.contains("script-src"))
    let summary = try #require(runs[0]["summary"] as? [String: Any])
    #expect((summary["audit"] as? [String: Any])?["refuted"] as? [String] == [])

    let both = try server.get("compare/\(numbers[0])/\(numbers[1]).json")
    let comparison = try #require(both.json["comparison"] as? [String: Any])
    #expect((comparison["settings"] as? [Any])?.isEmpty ?? false)
    let measures = try #require(comparison["measures"] as? [[String: Any]])
    // Two runs of one study are equal.
    #expect(!measures.isEmpty && measures.allSatisfy { ($0["difference"] as? Double ?? 0) == 0 })
    #expect((comparison["patients"] as? [String: Any])?["onlyFirst"] as? [String] == [])
  }

  @Test func aRunIsStoppedAndTheServerGoesOn() throws {
    // Some ten seconds of work, so that the run has not ended when it is stopped.
    try phantom("cohort", patients: 60)
    let server = try ServedFolder(scratch.file("cohort"))
    defer { server.stop() }
    let folders = try #require(try server.get("studies.json").json["folders"] as? [[String: Any]])
    let folder = try #require(folders.first?["number"] as? Int)
    _ = try server.form(folder, answers())
    let study = try #require(try server.post("folder/\(folder)/study", answers()).json["study"] as? Int)
    #expect(try server.post("study/\(study)/run").status == 200)
    #expect(try server.post("study/\(study)/stop").status == 200)
    let ended = try server.ended(study)
    #expect((ended["job"] as? [String: Any])?["outcome"] as? String == "stopped")
    #expect(try server.post("study/\(study)/stop").status == 409)
    // The next run goes on where the stopped one left its features.
    try FileManager.default.createDirectory(
      atPath: scratch.file("cohort/results/cache"), withIntermediateDirectories: true)
    #expect(try server.post("study/\(study)/run").status == 200)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("cohort/results-2")))
    #expect(try server.post("study/\(study)/stop").status == 200)
    _ = try server.ended(study)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("cohort/results-2")))
    #expect(try server.post("study/\(study + 100)/run").status == 404)
    #expect(try server.post("study/\(study)/run", ["run": study]).status == 404)
  }

  /// What only root may do is no part of a server: as root nobody would notice. Elsewhere every test here is the proof.
  @Test func aUserWithoutRightsIsAnswered() throws {
    guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: scratch.path)
    let server = try ServedFolder(scratch.path, isNobody: true)
    defer { server.stop() }
    #expect(try server.get("studies.json").status == 200 && (try server.get("").status) == 200)
  }

  @Test func aFolderThatIsNoneIsRefused() throws {
    let run = try Command("serve", scratch.file("nowhere"))
    #expect(run.status == 65 && run.errors.contains("is no folder"))
    #expect(try Command("serve", scratch.path, ["--port", "99999"]).status == 64)
  }
}
