import Audit
import Cohorts
import Foundation
import Learning
import Logging
import Results
import SavedModels
import Study
import StudyFiles
import Testing

/// A folder with a clinical table and a table of features, whose study runs in this process.
final class RunPlace {
  let path = FileManager.default.temporaryDirectory.appending(path: "apus-run-\(UUID().uuidString)").path

  /// Forty patients, two events in five; `f0` and `f1` tell the outcome.
  init(events: (Int) -> Bool = { $0 % 5 < 2 }, copy: Bool = false) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var features = "id," + (0..<12).map { "f\($0)" }.joined(separator: ",") + (copy ? ",leak" : "") + "\n"
    var clinical = "patient,response,size,side\n"
    var state: UInt64 = 7
    for row in 0..<40 {
      let values = (0..<12).map { column -> Double in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / 16_777_216 + (events(row) && column < 2 ? 0.6 : 0)
      }
      features += "P\(row),\(values.map { "\($0)" }.joined(separator: ","))\(copy ? (events(row) ? ",1" : ",0") : "")\n"
      clinical += "P\(row),\(events(row) ? "non-CR" : "CR"),\(20 + row * 7 % 60),\(row % 3 == 0 ? "test" : "train")\n"
    }
    try features.write(toFile: "\(path)/features.csv", atomically: true, encoding: .utf8)
    try clinical.write(toFile: "\(path)/clinical.csv", atomically: true, encoding: .utf8)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The study of this folder.
  /// - Parameters:
  ///   - factors: names of those in the models.
  ///   - change: of the text of the study file.
  func study(
    _ more: String = "", seed: Int = 1, factors: String = "size", classifier: String = "{name: naive-bayes}",
    change: (String) -> String = { $0 }
  ) throws -> StudyFile {
    let text = """
      apus: 1
      name: Run
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors: {size: {type: continuous}}
      models: {factors: [\(factors)], selected-features: 4}
      features: {table: features.csv, id: id}
      learning: {select: [{name: mrmr, keep: 3}], classifier: \(classifier)}
      split: {column: side}
      seed: \(seed)
      \(more)
      """
    return try StudyFile(parsing: change(text), file: "study.yaml", folder: path)
  }

  /// - Parameters:
  ///   - factors: names of those in the models.
  ///   - change: of the text of the study file.
  func run(
    _ more: String = "", seed: Int = 1, factors: String = "size", classifier: String = "{name: naive-bayes}",
    change: (String) -> String = { $0 }
  ) throws -> StudyResults {
    let study = try study(more, seed: seed, factors: factors, classifier: classifier, change: change)
    try? FileManager.default.removeItem(atPath: "\(path)/run")
    return try StudyRun(
      study: study, folder: RunFolder("\(path)/run", for: study), workers: 1, logger: RunPlace.quiet
    ) { _ in }.execute()
  }

  /// A folder with a finished run, and its model of image features and clinical factors.
  static func withModel() throws -> (place: RunPlace, model: SavedModel) {
    let place = try RunPlace()
    _ = try place.run()
    return (place, try SavedModel(reading: "\(place.path)/run/models/hcr_mr_cf"))
  }

  private static var quiet: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }

  func read(_ file: String) throws -> String { try String(contentsOfFile: "\(path)/run/\(file)", encoding: .utf8) }
  func write(_ text: String, _ file: String) throws {
    try text.write(toFile: "\(path)/run/\(file)", atomically: true, encoding: .utf8)
  }
  /// One cell of a table: the row after the header, by the name of its column.
  static func cell(_ text: String, _ column: String, _ value: String) throws -> String {
    var rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    rows[1][try #require(rows[0].firstIndex(of: column))] = value
    return rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
  }
  var log: FitLog { get throws { try JSONDecoder().decode(FitLog.self, from: Data(read("fits.json").utf8)) } }
  /// What the audit of the folder refutes, with its evidence.
  var refuted: [String: String] {
    get throws {
      let found = try RunAudit(folder: "\(path)/run").report.findings.filter { $0.verdict == .refuted }
      return Dictionary(uniqueKeysWithValues: found.map { ($0.check.rawValue, $0.evidence.map(\.text).joined()) })
    }
  }
}
