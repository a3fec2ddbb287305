import Foundation
import Learning
import Results
import Testing

/// A cohort of numbers: twelve features, three of which tell the outcome, two sites of which one measures otherwise,
/// HPV that a third lacks.
struct TabularCohort {
  let scratch: Scratch

  init(patients: Int = 60, columns: Int = 12, third: Int = 0) throws {
    scratch = try Scratch()
    var state: UInt64 = 11
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    var features = "id," + (0..<columns).map { "f\($0)" }.joined(separator: ",") + "\n"
    var clinical = "patient,response,size,hpv,stage,scanner,side\n"
    for row in 0..<patients {
      let isEvent = row % 5 < 2
      // The last patients are of a third scanner, on which nobody trains.
      let scanner = row >= patients - third ? "C" : row % 2 == 0 ? "A" : "B"
      let values = (0..<columns).map { column -> String in
        let value = draw() + draw() + (isEvent && column < 3 ? 0.6 : 0)
        return "\(scanner == "B" ? 2 * value + 3 : value)"
      }
      features += "P\(row),\(values.joined(separator: ","))\n"
      let hpv = draw() < 0.3 ? "" : draw() < (isEvent ? 0.3 : 0.7) ? "positive" : "negative"
      let stage = draw() < 0.1 ? "" : ["I", "II", "III"][Int(3 * draw())]
      let side = row >= patients - third || row % 3 == 2 ? "test" : "train"
      clinical += "P\(row),\(isEvent ? "non-CR" : "CR"),\(Int(20 + 60 * draw())),\(hpv),\(stage),\(scanner),\(side)\n"
    }
    _ = try scratch.write(features, to: "features.csv")
    _ = try scratch.write(clinical, to: "clinical.csv")
  }

  /// Runs the study with these lines; the results are in `run`.
  func run(_ lines: String, split: String = "split: {column: side}", run: String = "run") throws -> Command {
    let file = try scratch.write(
      """
      apus: 1
      name: Steps
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors:
        size: {type: continuous, cut: 50}
        hpv: {type: categorical, levels: [negative, positive]}
        stage: {type: categorical, levels: [I, II, III]}
      models: {selected-features: 4}
      features: {table: features.csv, id: id}
      \(split)
      \(lines)
      """, to: "\(run).yaml")
    return try Command("study", "run", file, "-o", scratch.file(run), "--quiet")
  }

  func results(_ run: String = "run") throws -> StudyResults {
    try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("\(run)/results.json"))))
  }

  func fits(_ run: String = "run") throws -> FitLog {
    try JSONDecoder().decode(FitLog.self, from: Data(contentsOf: URL(filePath: scratch.file("\(run)/fits.json"))))
  }

  /// The audit of the finished folder, which must find nothing.
  func auditsClean(_ run: String = "run") throws {
    let audit = try Command("audit", scratch.file(run))
    #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
    #expect(audit.output.contains("nothing was refuted: "))
  }
}

@Suite struct LearningStudyTests {
  private func row(_ results: StudyResults, _ id: String) throws -> ModelResult {
    try #require(results.models.first { $0.id == id })
  }

  @Test func aForestOnUncorrelatedFeatures() throws {
    let cohort = try TabularCohort()
    let run = try cohort.run(
      "learning: {classifier: {name: forest, trees: 30}, select: [correlation, mrmr], weights: balanced}")
    #expect(run.status == 0, "\(run.errors)")
    let results = try cohort.results()
    let model = try row(results, "hcr_mr")
    #expect(model.setting.hasPrefix("random forest, 30 trees") && model.setting.contains("balanced"))
    #expect(model.tuning?.settings == 28 && (1...4).contains(model.selectedColumns.count))
    #expect(try row(results, "hcr_mr_cf").selectedColumns.contains("hpv=unknown"))
    let log = try cohort.fits()
    let folds = log.entries.filter { $0.purpose == "HCR (MR) / split / fold 1 of 5" }
    #expect(folds.count { $0.kind == .classifier } == 28)
    #expect(Set(folds.map(\.kind)) == [.imputation, .constantColumns, .filter, .scaling, .selection, .classifier])
    let page = try cohort.scratch.read("run/report.html")
    #expect(page.contains("correlation (above 0.9)") && page.contains("mrmr (keep 4)"))
    let shown = try Command("study", "show", cohort.scratch.file("run.yaml"))
    #expect(shown.status == 0 && shown.output.contains("\"mrmr\""))
    try cohort.auditsClean()
  }

