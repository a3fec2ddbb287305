import Cohorts
import Execution
import Foundation
import Records
import Results
import StudyFiles

/// The text of `results.json.sha256`: the hashes of all files of a run in the form that `sha256sum -c` reads, and in
/// lines of comment those of the study file and of the parts of `results.json` that no other file determines.
///
/// `results.json` has the hashes of the other files too. Whoever edits one of them, or a finding, and mends only the
/// hashes there is found by this file; whoever mends both is not.
package struct RunSeal {
  /// Hash by name of a file, or by the name of a part behind a `#`.
  private let hashes: [(name: String, hash: String)]

  /// The seal of results as they stand in a folder whose other files are complete.
  package init(of results: StudyResults, study: StudyFile, in folder: String) {
    func names(in part: RunFile) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []).sorted()
    }
    let files =
      ([.results, .report] + RunFile.hashed).map(\.rawValue)
      + names(in: .figures).map { "\(RunFile.figures)/\($0)" }
      + names(in: .models).map { "\(RunFile.models)/\($0)/model.json" }
    hashes =
      files.compactMap { name in
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0.sha256) }
      } + [("# study", ContentHash.of(study.identity))]
      + RunSeal.parts(of: results).map { ("# \($0.name)", $0.hash) }
  }

  /// The text of the file.
  package var text: String {
    hashes.map { name, hash in
      name.hasPrefix("# ") ? "# \(hash) \(name.dropFirst(2))\n" : RunFile.sealLine(name, hash: hash)
    }.joined()
  }

  /// Parts of the results that cannot be computed again from other files, with their hashes.
  private static func parts(of results: StudyResults) -> [(name: String, hash: String)] {
    let rows = results.protocols.flatMap(\.models).map { ("row \($0.id)", RowWords($0) as any Encodable) }
    let parts: [(String, any Encodable)] =
      [
        ("description of the study", results.study), ("findings", results.findings), ("Table 1", results.factors),
        ("methods", results.methods), ("controls", results.controls), ("audit", results.audit),
      ] + rows + laterParts(of: results)
    return parts.map { name, value in
      // Undefined numbers are texts in these values, so that each can be encoded.
      (name, (try? JSONEncoder.stable.encode(value))?.sha256 ?? "")
    }
  }

  /// Names of the parts that not every run has. A run of an earlier Apus has none of them, and neither has its seal.
  private static let laterNames = ["scanners", "libraries and inputs", "pictures of lesions"]

  private static func laterParts(of results: StudyResults) -> [(String, any Encodable)] {
    let values: [(any Encodable)?] = [
      results.scanners.map { $0 as any Encodable }, results.provenance.map { $0 as any Encodable },
      results.lesions.map { $0 as any Encodable },
    ]
    return zip(laterNames, values).compactMap { name, value in value.map { (name, $0) } }
  }

  /// What a row shows beside its figures of test patients.
  private struct RowWords: Encodable {
    let name, summary: String
    let flags: [String]
    let choices: [PublishedChoice]
    let deep: DeepResult?
    let training, outOfFold: Performance?
    let conformal: ConformalResult?
    let features: SelectedFeatures?

    init(_ row: ModelResult) {
      (name, summary, flags, choices, deep) = (row.name, row.summary, row.flags, row.choices, row.deep)
      (training, outOfFold, conformal) = (row.training, row.outOfFold, row.conformal)
      // Left out of the text that is hashed where there are none, as in results that are older than they are.
      features = row.features
    }
  }
}

extension RunSeal {
  /// A message for each file or part that differs from the seal in a folder, or is missing there.
  /// - Parameters:
  ///   - known: files that are reported already.
  ///   - isWhole: whether the run wrote more than the hash of `results.json`, as Apus 0.1 did.
  func differences(from text: String, known: Set<String>, isWhole: Bool) -> [String] {
    let written = RunSeal.read(text)
    guard isWhole else { return [] }
    let names = Set(hashes.map(\.name))
    return hashes.compactMap { name, hash -> String? in
      let word = name.hasPrefix("# ") ? "results.json, \(name.dropFirst(2))" : name
      guard name != RunFile.results.rawValue, name != "# study", !known.contains(name) else { return nil }
      guard let sealed = written[name] else { return "\(RunFile.seal): lacks the hash of \(word)" }
      return sealed == hash ? nil : "\(word): differs from its hash in \(RunFile.seal)"
    }
      + written.keys.filter { !names.contains($0) && RunSeal.mayNotBeLost($0) }.sorted()
      .map { "\($0): is missing, although \(RunFile.seal) has its hash" }
      + written.keys.filter { !names.contains($0) && $0.hasPrefix("# row ") }.sorted()
      .map { "\($0.dropFirst(6)): \(RunFile.seal) has this row, but results.json does not" }
      + lostParts(of: written, own: names)
      + (hashes.contains { $0.name == "# study" && written["# study"] != $0.hash }
        ? ["study.yaml: differs from the study file whose hash is in \(RunFile.seal)"] : [])
  }

  /// Messages about parts that the run wrote and that the results no longer have.
  private func lostParts(of written: [String: String], own names: Set<String>) -> [String] {
    RunSeal.laterNames.filter { !names.contains("# \($0)") && written["# \($0)"] != nil }
      .map { "results.json: lacks the \($0), although \(RunFile.seal) has their hash" }
  }

  /// Whether a file of the seal is one whose loss no other check names.
  private static func mayNotBeLost(_ name: String) -> Bool {
    name == RunFile.report.rawValue || [RunFile.models, .figures].contains { name.hasPrefix("\($0)/") }
  }

  private static func read(_ text: String) -> [String: String] {
    let lines = text.split(separator: "\n").map { line -> (String, String) in
      let isPart = line.hasPrefix("# ")
      let words = line.dropFirst(isPart ? 2 : 0).split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      let name = (words.last.map(String.init) ?? "").drop { $0 == " " }
      return ((isPart ? "# " : "") + name, words.first.map(String.init) ?? "")
    }
    return Dictionary(lines) { first, _ in first }
  }
}
