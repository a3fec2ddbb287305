import Foundation
import Learning
import Results
import TestSupport
import Testing

/// A finished run whose files are changed one at a time and put back.
struct AuditedRun {
  let scratch: Scratch
  let folder: String

  init(_ scratch: Scratch, _ study: String, _ name: String = "run", replacing: Bool = false) throws {
    (self.scratch, folder) = (scratch, name)
    let words = [study, "-o", scratch.file(name), "--quiet"] + (replacing ? ["--replace"] : [])
    let done = try Command("study", "run", words)
    try #require(done.status == 0, "\(done.errors)")
    // Every run that a test starts here, of whatever protocol, is as the published schema says.
    #expect(try JSONSchema.results().faults(in: Data(read("results.json").utf8)) == [])
  }

  func read(_ file: String) throws -> String { try scratch.read("\(folder)/\(file)") }

  var log: FitLog { get throws { try JSONDecoder().decode(FitLog.self, from: Data(read("fits.json").utf8)) } }
  var results: StudyResults {
    get throws { try JSONDecoder().decode(StudyResults.self, from: Data(read("results.json").utf8)) }
  }
  var tested: [String] { get throws { try #require(results.models.first).predictions.map(\.subject) } }

  /// What the audit says while `file` holds other text.
  func audit(with text: String, in file: String) throws -> Command {
    let before = try read(file)
    _ = try scratch.write(text, to: "\(folder)/\(file)")
    defer { _ = try? scratch.write(before, to: "\(folder)/\(file)") }
    return try Command("audit", scratch.file(folder))
  }

  /// What the audit says when fits are changed: `nil` drops one, subjects replace those that it saw.
  func audit(changing change: (_ kind: String, _ purpose: String, _ saw: [String]) -> [String]??) throws -> Command {
    var log = try #require(JSONSerialization.jsonObject(with: Data(read("fits.json").utf8)) as? [String: Any])
    var cohorts = try #require(log["cohorts"] as? [[String]])
    let entries = try #require(log["entries"] as? [[String: Any]])
    log["entries"] = try entries.compactMap { entry -> [String: Any]? in
      let (kind, purpose) = (try #require(entry["kind"] as? String), try #require(entry["purpose"] as? String))
      let at = try #require(entry["cohort"] as? Int)
      guard let other = change(kind, purpose, cohorts[at]) else { return entry }
      guard let subjects = other else { return nil }
      cohorts.append(subjects)
      return entry.merging(["cohort": cohorts.count - 1]) { $1 }
    }
    log["cohorts"] = cohorts
    return try audit(
      with: String(decoding: JSONSerialization.data(withJSONObject: log), as: UTF8.self), in: "fits.json")
  }
}
