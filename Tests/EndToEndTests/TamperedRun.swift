import Audit
import Comparison
import Foundation
import Learning
import Records
import Results
import StudyFiles
import Testing

/// A copy of a finished run that is changed and audited in this process; the original stays.
final class TamperedRun {
  let scratch: Scratch
  var folder: String { scratch.file("run") }

  /// - Parameter original: folder of a finished run.
  init(copying original: String) throws {
    scratch = try Scratch()
    try FileManager.default.copyItem(atPath: original, toPath: scratch.file("run"))
  }

  func read(_ file: String) throws -> String { try scratch.read("run/\(file)") }
  func write(_ text: String, to file: String) throws { _ = try scratch.write(text, to: "run/\(file)") }

  /// Cells of a table of the run, changed.
  func edit(_ file: String, _ change: (inout [[String]]) -> Void) throws {
    var rows = try read(file).split(separator: "\n").map(Self.cells)
    change(&rows)
    try write(rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", to: file)
  }

  /// The cells of a line as they are written, quotes included.
  private static func cells(_ line: Substring) -> [String] {
    var (cells, isQuoted) = ([""], false)
    for letter in line {
      if letter == "\"" { isQuoted.toggle() }
      if letter == ",", !isQuoted { cells.append("") } else { cells[cells.count - 1].append(letter) }
    }
    return cells
  }

  /// `results.json`, changed.
  func results(_ change: (inout StudyResults) throws -> Void) throws {
    var results = try JSONDecoder().decode(StudyResults.self, from: Data(read("results.json").utf8))
    try change(&results)
    try write(String(decoding: JSONEncoder().encode(results), as: UTF8.self), to: "results.json")
  }

  /// The entries of `training.json`, changed.
  func entries(_ change: (inout [[String: Any]]) throws -> Void) throws {
    var rows = try #require(JSONSerialization.jsonObject(with: Data(read("training.json").utf8)) as? [[String: Any]])
    try change(&rows)
    try write(String(decoding: JSONSerialization.data(withJSONObject: rows), as: UTF8.self), to: "training.json")
  }

  /// The study file as it now stands, with its hash.
  func study() throws -> (file: StudyFile, hash: String) {
    let file = try StudyFile(reading: scratch.file("run/study.yaml"))
    return (file, ContentHash.of(file.identity))
  }

  /// The entry of a row in `training.json`, changed.
  func training(_ id: String, _ change: (inout [String: Any]) throws -> Void) throws {
    var rows = try #require(JSONSerialization.jsonObject(with: Data(read("training.json").utf8)) as? [[String: Any]])
    let at = try #require(rows.firstIndex { $0["id"] as? String == id })
    try change(&rows[at])
    try write(String(decoding: JSONSerialization.data(withJSONObject: rows), as: UTF8.self), to: "training.json")
  }

  /// The record of a row in `training.json`, changed.
  func record(_ id: String, _ change: (inout [String: Any]) throws -> Void) throws {
    try training(id) { entry in
      var record = try #require(entry["record"] as? [String: Any])
      try change(&record)
      entry["record"] = record
    }
  }

  /// A row of the first protocol, changed.
  func row(_ id: String, _ change: (inout ModelResult) throws -> Void) throws {
    try results { results in
      let at = try #require(results.protocols[0].models.firstIndex { $0.id == id })
      try change(&results.protocols[0].models[at])
    }
  }

  var tested: [String] {
    get throws {
      let results = try JSONDecoder().decode(StudyResults.self, from: Data(read("results.json").utf8))
      return try #require(results.models.first).predictions.map(\.subject)
    }
  }
  var everybody: [String] {
    get throws {
      try read("patients.csv").split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[0]) }
    }
  }

  /// One entry of `fits.json`.
  struct Fit {
    var kind: String
    var purpose: String
    var saw: [String]
  }

  /// Every fit, changed: a list of none drops it, one of two adds one.
  func fits(_ change: (Fit) throws -> [Fit]) throws { try log("entries", change) }

  /// Every list of patients held out, changed.
  func heldOut(_ change: (Fit) throws -> [Fit]) throws { try log("heldOut", change) }

  private func log(_ list: String, _ change: (Fit) throws -> [Fit]) throws {
    var log = try #require(JSONSerialization.jsonObject(with: Data(read("fits.json").utf8)) as? [String: Any])
    var cohorts = try #require(log["cohorts"] as? [[String]])
    let entries = try #require(log[list] as? [[String: Any]])
    log[list] = try entries.flatMap { entry -> [[String: Any]] in
      let at = try #require(entry["cohort"] as? Int)
      let fit = Fit(
        kind: entry["kind"] as? String ?? "", purpose: try #require(entry["purpose"] as? String), saw: cohorts[at])
      return try change(fit).map { other in
        if let known = cohorts.firstIndex(of: other.saw) {
          return entry.merging(["cohort": known, "purpose": other.purpose]) { $1 }
            .merging(other.kind.isEmpty ? [:] : ["kind": other.kind]) { $1 }
        }
        cohorts.append(other.saw)
        return entry.merging(["cohort": cohorts.count - 1, "purpose": other.purpose]) { $1 }
          .merging(other.kind.isEmpty ? [:] : ["kind": other.kind]) { $1 }
      }
    }
    log["cohorts"] = cohorts
    try write(String(decoding: JSONSerialization.data(withJSONObject: log), as: UTF8.self), to: "fits.json")
  }

  /// Writes the hashes of the files as they now are into `results.json`, as somebody would who wants the change to
  /// pass.
  /// - Parameter wholly: whether the hashes in the file beside `results.json` are mended too.
  func seal(wholly: Bool = true) throws {
    try results { results in
      for name in (results.files ?? [:]).keys {
        results.files?[name] = try Self.sum(of: scratch.file("run/\(name)"))
      }
    }
    try sealResults(wholly: wholly)
  }

  /// Writes the hashes beside `results.json`, as somebody would who wants the change to pass.
  /// - Parameter wholly: whether all of them are mended, or only that of `results.json`.
  func sealResults(wholly: Bool = true) throws {
    let name = "results.json.sha256"
    guard FileManager.default.fileExists(atPath: scratch.file("run/\(name)")) else { return }
    let own = "\(try Self.sum(of: scratch.file("run/results.json")))  results.json"
    guard wholly else {
      return try write(
        ([own] + read(name).split(separator: "\n").dropFirst().map(String.init)).joined(separator: "\n") + "\n",
        to: name)
    }
    let results = try JSONDecoder().decode(StudyResults.self, from: Data(read("results.json").utf8))
    let seal = RunSeal(of: results, study: try StudyFile(reading: scratch.file("run/study.yaml")), in: folder)
    #expect(seal.text.hasPrefix(own))
    try write(seal.text, to: name)
  }

  /// As coreutils have it: the tests do not take the hash of the code that they test.
  static func sum(of path: String) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [path]
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
  }

  /// What the audit refutes without a choice that explains it, as `check` or `check [protocol]`, with its evidence.
  func refuted() throws -> [String: String] {
    var found: [String: String] = [:]
    for finding in try RunAudit(folder: folder).report.findings {
      let pieces = finding.evidence.filter { $0.choice == nil }.map(\.text)
      guard !pieces.isEmpty else { continue }
      #expect(finding.verdict == .refuted)
      let place = finding.evaluation.map { " [\($0.rawValue)]" } ?? ""
      found[finding.check.rawValue + place] = pieces.joined(separator: "\n")
    }
    return found
  }
}

extension StudyResults {
  /// Takes out the rows whose key `isGone`, with their comparisons and the differences between protocols.
  mutating func takeOut(_ isGone: (String) -> Bool) {
    for at in protocols.indices {
      let names = Set(protocols[at].models.filter { isGone($0.id) }.map(\.name))
      protocols[at].models.removeAll { isGone($0.id) }
      protocols[at].comparisons.removeAll { names.contains($0.first) || names.contains($0.second) }
    }
    differences = ProtocolDifference.all(protocols)
  }
}
