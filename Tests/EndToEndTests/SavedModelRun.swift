import Foundation
import SavedModels
import Synchronization
import TestSupport
import Testing

/// Folders of runs that live as long as the test program: static values are never released.
private let leftovers = Mutex<[String]>([])

/// A run on the synthetic cohort with its saved models, and tables of its patients for `apus predict`.
struct SavedModelRun: Sendable {
  let scratch: Scratch
  let study: String

  /// Makes the cohort, lets `edit` change the study file, and runs it.
  init(patients: Int = 24, seed: Int = 1, edit: (String) throws -> String = { $0 }) throws {
    scratch = try Scratch()
    study = scratch.file("cohort/study.yaml")
    let made = try Command(
      "phantom", scratch.file("cohort"),
      ["--patients", "\(patients)", "--seed", "\(seed)", "--matrix", "64", "--slices", "8"])
    try #require(made.status == 0, "\(made.errors)")
    let text = try edit(String(contentsOfFile: study, encoding: .utf8))
    try text.write(toFile: study, atomically: true, encoding: .utf8)
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet", "-j", "2")
    try #require(run.status == 0, "\(run.errors)")
    #expect(try JSONSchema.results().faults(in: Data(scratch.read("run/results.json").utf8)) == [])
  }

  /// A run that several tests share; its folder goes when the test program ends.
  static func shared(patients: Int = 24) -> Result<SavedModelRun, any Error> {
    Result {
      let run = try SavedModelRun(patients: patients)
      leftovers.withLock { folders in
        if folders.isEmpty {
          atexit { leftovers.withLock { $0.forEach { try? FileManager.default.removeItem(atPath: $0) } } }
        }
        folders.append(run.scratch.path)
      }
      return run
    }
  }

  /// A row of the study, whose images lie in its folder.
  struct PatientRow {
    let id: String
    let cells: [String: String]
  }

  var clinical: [PatientRow] {
    get throws {
      let lines = try scratch.read("cohort/clinical.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      return lines.dropFirst().filter { $0.last == "" }.map { cells in
        PatientRow(id: cells[0], cells: Dictionary(uniqueKeysWithValues: zip(lines[0], cells)))
      }
    }
  }

  func model(_ id: String) -> String { scratch.file("run/models/\(id)") }

  /// Scores and probabilities that the study wrote, by patient.
  func written(_ id: String) throws -> [String: (score: String, probability: String, call: String)] {
    let lines = try scratch.read("run/predictions.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let at = { (part: String) in try #require(lines[0].firstIndex(of: "\(id)_\(part)")) }
    let (score, probability, call) = (try at("score"), try at("probability"), try at("call"))
    return Dictionary(uniqueKeysWithValues: lines.dropFirst().map { ($0[0], ($0[score], $0[probability], $0[call])) })
  }

  /// A table for `--cases` of these patients; the names of the columns are those that the option takes.
  func cases(_ ids: Set<String>, name: String = "cases.csv", masks: [String: String] = [:]) throws -> String {
    let series = ["CE-T1", "T2"]
    var text = "id,"
    text += series.map { "\($0)_image,\($0)_mask" }.joined(separator: ",") + ",tumour_size_mm,figo,hpv\n"
    for row in try clinical where ids.contains(row.id) {
      let folder = "cohort/patients/\(row.id)"
      let files = series.map { "\(folder)/\($0),\(masks[$0] ?? "\(folder)/RTSTRUCT_\($0).dcm")" }
      let factors = ["tumour_size_mm", "figo", "hpv"].map { row.cells[$0] ?? "" }
      text += ([row.id] + files + factors).joined(separator: ",") + "\n"
    }
    return try scratch.write(text, to: name)
  }

  /// Every way of lying outside, accepted: a cohort this small has test patients beyond its training range.
  static let acceptAll = ["spacing", "intensity", "scanner", "volume", "factor"].flatMap { ["--accept", $0] }

  /// What `apus predict` says of patients, by id.
  func predictions(_ path: String) throws -> [String: CasePrediction] {
    let data = try Data(contentsOf: URL(filePath: path))
    let report = try JSONDecoder().decode(PredictionReport.self, from: data)
    return Dictionary(uniqueKeysWithValues: report.cases.map { ($0.id, $0) })
  }

  /// Predicts the test patients by the saved model of a row, and expects what the study wrote, to the last bit.
  func expectParity(_ id: String, options: [String] = []) throws {
    let written = try written(id)
    let cases = try cases(Set(written.keys))
    let output = scratch.file("\(id).json")
    let run = try Command(
      "predict", model(id), ["--cases", cases, "--json", output] + Self.acceptAll + options)
    #expect(run.status == 0, "\(id): \(run.errors)\(run.output)")
    let made = try predictions(output)
    #expect(!written.isEmpty && Set(made.keys) == Set(written.keys))
    for (patient, expected) in written {
      let found = try #require(made[patient])
      #expect(found.score.map { "\($0)" } ?? "" == expected.score, "\(id) \(patient)")
      #expect(found.probability.map { "\($0)" } ?? "" == expected.probability, "\(id) \(patient)")
      #expect(found.isCalledEvent.map { $0 ? "1" : "0" } ?? "" == expected.call, "\(id) \(patient)")
    }
  }
}