  @Test func lassoThenLogisticRegressionInBothProtocols() throws {
    let cohort = try TabularCohort()
    let run = try cohort.run("protocol: both\nlearning: {select: lasso, classifier: logistic}")
    #expect(run.status == 0, "\(run.errors)")
    let results = try cohort.results()
    #expect(results.protocols.count == 2)
    for block in results.protocols {
      let model = try #require(block.models.first { $0.id.hasSuffix("hcr_mr") })
      #expect(model.setting.hasPrefix("logistic regression") && model.tuning?.settings == 28)
      #expect(!model.choices.contains(.forestElimination))
    }
    // Only as published is the selection outside the folds, and the audit says so by name.
    let audit = try Command("audit", cohort.scratch.file("run"))
    #expect(audit.status == 2 && !audit.output.contains("refuted [sound]"), "\(audit.output)")
    let report = try #require(results.audit).findings.filter { $0.verdict == .refuted }
    #expect(report.contains { $0.check == .foldsHonest && $0.choices == [.selectionBeforeFolds] })
    #expect(report.allSatisfy { !$0.choices.isEmpty })
    let sound = try cohort.run("learning: {select: lasso, classifier: logistic}", run: "sound")
    #expect(sound.status == 0)
    try cohort.auditsClean("sound")
  }

  @Test func batchesAreBroughtTogetherAndAnUnseenOneIsNamed() throws {
    let cohort = try TabularCohort(patients: 63, third: 3)
    let run = try cohort.run("learning: {harmonise: {batch: scanner, covariates: [hpv]}}")
    #expect(run.status == 0, "\(run.errors)")
    let results = try cohort.results()
    for id in ["hcr_mr", "hcr_mr_cf"] {
      let model = try row(results, id)
      let without = model.predictions.filter { $0.score == nil }.map(\.subject)
      #expect(without == ["P60", "P61", "P62"])
      #expect(model.flags.contains { $0.contains("P60, P61, P62") && $0.contains("batch C") })
      #expect(model.test.auc.value.number != nil)
    }
    #expect(try row(results, "clinical").predictions.allSatisfy { $0.score != nil })
    #expect(results.findings.contains { $0.title.contains("P60, P61, P62") && $0.detail.contains("scanner") })
    let kinds = try cohort.fits().entries.filter { $0.purpose == "HCR (MR) / split / fold 2 of 5" }.map(\.kind)
    #expect(kinds.contains(.harmonisation))
    #expect(try !cohort.fits().entries(seeing: ["P60"]).contains { $0.kind == .harmonisation })
    try cohort.auditsClean()
    // The model keeps batches of training patients only.
    #expect(try !cohort.scratch.read("run/training.json").contains("\"P62\""))
  }

  /// What one scanner adds to every feature is gone: without harmonisation a distance between patients is one between
  /// scanners.
  @Test func harmonisationBringsBackWhatAScannerHides() throws {
    let cohort = try TabularCohort()
    let plain = try cohort.run("learning: {classifier: nearest-neighbours}", run: "plain")
    let harmonised = try cohort.run(
      "learning: {classifier: nearest-neighbours, harmonise: {batch: scanner}}", run: "harmonised")
    #expect(plain.status == 0 && harmonised.status == 0)
    let before = try row(try cohort.results("plain"), "hcr_mr")
    let after = try row(try cohort.results("harmonised"), "hcr_mr")
    #expect(try #require(after.tuning?.auc) > (try #require(before.tuning?.auc)))
  }

  @Test func twentyPatientsOfAnUnseenBatchGiveItsLocationAndScaleByName() throws {
    let cohort = try TabularCohort(patients: 80, third: 20)
    let run = try cohort.run("learning: {harmonise: {batch: scanner, unseen: estimate}}")
    #expect(run.status == 0, "\(run.errors)")
    let results = try cohort.results()
    let model = try row(results, "hcr_mr")
    #expect(model.predictions.allSatisfy { $0.score != nil })
    #expect(model.flags.contains { $0.contains("batch C is not in training") && $0.contains("without their outcomes") })
    #expect(results.findings.contains { $0.title.contains("Batches without training patients") })
    try cohort.auditsClean()
    let audit = try #require(results.audit).findings.first { $0.check == .testUnseen }
    #expect(try #require(audit).basis.contains("without their outcomes, as the study file asks"))
    // Nineteen are too few.
    let few = try TabularCohort(patients: 79, third: 19)
    #expect(try few.run("learning: {harmonise: {batch: scanner, unseen: estimate}}").status == 0)
    #expect(try row(try few.results(), "hcr_mr").predictions.count { $0.score == nil } == 19)
  }

