import Arms
import Audit
import Cohorts
import Foundation
import Logging
import Results
import SavedModels
import Study
import StudyFiles
import StudySupport
import Testing

/// The negative control is a row of Table 2 and never a model for new patients.
@Suite struct ControlIsNoModelTests {
  private func write() throws -> (saved: [String: String], folders: [String], models: [FittedModel]) {
    let place = FileManager.default.temporaryDirectory.appending(path: "apus-models-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: place) }
    let study = try StudyFile.made(
      "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}")
    let cohort = AnalysisCohort.made(study, shuffled: true)
    let split = StudySplit(of: cohort)
    let rows = StandingRows(of: cohort, robustness: nil, deep: [], plan: LearningPlan(of: cohort, reliability: [:])).all
    let models = rows.map { FittedModel($0, of: cohort) }
    let results = ProtocolResults(
      .sound, models: models.map { ModelRow(fitted: $0, split: split, cohort: cohort).result() }, comparisons: [])
    let draft = try RunFolder(place, for: study).begin(study)
    let saved = try RunModels(
      study: study, cohort: cohort, split: split, settings: nil, deep: [], results: [results]
    ).write(models, into: draft, Logger(label: "test"))
    let folders = try FileManager.default.contentsOfDirectory(atPath: draft.file("models"))
    return (saved, folders.sorted(), models)
  }

  @Test func theShuffledControlIsFittedAndNotSavedAsAModel() throws {
    let (saved, folders, models) = try write()
    #expect(models.map(\.id) == ["hcr_mr", "hcr_shuffled"] && models.allSatisfy { $0.kept != nil })
    #expect(saved.keys.sorted() == ["hcr_mr"] && folders == ["hcr_mr"])
  }

  /// A row that is saved stands in training.json by its hash; one that is not stands there with its numbers.
  @Test func theTrainingFileHasTheWholeFitOfARowThatIsNotSaved() throws {
    let (saved, _, models) = try write()
    let entries = try models.map { model in
      let data = try JSONEncoder().encode(TrainingFile(model, savedAs: saved[model.id]))
      return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    let (arm, control) = (entries[0], entries[1])
    #expect((arm["model"] as? [String: String])?["sha256"] == saved["hcr_mr"])
    #expect((arm["model"] as? [String: String])?["folder"] == "models/hcr_mr")
    #expect(arm["record"] != nil && arm["fit"] == nil)
    #expect(control["model"] == nil && control["record"] == nil && control["fit"] != nil)
  }
}
