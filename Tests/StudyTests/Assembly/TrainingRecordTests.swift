import Audit
import Foundation
import Results
import Testing

/// How the kept models came about, and what they score, by the files of a run: each says again what another says.
@Suite struct TrainingRecordTests {
  private typealias Entry = [String: Any]

  /// A finished run of logistic regression with two penalties.
  private func made(factors: String = "size") throws -> RunPlace {
    let place = try RunPlace()
    _ = try place.run(factors: factors, classifier: "{name: logistic, inverse-penalty: [0.01, 1]}")
    return place
  }

  /// What is refuted of a run with one file changed; the file is put back.
  private func refuted(_ place: RunPlace, _ file: String, _ change: (String) throws -> String) throws -> [String:
    String]
  {
    let text = try place.read(file)
    let other = try change(text)
    try #require(other != text)
    try place.write(other, file)
    let found = try place.refuted
    try place.write(text, file)
    return found
  }

  /// The record of HCR (MR) in training.json changed.
  private func record(_ place: RunPlace, _ change: (inout Entry) throws -> Void) throws -> [String: String] {
    try refuted(place, "training.json") { text in
      var rows = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Entry])
      let at = try #require(rows.firstIndex { $0["id"] as? String == "hcr_mr" })
      var record = try #require(rows[at]["record"] as? Entry)
      try change(&record)
      rows[at]["record"] = record.isEmpty ? nil : record
      return String(decoding: try JSONSerialization.data(withJSONObject: rows), as: UTF8.self)
    }
  }

  /// Each candidate changed.
  private func candidates(_ record: inout Entry, _ change: (Int, inout Entry) -> Void) throws {
    var all = try #require(record["candidates"] as? [Entry])
    for at in all.indices { change(at, &all[at]) }
    record["candidates"] = all
  }

  @Test func aRunWhoseRecordsFollowIsAccusedOfNothing() throws {
    #expect(try made().refuted == [:])
  }

  @Test func patientsOutcomesAndFoldsAreThoseOfTheSplitOfTheTableAndOfTheLog() throws {
    let place = try made()
    let stranger = try record(place) { record in
      var subjects = try #require(record["subjects"] as? [String])
      subjects[0] = "Z999"
      record["subjects"] = subjects
    }
    #expect(stranger["record-follows"]?.contains("hcr_mr: the training patients in training.json differ from") == true)
    let outcome = try record(place) { record in
      var outcomes = try #require(record["outcomes"] as? [Bool])
      outcomes[0].toggle()
      record["outcomes"] = outcomes
    }
    #expect(outcome["record-follows"]?.contains("hcr_mr: the outcomes in training.json differ from those") == true)
    let folds = try record(place) { record in
      var folds = try #require(record["folds"] as? Entry)
      let dealt = try #require(folds["assignment"] as? [Int])
      folds["assignment"] = Array(dealt.dropFirst()) + [dealt[0]]
      record["folds"] = folds
    }
    #expect(folds["record-follows"]?.contains("hcr_mr: training.json and fits.json differ in the tuning folds") == true)
    let none = try record(place) { $0 = [:] }
    #expect(none["record-follows"]?.contains("hcr_mr: training.json has no readable record of the training") == true)
  }

  @Test func theSettingIsThatOfTheClassifierAndOfTheChoiceInTheLog() throws {
    let place = try made()
    let other = try record(place) { record in
      let setting = ["inverseRegularisation": 77, "penalisesIntercept": false, "balancesClasses": false] as Entry
      record["chosen"] = ["logistic": ["_0": setting]]
    }
    let words = other["record-follows"] ?? ""
    #expect(
      words.contains("hcr_mr: ")
        && words.contains("training.json and fits.json differ in the setting of the final classifier"))
  }

  /// Settings are compared as values: every option, and in every part of the work.
  @Test func settingsOfTheLogAreThoseOfTheRecordAsValues() throws {
    let place = try made()
    let (own, fold) = ("HCR (MR) / split", "HCR (MR) / split / fold 2 of 5")
    let choice = "hcr_mr: training.json and fits.json differ in the choice of the setting"
    let folds = "hcr_mr: training.json and fits.json differ in the settings tried in the folds"
    let final = "hcr_mr: training.json and fits.json differ in the setting of the final classifier"
    let other = { (entry: inout Entry) in entry["setting"] = entry["setting"] as? Int == 0 ? 1 : 0 }
    let cases: [(purpose: String, kind: String, words: String, change: (inout Entry) -> Void)] = [
      (own, "tuning", choice, other), (own, "tuning", choice, { $0["fact"] = ["choiceOf": 3] }),
      (own, "tuning", choice, { $0["fact"] = ["noColumn": true] }), (own, "tuning", choice, { $0["setting"] = nil }),
      (fold, "classifier", folds, other), (fold, "classifier", folds, { $0["setting"] = nil }),
      ("\(own) / all training", "classifier", final, other),
      ("\(own) / all training", "classifier", final, { $0["setting"] = nil }),
    ]
    for (purpose, kind, words, change) in cases {
      let found = try entry(place, of: kind, for: purpose, change)
      #expect(found["record-follows"]?.contains(words) == true, "\(kind) of \(purpose): \(found)")
    }
    // Words are for a reader and decide nothing.
    let said = try entry(place, of: "tuning", for: own) { $0["detail"] = "chose something else of 9" }
    #expect(said.keys.sorted() == ["files-untouched"], "\(said)")
    // One option of a setting that was tried.
    let option = try refuted(place, "fits.json") {
      $0.replacing(#""penalisesIntercept" : false"#, with: #""penalisesIntercept" : true"#)
    }
    for words in [choice, folds, final] { #expect(option["record-follows"]?.contains(words) == true) }
  }

  /// The first entry of a kind for a purpose in fits.json changed.
  private func entry(
    _ place: RunPlace, of kind: String, for purpose: String, _ change: (inout Entry) -> Void
  ) throws -> [String: String] {
    try refuted(place, "fits.json") { text in
      var log = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? Entry)
      var entries = try #require(log["entries"] as? [Entry])
      let at = try #require(
        entries.firstIndex { $0["kind"] as? String == kind && $0["purpose"] as? String == purpose })
      change(&entries[at])
      log["entries"] = entries
      return String(decoding: try JSONSerialization.data(withJSONObject: log), as: UTF8.self)
    }
  }

  @Test func areasOfTheTuningFollowFromTheHeldOutScores() throws {
    let place = try made()
    let high = [Double](repeating: 0.999, count: 5)
    let mean = try record(place) { try candidates(&$0) { $1["foldAUCs"] = high } }
    #expect(mean["record-follows"]?.contains("hcr_mr: the AUC of a setting is not the mean over its folds") == true)
    let both = try record(place) { record in
      try candidates(&record) { ($1["foldAUCs"], $1["meanAUC"]) = (high, 0.999) }
    }
    #expect(both["record-follows"]?.contains("the AUCs of the folds do not follow from the held-out scores") == true)
    // A setting that was not chosen and has the highest AUC; which of the two was, the text of the record says.
    let best = try (0..<2).map { loser in
      try record(place) { record in
        try candidates(&record) { at, one in
          if at == loser { (one["foldAUCs"], one["meanAUC"]) = (high, 0.999) }
        }
      }["record-follows"] ?? ""
    }
    let wanted = "the chosen setting is not the one with the highest AUC"
    #expect(best.count { $0.contains(wanted) } == 1, "\(best)")
  }

  /// A grid tries every setting on everybody; a share would be a setting tried for a part of the budget.
  @Test func noSettingOfAGridWasTriedOnAShare() throws {
    let found = try record(made()) { try candidates(&$0) { at, one in if at == 1 { one["share"] = 0.5 } } }
    let words = "hcr_mr: a setting was tried on a share of the patients that the search does not use"
    #expect(found["record-follows"]?.contains(words) == true, "\(found)")
  }

  /// What an entry shows of its fit is what its own record says.
  @Test func whatIsShownFollowsFromTheRecord() throws {
    let place = try made()
    let shown = { (change: (inout Entry) -> Void) in
      try refuted(place, "training.json") { text in
        var rows = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Entry])
        let at = try #require(rows.firstIndex { $0["id"] as? String == "hcr_mr" })
        var own = try #require(rows[at]["shown"] as? Entry)
        change(&own)
        rows[at]["shown"] = own
        return String(decoding: try JSONSerialization.data(withJSONObject: rows), as: UTF8.self)
      }["record-follows"] ?? ""
    }
    let tuning = { (key: String, value: Any) in
      try shown { own in
        var inner = own["tuning"] as? Entry ?? [:]
        inner[key] = value
        own["tuning"] = inner
      }
    }
    let contradicts = "hcr_mr: training.json contradicts itself in the"
    #expect(try shown { $0["selected"] = ["f0"] }.contains("\(contradicts) selected columns"))
    #expect(try shown { $0["setting"] = "another" }.contains("\(contradicts) chosen setting"))
    #expect(try tuning("settings", 9).contains("\(contradicts) number of settings tried"))
    #expect(try tuning("fits", 9).contains("\(contradicts) number of settings tried"))
    let area = "hcr_mr: the AUC of the chosen setting differs from the one that training.json shows"
    #expect(try tuning("auc", 0.999).contains(area))
    #expect(try shown { $0["cutoff"] = 0.123 }.contains("the cutoff does not follow from the held-out scores"))
  }

  /// Lists that do not belong together are said to be that, and nothing is computed from them.
  @Test(arguments: ["outcomes", "resubstitutionScores", "outOfFoldScores"])
  func listsOfDifferentLengthAreNamed(_ list: String) throws {
    let found = try record(made()) { record in
      record[list] = Array(try #require(record[list] as? [Any]).dropLast())
    }
    #expect(
      found["record-follows"]?.contains("hcr_mr: the lists of the record in training.json differ in length") == true,
      "\(found)")
  }

  @Test func cutoffAndSigmoidFollowFromTheHeldOutScores() throws {
    let place = try made()
    let moved =
      try record(place) { record in
        let scores = try #require(record["outOfFoldScores"] as? [Double])
        record["outOfFoldScores"] = scores.map { $0 + 1 }
      }["record-follows"] ?? ""
    #expect(moved.contains("hcr_mr: the cutoff does not follow from the held-out scores"))
    #expect(moved.contains("the calibration of the saved model does not follow from the held-out scores"))
    #expect(!moved.contains("the AUCs of the folds"), "the order of the scores is as it was")
  }

  @Test func scoresOfTrainingPatientsAreThoseOfTheModelAndGiveTheirFigures() throws {
    let place = try made()
    let found = try record(place) { record in
      var scores = try #require(record["resubstitutionScores"] as? [Double])
      scores[3] += 9
      record["resubstitutionScores"] = scores
    }
    #expect(found["scores-follow"]?.contains("hcr_mr: 1 scores of training patients") == true, "\(found)")
    #expect(
      found["record-follows"]
        == "hcr_mr: the figures of the training patients do not follow from their scores in training.json")
  }

  @Test func scoresOfTestPatientsAreThoseOfTheModelFromTheFeatures() throws {
    let place = try made()
    let results = try JSONDecoder().decode(StudyResults.self, from: Data(place.read("results.json").utf8))
    let column = try #require(results.models.first { $0.id == "hcr_mr" }?.selectedColumns.first)
    // The first row of the table is a test patient.
    let found = try refuted(place, "features.csv") { try RunPlace.cell($0, column, "77.5") }
    #expect(
      found["scores-follow"]?.contains("hcr_mr: 1 scores of test patients (P0) in predictions.csv") == true, "\(found)")
  }

  @Test func probabilitiesAndCallsAreThoseOfTheModelFromTheScores() throws {
    let place = try made()
    let change = { (change: (inout Prediction) -> Void) in
      try refuted(place, "results.json") { text in
        var results = try JSONDecoder().decode(StudyResults.self, from: Data(text.utf8))
        change(&results.protocols[0].models[1].predictions[0])
        return String(decoding: try JSONEncoder().encode(results), as: UTF8.self)
      }["scores-follow"] ?? ""
    }
    let words = "hcr_mr: probability or predicted class of P0 does not follow from the score by the saved model"
    #expect(try change { $0.probability = 0.123 } == words)
    #expect(try change { $0.isCalledEvent?.toggle() } == words)
    let set = "hcr_mr: prediction set of P0 does not follow from the probability by the saved model"
    #expect(try change { $0.set = $0.set == .neither ? .both : .neither } == set)
  }

  /// A model that reads clinical factors cannot be scored from features.csv: the claim is then not proved of all rows.
  @Test func rowsThatCannotBeScoredAgainAreNamedAndNotProved() throws {
    let finding = { (place: RunPlace) throws in
      try #require(RunAudit(folder: "\(place.path)/run").report.findings.first { $0.check == .scoresFollow })
    }
    let some = try finding(made())
    #expect(
      some.verdict == .notFound && some.basis.contains("Not computed again: ")
        && some.basis.contains("(clinical factors are not among the files of the run)"), "\(some.basis)")
    let all = try finding(made(factors: ""))
    #expect(all.verdict == .proved && !all.basis.contains("Not computed again"), "\(all.basis)")
    // The models that scored the outer folds are not saved; the one of all patients scored nobody of the study.
    let nested = try RunPlace()
    _ = try nested.run(factors: "") { $0.replacing("{column: side}", with: "{nested: 3}") }
    let folds = try finding(nested)
    #expect(folds.verdict == .notFound, "\(folds.basis)")
    #expect(folds.basis.contains("The models behind the predictions of folds are not saved."))
  }
}
