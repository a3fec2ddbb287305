import Cohorts
import Comparison
import Execution
import Foundation
import Records
import SavedModels
import StudyFiles
import Testing

/// A saved model beside the cohort of a study file: what is said of the two before a patient is predicted.
@Suite struct OtherCohortTests {
  private let place: RunPlace
  private let model: SavedModel

  init() throws { (place, model) = try RunPlace.withModel() }

  private func cohort(_ more: String = "", change: (String) -> String = { $0 }) throws -> ValidationCohort {
    try ValidationCohort(of: place.study(more, change: change), for: ModelApplication(model))
  }

  @Test func theModelsOwnStudyIsSaidAndAnotherIsNot() throws {
    let own = try cohort().notes
    #expect(own.count == 1 && own[0].hasPrefix("this is the study that the model was trained on"))
    let other = try cohort { $0.replacing("name: Run", with: "name: Other") }.notes
    #expect(other.isEmpty, "\(other)")
  }

  /// A validation leaves out whom a review excluded, as a run does.
  @Test func whoWasExcludedInTheReviewIsNotValidated() throws {
    let all = try cohort().patients.map(\.patient.id)
    let file = "\(place.path)/other.review.csv"
    try "patient,series,decision,reason,who,when\n\(all[1]),,exclude,air,Dr Kim,2026-11-30T14:05:00Z\n"
      .write(toFile: file, atomically: true, encoding: .utf8)
    let left = try ValidationCohort(
      of: place.study("") { $0 }, honouring: ReviewDecisions(reading: file), for: ModelApplication(model))
    #expect(left.patients.map(\.patient.id) == all.filter { $0 != all[1] })
    #expect(left.exclusions.map(\.kind) == [.reviewed])
  }

  @Test func anEventOfAnotherNameIsSaid() throws {
    let notes = try cohort { $0.replacing("event: non-CR, non-event: CR", with: "event: CR, non-event: non-CR") }.notes
    #expect(
      notes.contains {
        $0.hasPrefix("the event here is \"response = CR\", but that of the model is \"response = non-CR\"")
      }, "\(notes)")
  }

  @Test func aStudyWithoutAFactorOrAColumnOfTheModelIsRefused() throws {
    #expect(throws: PredictionInputError.self) {
      try cohort { text in
        text.replacing("factors: {size: {type: continuous}}\n", with: "").replacing(
          "factors: [size]", with: "factors: []")
      }
    }
    let path = "\(place.path)/features.csv"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lost = try #require(model.description.inputs.tableColumns.first)
    try text.replacing("\(lost),", with: "other,").write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: PredictionInputError.self) { try cohort() }
  }

  /// Everybody would get the training mean of that column.
  @Test func aColumnOfTheModelThatNobodyHasIsRefused() throws {
    let path = "\(place.path)/features.csv"
    var rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let column = try #require(rows[0].firstIndex(of: model.description.inputs.tableColumns[0]))
    for row in rows.indices.dropFirst(2) { rows[row][column] = "" }
    func write() throws {
      try rows.map { $0.joined(separator: ",") + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
    }
    try write()
    #expect(throws: Never.self, "one value is enough") { try cohort() }
    rows[1][column] = ""
    try write()
    #expect(throws: PredictionInputError.self) { try cohort() }
  }

  /// A recalibration that makes the intercept alone leaves the slope at 1, and its mean probability is the share of
  /// events, which is what a maximum of the likelihood in the intercept means.
  @Test(arguments: Recalibration.allCases) func aRecalibrationMeetsTheShareOfEvents(_ kind: Recalibration) throws {
    let other = try ValidationCohort(
      of: place.study { $0.replacing("name: Run", with: "name: Other") },
      for: ModelApplication(model, accepting: [.training]))
    let made = ExternalValidation(
      other, settings: PredictionSettings(resamples: 10, seed: 1), recalibration: kind, workers: 1
    ) { _ in }
    let line = try #require(made.recalibrated)
    #expect((line.slope.value == 1) == (kind == .intercept))
    let again = made.rows.compactMap(\.recalibrated)
    let events = Double(made.rows.count(where: \.outcome))
    #expect(again.count == made.rows.count && made.rows.count == 40)
    #expect(abs(again.reduce(0, +) - events) < 1e-6)
    // 25 of the 40 are its training patients.
    #expect(made.notes.contains { $0.contains("are training patients of the model") })
    #expect(made.outside.map(\.kind) == [.training] && made.outside.map(\.accepted) == [true])
    #expect(made.caseMix.validationPrevalence == events / 40)
  }
}

/// The files of a saved model, of which one was exchanged by somebody who also mended the sums.
@Suite struct ModelFileTests {
  private func models() throws -> (place: RunPlace, one: String, other: String) {
    let place = try RunPlace()
    _ = try place.run()
    return (place, "\(place.path)/run/models/hcr_mr", "\(place.path)/run/models/hcr_mr_cf")
  }

  private func sum(_ folder: String) throws {
    let lines = try ["model.json", "model.safetensors"].map { name in
      "\(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")).sha256)  \(name)\n"
    }
    try lines.joined().write(toFile: "\(folder)/SHA256SUMS", atomically: true, encoding: .utf8)
  }

  @Test func aModelIsReadAsItWasWritten() throws {
    let (place, one, _) = try models()
    let read = try SavedModel(reading: one)
    let again = try SavedModel(writing: read.description, read.predictor, to: "\(place.path)/again")
    #expect(again.fingerprint == read.fingerprint)
  }

  @Test func theNumbersOfAnotherModelAreRefused() throws {
    let (place, one, other) = try models()
    try FileManager.default.removeItem(atPath: "\(one)/model.safetensors")
    try FileManager.default.copyItem(atPath: "\(other)/model.safetensors", toPath: "\(one)/model.safetensors")
    try sum(one)
    let error = #expect(throws: ModelError.self) { try SavedModel(reading: one) }
    #expect("\(try #require(error))".contains("it was saved with other numbers"))
    withExtendedLifetime(place) {}
  }

  @Test(arguments: [
    ("\"name\" : \"size\"", "\"name\" : \"age\""), ("\"format\" : \"apus-model\"", "\"format\" : \"other\""),
    ("\"version\" : 2", "\"version\" : 3"), ("\"version\" : 2", "\"version\" : 1"),
  ])
  func aDescriptionThatContradictsItsModelIsRefused(part: String, forged: String) throws {
    let (place, _, folder) = try models()
    let text = try String(contentsOfFile: "\(folder)/model.json", encoding: .utf8)
    let range = try #require(text.range(of: part))
    try text.replacingCharacters(in: range, with: forged)
      .write(toFile: "\(folder)/model.json", atomically: true, encoding: .utf8)
    try sum(folder)
    #expect(throws: ModelError.self) { try SavedModel(reading: folder) }
    withExtendedLifetime(place) {}
  }
}
