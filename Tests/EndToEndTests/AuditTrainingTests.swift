import Foundation
import Learning
import Records
import Results
import Synchronization
import Testing

/// What `training.json`, `features.csv` and the predictions say of the kept models, forged in every split with the
/// hashes mended: each forgery contradicts another file of the run.
@Suite struct AuditTrainingTests {
  private static let splits = [
    "split: {train: 0.6}", "split: {nested: 3}", "split: {repeated: {folds: 3, times: 2}}",
    "split: {leave-one-out: true}",
    "split: {site: size_group}",
  ]

  /// One run a split, made when it is first asked for.
  private static let runs: [String: Result<(Scratch, String), any Error>] = Dictionary(
    uniqueKeysWithValues: splits.map { split in
      (
        split,
        Result {
          let scratch = try Scratch()
          leftovers.withLock { folders in
            if folders.isEmpty {
              atexit { leftovers.withLock { $0.forEach { try? FileManager.default.removeItem(atPath: $0) } } }
            }
            folders.append(scratch.path)
          }
          let steps =
            "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: logistic, inverse-penalty: [0.1, 1]}}"
          let file = try TabularStudyTests.study(scratch, steps, split: split)
          let text = try scratch.read("study.yaml").replacing("models: {", with: "models: {factors: [size], ")
          _ = try scratch.write(text, to: "study.yaml")
          let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { row, line in
            "\(line),\(row == 0 ? "size_group" : ["A", "B", "C"][row / 5 % 3])"
          }
          _ = try scratch.write(clinical.joined(separator: "\n") + "\n", to: "clinical.csv")
          return (scratch, try AuditedRun(scratch, file).scratch.file("run"))
        }
      )
    })

  private static func run(_ split: String) throws -> TamperedRun {
    try TamperedRun(copying: try #require(runs[split]).get().1)
  }

  /// Probabilities of models that each left one patient out have an AUC near 0, whoever computes it.
  @Test(arguments: splits) func onlyProbabilitiesThatMeanSomethingAreWritten(_ split: String) throws {
    let run = try Self.run(split)
    let table = try CSVTable(parsing: run.read("predictions.csv"), file: "predictions.csv")
    let columns = table.columns.filter { $0.hasSuffix("_probability") }
    #expect(columns.count >= 2)
    for column in columns {
      let isWritten = try #require(table[column]).contains { !$0.isEmpty }
      #expect(isWritten == !split.contains("leave-one-out"), "\(column)")
    }
    #expect(try #require(table["hcr_mr_score"]).allSatisfy { !$0.isEmpty })
  }

  struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let refuted: Set<String>
    /// What is refuted besides where figures of training patients are shown, as in a study with a test set.
    var besides: Set<String> = []
    let words: String
    let make: @Sendable (TamperedRun) throws -> Void

    init(
      _ name: String, _ words: String, _ refuted: Set<String> = ["record-follows"],
      _ make: @escaping @Sendable (TamperedRun) throws -> Void
    ) {
      (testDescription, self.words, self.refuted, self.make) = (name, words, refuted, make)
    }
  }

  /// A change to the record of HCR (MR).
  private static func record(
    _ name: String, _ words: String, _ refuted: Set<String> = ["record-follows"],
    _ change: @escaping @Sendable (inout [String: Any]) throws -> Void
  ) -> Forgery {
    Forgery(name, "hcr_mr: \(words)", refuted) { try $0.record("hcr_mr", change) }
  }

