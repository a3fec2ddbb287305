import Audit
import Cohorts
import Foundation
import Learning
import Logging
import Results
import Study
import StudyFiles
import Testing

/// A study of a table from its files to its results.
@Suite struct StudyRunTests {
  @Test func aRunIsAccusedOfNothingInMemoryAndFromItsFolder() throws {
    let place = try RunPlace()
    let results = try place.run()
    #expect(results.models.map(\.id) == ["clinical", "hcr_mr", "hcr_mr_cf"])
    #expect(results.audit?.refutesNothing == true && results.flow.screened == 40)
    #expect(results.flow.split?.test.total == 14 && results.flow.analysed.events == 16)
    #expect(try place.refuted == [:])
    #expect(results.factors.count == 1 && results.factors[0].isInModels)
  }

  /// A seed deals the inner folds: every row has the same, and another seed others.
  @Test func theSeedOfTheStudyReachesTheInnerFoldsOfEveryRow() throws {
    let place = try RunPlace()
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
    let results = try RunPlace().run("controls: {permuted-outcomes: 3}")
    #expect(results.controls.map(\.model) == ["HCR (MR)"] && results.controls[0].test.values.count == 3)
  }

  @Test func aCopyOfTheOutcomeAmongTheFeaturesIsRefused() throws {
    let place = try RunPlace(copy: true)
    #expect(throws: StudyRunError.self) { try place.run() }
  }

  @Test func fewerThanTenOfAClassIsTheFirstThingSaid() throws {
    let few = try RunPlace { $0 % 5 < 1 }.run()
    let first = try #require(few.findings.first)
    #expect(first.severity == .nothingCanBeConcluded && first.title.contains("8 of 40 patients had"))
  }
}

// Files that were changed after the run.
extension StudyRunTests {
  /// What is refuted when a file of a run is changed.
  private func changing(_ file: String, _ change: (String) throws -> String) throws -> [String: String] {
    let place = try RunPlace()
    _ = try place.run()
    let text = try place.read(file)
    let other = try change(text)
    try #require(other != text)
    try place.write(other, file)
    return try place.refuted
  }

  @Test func aTableThatWasChangedIsNamed() throws {
    let found = try changing("features.csv") { try RunPlace.cell($0, "f3", "0.125") }
    #expect(found == ["files-untouched": "features.csv: was changed after the run"])
  }

  @Test(arguments: [
    ("hcr_mr_score", "0.125"), ("hcr_mr_probability", "0.125"), ("hcr_mr_call", ""), ("hcr_mr_set", "another"),
    ("hcr_mr_set", ""),
  ])
  func aPredictionThatWasChangedIsNamedByRow(column: String, value: String) throws {
    let found = try changing("predictions.csv") { try RunPlace.cell($0, column, value) }
    #expect(found["files-untouched"] == "predictions.csv: was changed after the run")
    let words = try #require(found["figures-follow"])
    #expect(words.hasPrefix("hcr_mr: predictions.csv and results.json differ in the "), "\(words)")
    #expect(words.contains(" of P0"), "\(words)")
  }

  @Test func outcomesOfThePredictionsThatWereChangedAreNamedOfEveryRow() throws {
    let found = try changing("predictions.csv") { try RunPlace.cell($0, "outcome", "0") }
    let rows = ["clinical", "hcr_mr", "hcr_mr_cf"].map {
      "\($0): predictions.csv and results.json differ in the outcome of P0"
    }
    #expect(found["figures-follow"] == rows.joined())
  }

  /// An outcome that was edited after the run, in one table or in both.
  @Test func aPatientWhoseOutcomeWasEditedIsNamed() throws {
    let edit = { (text: String) throws in try RunPlace.cell(text, "outcome", "0") }
    let one = try changing("patients.csv", edit)
    let words = one["record-follows"] ?? ""
    #expect(words.contains("patients.csv and features.csv differ in the outcome of P0"), "\(one)")
    #expect(words.contains("patients.csv and results.json differ in the outcome of P0"), "\(one)")
    let place = try RunPlace()
    _ = try place.run()
    for file in ["patients.csv", "features.csv"] { try place.write(edit(place.read(file)), file) }
    let both = try place.refuted["record-follows"] ?? ""
    #expect(!both.contains("features.csv"))
    #expect(both.contains("patients.csv and results.json differ in the outcome of P0"))
  }