  @Test func aPatientWithoutABatchIsLeftOutByName() throws {
    let cohort = try TabularCohort()
    let text = try cohort.scratch.read("clinical.csv").replacing(/(P7,.*),[AB],(t)/) { "\($0.1),,\($0.2)" }
    _ = try cohort.scratch.write(text, to: "clinical.csv")
    #expect(try cohort.run("learning: {harmonise: {batch: scanner}}").status == 2)
    let failed = try cohort.results().flow.exclusions.filter(\.isFailure)
    #expect(failed.map(\.cause) == ["scanner missing"] && failed.flatMap(\.subjects).map(\.id) == ["P7"])
  }

  @Test func settingsOfHalvingAreCountedAndLogged() throws {
    let cohort = try TabularCohort()
    let run = try cohort.run(
      "learning: {classifier: logistic, search: {name: halving, factor: 3}, settings: 9, select: mrmr}")
    #expect(run.status == 0, "\(run.errors)")
    let model = try row(try cohort.results(), "hcr_mr")
    // Nine on a third of the training patients, three on all.
    #expect(model.tuning?.settings == 9 && model.tuning?.fits == 12)
    let own = try cohort.fits().entries.filter {
      $0.purpose == "HCR (MR) / split / fold 1 of 5" && $0.kind == .classifier
    }
    #expect(own.count == 12 && Set(own.map(\.setting)).count == 9)
    try cohort.auditsClean()
    let random = try cohort.run(
      "learning: {classifier: [svm, nearest-neighbours], search: random, settings: 12}", run: "random")
    #expect(random.status == 0, "\(random.errors)")
    #expect(try row(try cohort.results("random"), "hcr_mr").tuning?.settings == 12)
    try cohort.auditsClean("random")
  }