  private static let forgeries: [Forgery] = [
    record(
      "a stranger among the subjects",
      "the training patients in training.json differ "
        + "from those", others
    ) { record in
      var subjects = try #require(record["subjects"] as? [String])
      subjects[0] = "Z999"
      record["subjects"] = subjects
    },
    record("an outcome flipped", "the outcomes in training.json differ from those in patients.csv") { record in
      var outcomes = try #require(record["outcomes"] as? [Bool])
      outcomes[0].toggle()
      record["outcomes"] = outcomes
    },
    record("held-out scores turned", "the AUCs of the folds do not follow from the held-out scores") { record in
      let outcomes = try #require(record["outcomes"] as? [Bool])
      record["outOfFoldScores"] = outcomes.map { $0 ? -10.0 : 10.0 }
    },
    record("one held-out score", "the calibration of the saved model does not follow") { record in
      var scores = try #require(record["outOfFoldScores"] as? [Double])
      scores[3] *= 1.001
      record["outOfFoldScores"] = scores
    },
    trainingScore,
    candidates("AUCs of folds", "the AUC of a setting is not the mean over its folds") { all in
      for at in all.indices { all[at]["foldAUCs"] = [Double](repeating: 0.99, count: 5) }
    },
    candidates("AUCs of folds with their mean", "the AUCs of the folds do not follow from the held-out scores") { all in
      for at in all.indices {
        all[at]["foldAUCs"] = [Double](repeating: 0.99, count: 5)
        all[at]["meanAUC"] = 0.99
      }
    },
    candidates(
      "the same setting twice",
      "training.json and fits.json differ in the settings tried in "
        + "the folds"
    ) { all in
      all[0]["settings"] = all[1]["settings"]
    },
    candidates(
      "a setting left out",
      "the number of settings tried in training.json does not match its list of "
        + "candidates"
    ) { $0.removeLast() },
    record(
      "a setting that nobody tried",
      "training.json and fits.json differ in the setting of the final "
        + "classifier"
    ) { record in
      let other = ["inverseRegularisation": 77, "penalisesIntercept": false, "balancesClasses": false] as [String: Any]
      record["chosen"] = ["logistic": ["_0": other]]
    },
    record("more settings tried", "training.json contradicts itself in the number of settings tried") {
      $0["settingsTried"] = 3
    },
    record(
      "other columns",
      "training.json contradicts itself in the selected "
        + "columns"
    ) { $0["selected"] = [["f0", "f1"]] },
    record("other folds", "training.json and fits.json differ in the tuning folds") { record in
      var folds = try #require(record["folds"] as? [String: Any])
      let assignment = try #require(folds["assignment"] as? [Int])
      folds["assignment"] = Array(assignment.dropFirst()) + [assignment[0]]
      record["folds"] = folds
    },
    Forgery("no record", "hcr_mr: training.json has no readable record of the training") { run in
      try run.training("hcr_mr") { $0["record"] = nil }
    },
    // The saved model has the ranges of its features among the training patients.
    Forgery("a feature", "hcr_mr: 1 scores of t", ["scores-follow", "record-follows"]) { run in
      let results = try JSONDecoder().decode(StudyResults.self, from: Data(run.read("results.json").utf8))
      let selected = try #require(results.models.first { $0.id == "hcr_mr" }?.selectedColumns.first)
      try run.edit("features.csv") { rows in
        guard let at = rows[0].firstIndex(of: selected), let value = Double(rows[2][at]) else { return }
        rows[2][at] = "\(value * 1.5)"
      }
    },
  ]

  private static let trainingScore: Forgery = {
    var forgery = record(
      "a score of a training "
        + "patient", "1 scores of training patients", ["scores-follow"]
    ) { record in
      var scores = try #require(record["resubstitutionScores"] as? [Double])
      scores[3] *= 1.001
      record["resubstitutionScores"] = scores
    }
    forgery.besides = ["record-follows"]
    return forgery
  }()

  /// The model's training scores are looked for by id.
  private static let others: Set<String> = ["record-follows", "scores-follow"]

  private static func candidates(
    _ name: String, _ words: String, _ change: @escaping @Sendable (inout [[String: Any]]) throws -> Void
  ) -> Forgery {
    record(name, words) { record in
      var all = try #require(record["candidates"] as? [[String: Any]])
      try change(&all)
      record["candidates"] = all
    }
  }

  @Test(arguments: splits) func theRunsThemselvesAreAccusedOfNothing(split: String) throws {
    #expect(try Self.run(split).refuted() == [:])
  }

