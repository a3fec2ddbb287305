import Audit
import Cohorts
import Foundation
import Learning
import Logging
import Results
import Study
import StudyFiles
import Testing

/// A folder with a clinical table and a table of features, whose study runs in this process.
private final class Place {
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

  func run(_ more: String = "", seed: Int = 1) throws -> StudyResults {
    let text = """
      apus: 1
      name: Run
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors: {size: {type: continuous}}
      models: {factors: [size], selected-features: 4}
      features: {table: features.csv, id: id}
      learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}
      split: {column: side}
      seed: \(seed)
      \(more)
      """
    let study = try StudyFile(parsing: text, file: "study.yaml", folder: path)
    try? FileManager.default.removeItem(atPath: "\(path)/run")
    return try StudyRun(
      study: study, folder: RunFolder("\(path)/run", for: study), workers: 1, logger: Place.quiet
    ) { _ in }.execute()
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
  var log: FitLog { get throws { try JSONDecoder().decode(FitLog.self, from: Data(read("fits.json").utf8)) } }
  /// What the audit of the folder refutes, with its evidence.
  var refuted: [String: String] {
    get throws {
      let found = try RunAudit(folder: "\(path)/run").report.findings.filter { $0.verdict == .refuted }
      return Dictionary(uniqueKeysWithValues: found.map { ($0.check.rawValue, $0.evidence.map(\.text).joined()) })
    }
  }
}

/// A study of a table from its files to its results.
@Suite struct StudyRunTests {
  @Test func aRunIsAccusedOfNothingInMemoryAndFromItsFolder() throws {
    let place = try Place()
    let results = try place.run()
    #expect(results.models.map(\.id) == ["clinical", "hcr_mr", "hcr_mr_cf"])
    #expect(results.audit?.refutesNothing == true && results.flow.screened == 40)
    #expect(results.flow.split?.test.total == 14 && results.flow.analysed.events == 16)
    #expect(try place.refuted == [:])
    #expect(results.factors.count == 1 && results.factors[0].isInModels)
  }

  /// A seed deals the inner folds: every row has the same, and another seed others.
  @Test func theSeedOfTheStudyReachesTheInnerFoldsOfEveryRow() throws {
    let place = try Place()
    let folds = { (seed: Int) in
      _ = try place.run(seed: seed)
      let log = try place.log
      return log.heldOut.filter { "\($0.purpose)".contains(" / fold ") }.map { log.subjects(of: $0) }
    }
    let (one, two) = (try folds(1), try folds(2))
    #expect(one.count == 15 && Array(one[0..<5]) == Array(one[5..<10]) && Array(one[0..<5]) == Array(one[10..<15]))
    #expect(one != two)
  }

  @Test func theControlOfPermutedOutcomesIsOfTheImageFeatures() throws {
    let results = try Place().run("controls: {permuted-outcomes: 3}")
    #expect(results.controls.map(\.model) == ["HCR (MR)"] && results.controls[0].test.values.count == 3)
  }

  @Test func aCopyOfTheOutcomeAmongTheFeaturesIsRefused() throws {
    let place = try Place(copy: true)
    #expect(throws: StudyRunError.self) { try place.run() }
  }

  @Test func fewerThanTenOfAClassIsTheFirstThingSaid() throws {
    let few = try Place { $0 % 5 < 1 }.run()
    let first = try #require(few.findings.first)
    #expect(first.severity == .nothingCanBeConcluded && first.title.contains("8 of 40 patients had"))
  }
}

// Files that were changed after the run.
extension StudyRunTests {
  /// What is refuted when a file of a run is changed.
  private func changing(_ file: String, _ change: (String) throws -> String) throws -> [String: String] {
    let place = try Place()
    _ = try place.run()
    let text = try place.read(file)
    let other = try change(text)
    try #require(other != text)
    try place.write(other, file)
    return try place.refuted
  }

  /// One cell of a table: the row after the header, by the name of its column.
  private func cell(_ text: String, _ column: String, _ value: String) throws -> String {
    var rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    rows[1][try #require(rows[0].firstIndex(of: column))] = value
    return rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
  }

  @Test func aTableThatWasChangedIsNamed() throws {
    let found = try changing("features.csv") { try cell($0, "f3", "0.125") }
    #expect(found == ["files-untouched": "features.csv: was changed after the run"])
  }

  @Test(arguments: [("hcr_mr_score", "0.125"), ("hcr_mr_probability", "0.125")])
  func aPredictionThatWasChangedIsNamedByRow(column: String, value: String) throws {
    let found = try changing("predictions.csv") { try cell($0, column, value) }
    #expect(found["files-untouched"] == "predictions.csv: was changed after the run")
    #expect(found["figures-follow"] == "hcr_mr: predictions.csv and results.json differ")
  }

  @Test func resultsThatWereChangedAreNoLongerThoseOfTheirSeal() throws {
    let found = try changing("results.json") { $0.replacing("\"Run\"", with: "\"Ran\"") }
    #expect(found["files-untouched"] == "results.json: was changed after the run")
    #expect(found["record-follows"]?.contains("the name of the study") == true)
  }

  @Test func aModelThatWasChangedIsNotThatOfItsRow() throws {
    let found = try changing("models/hcr_mr/model.json") { $0.replacing("\"HCR (MR)\"", with: "\"HCR (MS)\"") }
    #expect(found["files-untouched"]?.contains("models/hcr_mr") == true, "\(found)")
  }
}
