import Comparison
import Foundation
import Learning
import Records
import Results
import Testing
import TestSupport

/// Numbers in [0, 1), the same for the same seed (Knuth's MMIX generator).
func uniformDraws(seed: UInt64) -> () -> Double {
  var state = seed
  return {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }
}

/// Studies whose features come from a table, their protocols, and the audit, by the built command.
@Suite struct TabularStudyTests {
  /// Forty patients, twelve columns of which two tell the outcome; written once with `extra` lines in the study file.
  static func study(_ scratch: Scratch, _ extra: String, split: String = "split: {train: 0.6}") throws -> String {
    let draw = uniformDraws(seed: 7)
    var features = "id,diagnostics_Version," + (0..<12).map { "f\($0)" }.joined(separator: ",") + ",note\n"
    var clinical = "patient,response,size\n"
    for row in 0..<40 {
      let isEvent = row % 5 < 2
      let values = (0..<12).map { "\(draw() + (isEvent && $0 < 2 ? 0.6 : 0))" }
      features += "P\(row),3.1.0,\(values.joined(separator: ",")),text\n"
      clinical += "P\(row),\(isEvent ? "non-CR" : "CR"),\(Int(20 + 60 * draw()))\n"
    }
    _ = try scratch.write(features, to: "features.csv")
    _ = try scratch.write(clinical, to: "clinical.csv")
    return try scratch.write(
      """
      apus: 1
      name: Table
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors: {size: {type: continuous, cut: 50}}
      models: {selected-features: 4}
      features: {table: features.csv, id: id}
      \(split)
      \(extra)
      """, to: "study.yaml")
  }