  /// What the audit counts is what was done: a log that hides a setting is found.
  @Test func aHiddenSettingIsFound() throws {
    let cohort = try TabularCohort(patients: 40)
    #expect(try cohort.run("learning: {classifier: logistic, search: halving, settings: 6}").status == 0)
    var log = try #require(
      JSONSerialization.jsonObject(with: Data(try cohort.scratch.read("run/fits.json").utf8)) as? [String: Any])
    var entries = try #require(log["entries"] as? [[String: Any]])
    let place = try #require(
      entries.firstIndex {
        $0["kind"] as? String == "classifier"
          && ($0["purpose"] as? String)?.hasPrefix("HCR (MR) / split / fold 1") == true
      })
    entries.remove(at: place)
    log["entries"] = entries
    try JSONSerialization.data(withJSONObject: log).write(to: URL(filePath: cohort.scratch.file("run/fits.json")))
    let audit = try Command("audit", cohort.scratch.file("run"))
    #expect(audit.status == 2 && audit.output.contains(" classifiers, the results "), "\(audit.output)")
  }

  @Test func factorsAreImputedSeveralTimesAndNeverFromTheOutcome() throws {
    let cohort = try TabularCohort()
    let steps =
      "learning: {impute: {name: multiple, completions: 3}, classifier: {name: logistic, inverse-penalty: [0.1, 1]}}"
    #expect(try cohort.run(steps).status == 0)
    let model = try row(try cohort.results(), "hcr_mr_cf")
    #expect(model.tuning?.settings == 2 && model.tuning?.fits == 6)
    #expect(Set(["size", "hpv", "stage=I", "stage=II", "stage=III"]).isSubset(of: model.selectedColumns))
    #expect(try row(try cohort.results(), "clinical").selectedColumns.contains("hpv"))
    try cohort.auditsClean()
    // Other outcomes of those who are scored change nobody's score.
    let before = try cohort.results().models.map { $0.predictions.map(\.score) }
    let flipped = try cohort.scratch.read("clinical.csv").split(separator: "\n").map { line -> String in
      guard line.hasSuffix("test") else { return String(line) }
      let text = String(line)
      return text.contains("non-CR") ? text.replacing("non-CR", with: "CR") : text.replacing(",CR,", with: ",non-CR,")
    }
    _ = try cohort.scratch.write(flipped.joined(separator: "\n"), to: "clinical.csv")
    #expect(try cohort.run(steps, run: "flipped").status == 0)
    #expect(try cohort.results("flipped").models.map { $0.predictions.map(\.score) } == before)
  }

  @Test func everySiteIsTestedByTheOthers() throws {
    let cohort = try TabularCohort(patients: 84, third: 24)
    let run = try cohort.run(
      "learning: {harmonise: {batch: scanner, unseen: estimate}, classifier: logistic}", split: "split: {site: scanner}"
    )
    #expect(run.status == 0, "\(run.errors)")
    let results = try cohort.results()
    #expect(results.evaluation == .sites(column: "scanner", count: 3))
    let model = try row(results, "hcr_mr")
    #expect(model.foldAUCs?.count == 3 && model.predictions.allSatisfy { $0.score != nil })
    #expect(try cohort.scratch.read("run/report.html").contains("leave-one-site-out"))
    #expect(try cohort.scratch.read("run/patients.csv").hasPrefix("subject,outcome,side,site"))
    // Scores of site B need its location and scale, which is a fit of the whole set; its parts do not see site B.
    let others = FitPurpose.row("HCR (MR)").on(.withoutSite("B"))
    for entry in try cohort.fits().entries where others.contains(entry.purpose) && entry.purpose != others {
      #expect(
        try cohort.fits().subjects(of: entry).allSatisfy {
          Int($0.dropFirst()).map { $0 % 2 == 0 || $0 >= 60 } ?? false
        })
    }
    try cohort.auditsClean()
  }

  /// Repeated measurements of training patients decide which columns may enter; those of the tested are not looked at.
  @Test func robustColumnsAndStepsGoTogether() throws {
    let cohort = try TabularCohort()
    let lines = try cohort.scratch.read("features.csv").split(separator: "\n").map(String.init)
    var retest = "patient," + (0..<12).map { "f\($0)" }.joined(separator: ",") + "\n"
    for (row, line) in lines.dropFirst().enumerated() {
      let cells = line.split(separator: ",").map(String.init)
      for turn in 0..<2 {
        // Column 0 does not repeat.
        let first = "\(Double((row * 7 + turn * 13) % 10))"
        retest += ([cells[0], first] + cells.dropFirst(2)).joined(separator: ",") + "\n"
      }
    }
    _ = try cohort.scratch.write(retest, to: "retest.csv")
    let run = try cohort.run(
      "learning: {classifier: logistic, filters: correlation}",
      split: "split: {column: side}"
    ).status
    #expect(run == 0)
    let text = try cohort.scratch.read("run.yaml").replacing(
      "{table: features.csv, id: id}", with: "{table: features.csv, id: id, robustness: {table: retest.csv}}")
    let file = try cohort.scratch.write(text, to: "robust.yaml")
    let robust = try Command("study", "run", file, "-o", cohort.scratch.file("robust"), "--quiet")
    #expect(robust.status == 0, "\(robust.errors)")
    let log = try cohort.fits("robust")
    let kept = try #require(log.entries.first { $0.kind == .robustness })
    #expect(kept.detail.contains("kept 11 of 12"))
    let tested = Set(try row(try cohort.results("robust"), "hcr_mr").predictions.map(\.subject))
    #expect(tested.isDisjoint(with: log.subjects(of: kept)))
    #expect(try !row(try cohort.results("robust"), "hcr_mr").selectedColumns.contains("f0"))
    try cohort.auditsClean("robust")
  }

  @Test func aLeakingWishIsRefused() throws {
    let cohort = try TabularCohort(patients: 30)
    let refused = try cohort.run("learning: {select: lasso, scope: training}")
    #expect(refused.status == 65 && refused.errors.contains("as-published"), "\(refused.errors)")
    #expect(try cohort.run("learning: {select: lasso, scope: all}").status == 65)
    let published = try cohort.run("protocol: as-published\nlearning: {select: lasso, scope: training}")
    #expect(published.status == 0, "\(published.errors)")
  }
}