  @Test func aRowThatOnlyTheLogHasIsNamed() throws {
    let place = try RunPlace()
    _ = try place.run()
    let text = try place.read("results.json")
    var results = try JSONDecoder().decode(StudyResults.self, from: Data(text.utf8))
    results.protocols[0].models.removeAll { $0.id == "hcr_mr" }
    try place.write(String(decoding: try JSONEncoder().encode(results), as: UTF8.self), "results.json")
    let words = try place.refuted["record-follows"] ?? ""
    #expect(words.contains("HCR (MR): fits.json has the fits of this row, but results.json does not have the row"))
    #expect(!words.contains("HCR (MR+CF): fits.json"))
  }

  @Test func aLogOfAnotherSchemaIsRefusedWithBothNumbers() throws {
    let place = try RunPlace()
    _ = try place.run()
    try place.write(try place.read("fits.json").replacing("\"schema\" : 2", with: "\"schema\" : 1"), "fits.json")
    let error = #expect(throws: AuditError.self) { try RunAudit(folder: "\(place.path)/run") }
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains("/run/fits.json: the log has schema 1, which an earlier Apus wrote"), "\(words)")
    #expect(words.hasSuffix("reads schema 2. Run the study again, or audit the run with the version that made it."))
  }

  @Test func aFileWhoseHashWasTakenOutIsNamed() throws {
    let found = try changing("results.json") { text in
      var results = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      var files = try #require(results["files"] as? [String: String])
      files["fits.json"] = nil
      results["files"] = files
      return String(decoding: try JSONSerialization.data(withJSONObject: results), as: UTF8.self)
    }
    #expect(found["files-untouched"]?.contains("fits.json: results.json has no hash of this file") == true, "\(found)")
  }

  @Test func aSealThatWasTakenAwayIsMissed() throws {
    let place = try RunPlace()
    _ = try place.run()
    try FileManager.default.removeItem(atPath: "\(place.path)/run/results.json.sha256")
    #expect(try place.refuted == ["files-untouched": "results.json.sha256: is missing, although the run wrote it"])
  }

  @Test func aModelOfNoRowIsNamed() throws {
    let place = try RunPlace()
    _ = try place.run()
    let models = "\(place.path)/run/models"
    try FileManager.default.copyItem(atPath: "\(models)/hcr_mr", toPath: "\(models)/hcr_shuffled")
    let words = "models/hcr_shuffled: training.json names no row with this model"
    #expect(try place.refuted == ["files-untouched": words])
  }

  @Test func resultsThatWereChangedAreNoLongerThoseOfTheirSeal() throws {
    let found = try changing("results.json") { $0.replacing("\"Run\"", with: "\"Ran\"") }
    #expect(found["files-untouched"] == "results.json: was changed after the run")
    #expect(found["record-follows"]?.contains("the name of the study") == true)
  }

  /// A model that is whole and of the same row, but of a run with another seed.
  @Test func theModelOfAnotherRunIsNotThatOfItsRow() throws {
    let (place, other) = (try RunPlace(), try RunPlace())
    _ = try place.run(seed: 1)
    _ = try other.run(seed: 2)
    let own = "\(place.path)/run/models/hcr_mr"
    try FileManager.default.removeItem(atPath: own)
    try FileManager.default.copyItem(atPath: "\(other.path)/run/models/hcr_mr", toPath: own)
    let found = try place.refuted
    #expect(found["files-untouched"] == "models/hcr_mr: is not the model that the run saved for this row", "\(found)")
  }

  @Test func aModelThatWasChangedIsNotThatOfItsRow() throws {
    let found = try changing("models/hcr_mr/model.json") { $0.replacing("\"HCR (MR)\"", with: "\"HCR (MS)\"") }
    #expect(found["files-untouched"]?.contains("models/hcr_mr") == true, "\(found)")
  }
}