  /// The log of the model on all patients, which no test patient is asked about: fits are taken out, or shown
  /// everybody.
  @Test(arguments: splits.dropFirst()) func theLogOfTheModelOnAllPatientsIsChecked(split: String) throws {
    let own = "HCR (MR) / all patients"
    let gone: [(String, String)] = [
      ("calibration", own), ("threshold", own), ("tuning", own), ("scaling", "\(own) / all training"),
      ("imputation", "\(own) / all training"), ("filter", "\(own) / all training"),
    ]
    for (kind, purpose) in gone {
      let run = try Self.run(split)
      var dropped = 0
      try run.fits { fit in
        guard fit.kind == kind, fit.purpose == purpose else { return [fit] }
        dropped += 1
        return []
      }
      guard dropped > 0 else {
        #expect(kind == "filter", "the log has no \(kind) of \(purpose)")
        continue
      }
      try run.seal()
      let found = try run.refuted()
      let words = "\(own): is saved, but no fit of \(FitKind(rawValue: kind)?.words ?? kind) is recorded"
      #expect(found["fits-whole [sound]"]?.contains(words) == true, "\(found)")
    }
    let run = try Self.run(split)
    let everybody = try run.everybody
    try run.fits { fit in
      fit.purpose.hasPrefix("\(own) / fold")
        ? [TamperedRun.Fit(kind: fit.kind, purpose: fit.purpose, saw: everybody)] : [fit]
    }
    try run.seal()
    let found = try run.refuted()
    #expect(found["folds-honest [sound]"]?.contains("\(own) / fold 1 of 5: scaling saw") == true, "\(found)")
  }

  @Test(arguments: splits, forgeries.indices) func isRefutedInEverySplit(split: String, at: Int) throws {
    let (run, forgery) = (try Self.run(split), Self.forgeries[at])
    try forgery.make(run)
    try run.seal()
    let found = try run.refuted()
    let besides = split == "split: {train: 0.6}" ? forgery.besides : []
    #expect(Set(found.keys) == forgery.refuted.union(besides), "\(forgery.testDescription): \(found)")
    #expect(found.values.contains { $0.contains(forgery.words) }, "\(forgery.testDescription): \(found)")
  }

  /// Predictions that are exchanged in both of their files stand against the model that was saved.
  @Test func predictionsSwappedInBothFilesAreFoundByTheModel() throws {
    let run = try Self.run("split: {train: 0.6}")
    var swapped: [String] = []
    try run.results { results in
      for at in results.protocols[0].models.indices {
        var own = results.protocols[0].models[at].predictions
        let events = own.indices.filter { own[$0].outcome.hadEvent }.prefix(2)
        guard let a = events.first, let b = events.last else { continue }
        swapped = [own[a].subject, own[b].subject]
        let first = own[a]
        (own[a].score, own[a].probability, own[a].isCalledEvent) = (
          own[b].score, own[b].probability, own[b].isCalledEvent
        )
        (own[b].score, own[b].probability, own[b].isCalledEvent) = (
          first.score, first.probability, first.isCalledEvent
        )
        results.protocols[0].models[at].predictions = own
      }
    }
    try run.edit("predictions.csv") { rows in
      guard let a = rows.firstIndex(where: { $0[0] == swapped[0] }),
        let b = rows.firstIndex(where: { $0[0] == swapped[1] })
      else { return }
      let first = rows[a]
      rows[a].replaceSubrange(2..., with: rows[b][2...])
      rows[b].replaceSubrange(2..., with: first[2...])
    }
    try run.seal()
    let found = try run.refuted()
    #expect(found["scores-follow"]?.contains("hcr_mr: 2 scores of test patients") ?? false, "\(found)")
    // The bands of calibration are drawn from the patients in their order, so they tell it too.
    #expect(found.keys.sorted() == ["figures-follow [sound]", "scores-follow"])
  }

  /// A probability that is not the sigmoid's of its score, and a call on the wrong side of the cutoff, are of no model.
  @Test(arguments: ["clinical", "hcr_mr"]) func probabilitiesFollowFromTheScores(row: String) throws {
    let run = try Self.run("split: {train: 0.6}")
    try run.row(row) { $0.predictions[0].probability = 0.123 }
    try run.seal()
    let found = try run.refuted()
    #expect(found["scores-follow"]?.contains("\(row): probability or predicted class of") ?? false, "\(found)")
  }
}

private let leftovers = Mutex<[String]>([])