  /// The same with the sides dealt by a column, patient by patient: P0 is test, P1 training, and so on.
  static func studyOfTwoSides(_ scratch: Scratch) throws -> String {
    let file = try study(scratch, "", split: "split: {column: side}")
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "side" : row % 2 == 0 ? "train" : "test")"
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    return file
  }

  private func results(_ scratch: Scratch, _ run: String = "run") throws -> StudyResults {
    try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("\(run)/results.json"))))
  }

  @Test func bothProtocolsRunOnTheSamePatientsAndSoundIsWhatItIsAlone() throws {
    let scratch = try Scratch()
    let both = try Command("study", "run", Self.study(scratch, "protocol: both"), "-o", scratch.file("run"), "--quiet")
    #expect(both.status == 0, "\(both.errors)")
    let alone = try Command("study", "run", Self.study(scratch, ""), "-o", scratch.file("alone"), "--quiet")
    #expect(alone.status == 0, "\(alone.errors)")
    let (two, one) = (try results(scratch), try results(scratch, "alone"))
    #expect(two.protocols.map(\.evaluation.name) == [.sound, .asPublished] && one.protocols.count == 1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(try encoder.encode(two.protocols[0]) == encoder.encode(one.protocols[0]))
    for (a, b) in zip(two.protocols[0].models, two.protocols[1].models) {
      #expect(a.predictions.map(\.subject) == b.predictions.map(\.subject))
      #expect(a.tuning?.settings == b.tuning?.settings)
    }
    // Labels instead of scores: the AUC is the balanced accuracy, and the IDI the NRI.
    let published = two.protocols[1]
    let hcr = try #require(published.models.first { $0.name == "HCR (MR)" })
    #expect(hcr.choices.contains(.selectionBeforeFolds) && !hcr.choices.contains(.deepCutoffOnTest))
    #expect(
      abs(try #require(hcr.test.auc.value.number) - (try #require(hcr.test.confusion?.balancedAccuracy.number))) < 1e-12
    )
    let pair = try #require(published.comparisons.first { $0.first == "HCR (MR+CF)" && $0.second == "HCR (MR)" })
    let (nri, idi) = (pair.reclassification?.total.value.value.number, pair.discrimination?.value.value.number)
    #expect(abs(try #require(nri) - (try #require(idi))) < 1e-12)
    let walk = try IntervalWalk(Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
    #expect(walk.intervals > 100 && walk.faults == [], "\(walk.intervals)")
    let page = try scratch.read("run/report.html")
    for choice in published.choicesMade { #expect(page.contains(choice.sentence)) }
    #expect(page.contains("Two protocols"))
    #expect(FileManager.default.fileExists(atPath: scratch.file("run/figures/protocols.svg")))
  }

  /// With fewer than 100 events curve and ICI carry the bands of `apus compare` on the same probabilities, and the page
  /// shows them.
  @Test func calibrationOfFewEventsIsMarkedAndCarriesBands() throws {
    let scratch = try Scratch()
    let run = try Command("study", "run", Self.study(scratch, ""), "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    var compared = 0
    let seed = try results(scratch).study.seed
    for model in try results(scratch).models {
      let performance = try #require(model.test.probabilities)
      let imprecision = try #require(performance.imprecision)
      #expect(imprecision.events == model.test.patients.events && imprecision.resamples <= 200)
      #expect(model.training?.probabilities?.imprecision?.resamples == 0)
      guard !performance.curve.isEmpty, imprecision.resamples >= 40 else { continue }
      let rows = model.predictions.map { "\($0.subject),\($0.outcome.hadEvent ? 1 : 0),\($0.probability ?? -1)" }
      let table = try PredictionTable(
        CSVTable(parsing: "id,y,p\n" + rows.joined(separator: "\n") + "\n", file: "p.csv"), file: "p.csv",
        columns: .init())
      let alone = try #require(
        PredictionComparison(table, settings: PredictionSettings(resamples: 200, seed: seed)).models[0].probabilities?
          .curve)
      #expect(performance.curve.map(\.lower) == alone.points.map { $0.band?.lower })
      #expect(performance.curve.map(\.upper) == alone.points.map { $0.band?.upper })
      #expect(imprecision.index?.lower == alone.iciInterval?.lower && imprecision.resamples == alone.resamples)
      compared += 1
    }
    #expect(compared > 0)
    let page = try scratch.read("run/report.html")
    #expect(page.contains("events the curves are imprecise") && page.contains("<polygon"))
    #expect(FileManager.default.fileExists(atPath: scratch.file("run/figures/calibration.svg")))
  }

  /// An id that a spreadsheet would run is the same id in every table of the run, executed by none, and the audit reads
  /// it back.
  @Test func idsThatAreFormulasAreKeptAndDisarmed() throws {
    let scratch = try Scratch()
    let file = try Self.study(scratch, "")
    let hostile = [
      "P1": "=cmd|' C calc'!A0", "P2": "@SUM(1+1)*cmd", "P3": "<img src=x onerror=alert(1)>", "P4": "+1-2",
    ]
    for name in ["features.csv", "clinical.csv"] {
      let lines = try scratch.read(name).split(separator: "\n").map { line -> String in
        let id = String(line.prefix { $0 != "," })
        return hostile[id].map { "\"\($0)\"\(line.dropFirst(id.count))" } ?? String(line)
      }
      _ = try scratch.write(lines.joined(separator: "\n"), to: name)
    }
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    for name in ["features.csv", "patients.csv", "predictions.csv", "exclusions.csv"] {
      let text = try scratch.read("run/\(name)")
      let cells = text.split(separator: "\n").flatMap { $0.split(separator: ",") }
      for cell in cells where cell.first.map("=+@".contains) ?? false {
        #expect(Double(cell) != nil, "\(name): \(cell)")
      }
    }
    let patients = try CSVTable(reading: scratch.file("run/patients.csv"))
    #expect(Set(hostile.values).isSubset(of: Set(patients["subject"] ?? [])))
    let page = try scratch.read("run/report.html")
    #expect(!page.contains("<img") && !page.contains("<script"))
    #expect(try Command("audit", scratch.file("run")).status == 0)
  }

  /// What each stage cost stands in the log, and in no result.
  @Test func stagesTellTheirCostToTheLog() throws {
    struct Line: Decodable {
      let message: String, stage: String?, seconds: String?, processor: String?, peakMemory: String?
    }
    let scratch = try Scratch()
    let run = try Command("study", "run", Self.study(scratch, ""), "-o", scratch.file("run"), "--json-log")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try run.errors.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    let stages = lines.filter { $0.message == "stage done" }
    #expect(
      Set(stages.compactMap(\.stage)).isSuperset(of: [
        "intake", "features", "HCR training", "baseline training", "statistics", "audit", "report",
      ]))
    #expect(stages.allSatisfy { $0.seconds.flatMap(Double.init) != nil && $0.processor.flatMap(Double.init) != nil })
    #expect(!(try scratch.read("run/results.json")).contains("HCR training"))
  }

  @Test func theAuditProvesSoundAndRefutesWhatWasPublishedByName() throws {
    let scratch = try Scratch()
    #expect(try Command("study", "run", Self.study(scratch, ""), "-o", scratch.file("run"), "--quiet").status == 0)
    let clean = try Command("audit", scratch.file("run"))
    #expect(clean.status == 0, "\(clean.output)\(clean.errors)")
    #expect(clean.output.contains("nothing was refuted: "))
    let other = try Scratch()
    let text = try Self.study(other, "protocol: as-published")
    #expect(try Command("study", "run", text, "-o", other.file("run"), "--quiet").status == 0)
    let refuted = try Command("audit", other.file("run"))
    #expect(refuted.status == 2)
    let audit = try JSONDecoder().decode(
      AuditReport.self, from: Data(contentsOf: URL(filePath: other.file("run/audit.json"))))
    let found = audit.findings.filter { $0.verdict == .refuted }
    #expect(Set(found.map(\.check)) == [.foldsHonest, .scoresNotLabels])
    #expect(Set(found.flatMap(\.choices)) == [.selectionBeforeFolds, .labelAUC])
    #expect(audit == (try results(other).audit))
    #expect(try Command("audit", other.path).status == 65)
    #expect(try Command("audit", other.file("nowhere")).status == 65)
  }

  /// What was tampered with after the run is found: a test patient in a fit, a score, a copied patient.
  @Test func theAuditFindsWhatWasTamperedWith() throws {
    let scratch = try Scratch()
    #expect(try Command("study", "run", Self.study(scratch, ""), "-o", scratch.file("run"), "--quiet").status == 0)
    let tested = try #require(try results(scratch).models.first?.predictions.first).subject
    let fits = try scratch.read("run/fits.json")
    var log = try #require(JSONSerialization.jsonObject(with: Data(fits.utf8)) as? [String: Any])
    var entries = try #require(log["entries"] as? [[String: Any]])
    let cohorts = try #require(log["cohorts"] as? [[String]])
    log["cohorts"] = cohorts + [[tested]]
    let place = try #require(entries.firstIndex { $0["kind"] as? String == "threshold" })
    entries[place]["cohort"] = cohorts.count
    log["entries"] = entries
    try JSONSerialization.data(withJSONObject: log).write(to: URL(filePath: scratch.file("run/fits.json")))
    let seen = try Command("audit", scratch.file("run"))
    #expect(seen.status == 2 && seen.output.contains("the cutoff saw \(tested)"), "\(seen.output)")
    _ = try scratch.write(fits, to: "run/fits.json")
    #expect(try Command("audit", scratch.file("run")).status == 0)
    let predictions = try scratch.read("run/predictions.csv")
    let line = try #require(predictions.split(separator: "\n").first { $0.hasPrefix("\(tested),") })
    var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    cells[2] = "9.5"
    _ = try scratch.write(predictions.replacing(line, with: cells.joined(separator: ",")), to: "run/predictions.csv")
    let changed = try Command("audit", scratch.file("run"))
    #expect(changed.status == 2 && changed.output.contains("predictions.csv and results.json differ"))
  }

  @Test func oneTwinOnEachSideIsFound() throws {
    let scratch = try Scratch()
    let file = try Self.studyOfTwoSides(scratch)
    var rows = try scratch.read("features.csv").split(separator: "\n").map(String.init)
    let values = rows[1].split(separator: ",").dropFirst().joined(separator: ",")
    rows[2] = "P1,\(values)"
    _ = try scratch.write(rows.joined(separator: "\n"), to: "features.csv")
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2 && audit.output.contains("P0 and P1: equal features"), "\(audit.output)")
  }

  @Test func aTableIsJoinedByIdAndWhatDoesNotMatchIsNamed() throws {
    let scratch = try Scratch()
    let file = try Self.study(scratch, "")
    let rows = try scratch.read("features.csv").split(separator: "\n").map(String.init)
    let stranger = "X1,\(rows[1].split(separator: ",").dropFirst().joined(separator: ","))"
    let others: [String] = rows.dropFirst().reversed().filter { !$0.hasPrefix("P3,") }
    let moved: [String] = [rows[0]] + others + [stranger]
    _ = try scratch.write(moved.joined(separator: "\n"), to: "features.csv")
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 2)
    let results = try results(scratch)
    #expect(results.study.featureCount == 12)
    #expect(results.flow.exclusions.flatMap(\.subjects).map(\.id) == ["P3"])
    let words = results.findings.map { $0.title + $0.detail }.joined(separator: " ")
    #expect(words.contains("X1") && words.contains("note"))
    #expect(!results.models.contains { $0.id == "volume" })
  }

  /// A column that is the outcome under another name would make every model perfect.
  @Test func theOutcomeIsNoFeature() throws {
    let scratch = try Scratch()
    let file = try Self.study(scratch, "")
    let rows = try scratch.read("features.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "response_code" : (row - 1) % 5 < 2 ? "1" : "0")"
    }
    _ = try scratch.write(rows.joined(separator: "\n"), to: "features.csv")
    let refused = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(refused.status == 65 && refused.errors.contains("response_code"), "\(refused.errors)")
  }

  @Test func repeatedFoldsGiveTheirSpreadAndNoPooledTest() throws {
    let scratch = try Scratch()
    let file = try Self.study(scratch, "protocol: both", split: "split: {repeated: {folds: 4, times: 2}}")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let results = try results(scratch)
    #expect(results.evaluation == .crossValidated(folds: 4, times: 2))
    for model in results.protocols.flatMap(\.models) {
      let folds = try #require(model.foldAUCs).compactMap(\.number)
      #expect(folds.count == 8 && model.predictions.count == 40)
      #expect(abs(try #require(model.test.auc.value.number) - folds.reduce(0, +) / 8) < 1e-12)
      // Folds of one and the same AUC say nothing about their spread.
      #expect((model.test.auc.lower == nil) == (Set(folds).count == 1), "\(folds)")
    }
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2 && !audit.output.contains("refuted [sound]"), "\(audit.output)")
  }

  @Test func outcomesDealtAtRandomGiveChanceAndShowTheOptimism() throws {
    let scratch = try Scratch()
    let file = try Self.study(scratch, "protocol: both\ncontrols: {permuted-outcomes: 12}")
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let controls = try results(scratch).controls
    #expect(controls.map(\.evaluation) == [.sound, .asPublished])
    for control in controls {
      #expect(control.test.values.count == 12)
      #expect(abs(try #require(control.test.mean.number) - 0.5) < 0.15)
    }
    let optimism = controls.compactMap(\.tuning.mean.number)
    #expect(optimism[1] > optimism[0])
  }

  /// The gap on scikit-learn's data set: selection before the folds promises what neither folds nor test set keep.
  @Test(.enabled(if: ReferenceData.isPresent)) func selectionBeforeTheFoldsPromisesWhatTheTestSetDoesNotKeep() throws {
    let scratch = try Scratch()
    let source = try ReferenceData.file("oracles/data/radiomics167x400.csv.gz").path
    let unpack = Process()
    unpack.executableURL = URL(filePath: "/bin/gzip")
    unpack.arguments = ["-dc", source]
    let pipe = Pipe()
    unpack.standardOutput = pipe
    try unpack.run()
    let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(separator: "\n")
    // As the oracle: row i is test when i % 3 == 2.
    let rows = lines.enumerated().map { row, line in
      let cells = line.split(separator: ",").prefix(2).joined(separator: ",")
      return "\(cells),\(row == 0 ? "part" : (row - 1) % 3 == 2 ? "test" : "train")"
    }
    _ = try scratch.write(rows.joined(separator: "\n"), to: "clinical.csv")
    let file = try scratch.write(
      """
      apus: 1
      name: Known gap
      cohort: {table: clinical.csv, id: id}
      outcome: {column: y, event: 1, non-event: 0}
      features: {table: \(source), id: id}
      split: {column: part}
      protocol: both
      """, to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let results = try results(scratch)
    #expect(results.study.featureCount == 400)
    let models = results.protocols.compactMap { $0.models.first { $0.id.hasSuffix("hcr_mr") } }
    let (inside, outside) = (try #require(models[0].tuning?.auc), try #require(models[1].tuning?.auc))
    let heldOut = try #require(models[0].test.auc.value.number)
    print("known gap: selection before the folds \(outside), inside \(inside), held out \(heldOut)")
    // scikit-learn 1.9.1 on its folds: 0.996, 0.795, 0.692 (oracles/sklearn_models.json; exact in LearningTests).
    #expect(outside > 0.98 && inside < 0.9 && heldOut < 0.8)
    #expect(outside - inside > 0.1 && outside - heldOut > 0.2)
    let audit = try #require(results.audit)
    let refuted = audit.findings.filter { $0.verdict == .refuted }
    #expect(refuted.allSatisfy { $0.evaluation == .asPublished && !$0.choices.isEmpty })
    #expect(refuted.contains { $0.check == .foldsHonest })
  }
}
