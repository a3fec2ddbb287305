import Audit
import Foundation
import Learning
import Results
import Synchronization
import Testing

/// Leaks and forgeries, each put into a sound run as somebody would who also mends the hashes: the audit refutes what was done, with row and
/// protocol, and accuses nothing else.
@Suite struct AuditTamperTests {
  private static let steps = "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}"

  /// Folders of finished runs by split, made once.
  private static let originals: [String: Result<(Scratch, String), any Error>] = Dictionary(
    uniqueKeysWithValues: ["split: {train: 0.6}", "split: {nested: 3}", "split: {repeated: {folds: 3, times: 2}}"].map {
      split in
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
          let file = try TabularStudyTests.study(scratch, "\(steps)\nprotocol: both", split: split)
          let text = try scratch.read("study.yaml").replacing("models: {", with: "models: {factors: [size], ")
          _ = try scratch.write(text, to: "study.yaml")
          return (scratch, try AuditedRun(scratch, file).scratch.file("run"))
        }
      )
    })

  struct Leak: Sendable, CustomTestStringConvertible {
    let name: String
    var split = "split: {train: 0.6}"
    /// What must be refuted, and nothing else.
    let refuted: Set<String>
    /// Words of the evidence, row among them.
    let words: String
    var sealed = true
    let make: @Sendable (TamperedRun) throws -> Void
    var testDescription: String { "\(name), \(split)" }
  }

  private static func run(_ split: String) throws -> TamperedRun {
    try TamperedRun(copying: try #require(originals[split]).get().1)
  }

  @Test(arguments: originals.keys.sorted()) func theRunsThemselvesAreAccusedOfNothing(split: String) throws {
    let run = try Self.run(split)
    #expect(try run.refuted() == [:])
    try run.seal()
    #expect(try run.refuted() == [:])
  }

  @Test(arguments: fits + orders + figures + tables + others + records)
  func isRefutedWithRowAndProtocol(_ leak: Leak) throws {
    let run = try Self.run(leak.split)
    try leak.make(run)
    if leak.sealed { try run.seal() }
    let found = try run.refuted()
    #expect(Set(found.keys) == leak.refuted, "\(found)")
    #expect(found.values.contains { $0.contains(leak.words) }, "\(found)")
  }
}

private let leftovers = Mutex<[String]>([])
private typealias Leak = AuditTamperTests.Leak
private typealias Fit = TamperedRun.Fit
private let row = "HCR (MR) / split"

/// Fits of a kind for a purpose see others too.
private func leaking(
  _ kind: FitKind, _ purpose: String, _ refuted: String, _ words: String,
  _ more: @escaping @Sendable (TamperedRun) throws -> [String]
) -> Leak {
  Leak(name: "\(kind.rawValue) of \(purpose)", refuted: [refuted], words: words) { run in
    let others = try more(run)
    try run.fits { fit in
      guard fit.kind == kind.rawValue, fit.purpose == purpose else { return [fit] }
      return [Fit(kind: fit.kind, purpose: fit.purpose, saw: fit.saw + others.filter { !fit.saw.contains($0) })]
    }
  }
}

// Fits that saw too much.
extension AuditTamperTests {
  fileprivate static let fits: [Leak] = [
    leaking(.imputation, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: imputation saw") {
      [try $0.tested[0]]
    },
    leaking(.scaling, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: scaling saw") {
      try $0.everybody
    },
    leaking(.selection, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: selection saw") {
      try $0.everybody
    },
    leaking(.classifier, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: classifier saw") {
      try $0.tested
    },
    leaking(.threshold, row, "test-unseen [sound]", "\(row): threshold saw") { try $0.tested },
    leaking(.calibration, row, "test-unseen [sound]", "\(row): calibration saw") { [try $0.tested[3]] },
    leaking(.tuning, row, "test-unseen [sound]", "\(row): tuning saw") { [try $0.tested[1]] },
    leaking(
      .imputation, "Clinical only / split / all training", "test-unseen [sound]",
      "Clinical only / split / all training: imputation saw"
    ) { try $0.tested },
    // A choice of the published study that is not one of this row.
    leaking(.threshold, "as-published / \(row)", "test-unseen [as-published]", "as-published / \(row): threshold saw") {
      try $0.tested
    },
    leaking(.selection, "\(row) / fold 2 of 5", "folds-honest [sound]", "\(row) / fold 2 of 5: selection saw") {
      try training($0)
    },
    leaking(.imputation, "\(row) / fold 1 of 5", "folds-honest [sound]", "\(row) / fold 1 of 5: imputation saw") {
      try training($0)
    },
    leaking(.classifier, "\(row) / fold 5 of 5", "folds-honest [sound]", "\(row) / fold 5 of 5: classifier saw") {
      try training($0)
    },
    added(.earlyStopping, ["test-unseen [sound]"], "earlyStopping saw") { try $0.tested },
    // ComBat on everybody, once, before split and folds.
    added(.harmonisation, ["test-unseen [sound]", "folds-honest [sound]"], "harmonisation") { try $0.everybody },
    added(.robustness, ["test-unseen [sound]", "image-fits-honest [sound]"], "robustness saw") { try $0.tested },
    Leak(
      name: "a fold of a nested split saw whom it tests", split: "split: {nested: 3}", refuted: ["test-unseen [sound]"],
      words: "HCR (MR) / repetition 1, fold 2 / all training: selection saw"
    ) { run in
      let everybody = try run.everybody
      try run.fits { fit in
        fit.kind == "selection" && fit.purpose == "HCR (MR) / repetition 1, fold 2 / all training"
          ? [Fit(kind: fit.kind, purpose: fit.purpose, saw: everybody)] : [fit]
      }
    },
    Leak(
      name: "a fit that rows share saw a test patient", refuted: ["test-unseen [sound]", "test-unseen [as-published]"],
      words: "atlas / split: scaling saw"
    ) { run in
      let tested = try run.tested
      try run.fits { fit in
        fit.kind == "threshold" && fit.purpose == row
          ? [fit, Fit(kind: "scaling", purpose: "atlas / split", saw: tested)] : [fit]
      }
    },
  ]

  private static func training(_ run: TamperedRun) throws -> [String] {
    let tested = Set(try run.tested)
    return try run.everybody.filter { !tested.contains($0) }
  }

  private static func added(
    _ kind: FitKind, _ refuted: Set<String>, _ words: String,
    _ saw: @escaping @Sendable (TamperedRun) throws -> [String]
  ) -> Leak {
    Leak(name: "\(kind.rawValue) added", refuted: refuted, words: "\(row) / all training: \(words)") { run in
      let people = try saw(run)
      try run.fits { fit in
        fit.kind == "scaling" && fit.purpose == "\(row) / all training"
          ? [fit, Fit(kind: kind.rawValue, purpose: fit.purpose, saw: people)] : [fit]
      }
    }
  }
}

// Entries that are gone, folds that are others.
extension AuditTamperTests {
  private static func gone(_ kind: FitKind, _ purpose: String, _ refuted: String, _ words: String) -> Leak {
    Leak(name: "\(kind.rawValue) of \(purpose) deleted", refuted: [refuted], words: words) { run in
      try run.fits { $0.kind == kind.rawValue && $0.purpose == purpose ? [] : [$0] }
    }
  }

  fileprivate static let orders: [Leak] = [
    gone(.imputation, "\(row) / all training", "test-unseen [sound]", "\(row): scored, but no fit of imputation"),
    gone(.classifier, "\(row) / all training", "test-unseen [sound]", "\(row): scored, but no fit of classifier"),
    gone(.threshold, row, "test-unseen [sound]", "\(row): scored, but no fit of threshold"),
    gone(.calibration, row, "test-unseen [sound]", "\(row): scored, but no fit of calibration"),
    gone(
      .selection, "\(row) / fold 3 of 5", "folds-honest [sound]",
      "\(row) / fold 3 of 5: selection of all training patients"),
    gone(.selection, "\(row) / all training", "test-unseen [sound]", "\(row): scored, but no fit of selection"),
    gone(
      .encoding, "HCR (MR+CF) / split", "test-unseen [sound]", "HCR (MR+CF) / split: scored, but no fit of encoding"),
    gone(
      .encoding, "Clinical only / split", "test-unseen [sound]", "Clinical only / split: scored, but no fit of encoding"
    ),
    gone(
      .classifier, "Clinical only / split / fold 2 of 5", "folds-honest [sound]",
      "Clinical only / split / fold 2 of 5: no classifier is recorded"),
    gone(.classifier, "\(row) / fold 3 of 5", "equal-budget [sound]", "\(row) / fold 3 of 5: 0 classifiers in the log"),
    Leak(
      name: "selection once on all training patients", refuted: ["folds-honest [sound]"],
      words: "\(row) / fold 1 of 5: selection of all training patients"
    ) { run in
      try run.fits { $0.kind == "selection" && $0.purpose.hasPrefix("\(row) / fold") ? [] : [$0] }
    },
    Leak(
      name: "tuning folds re-dealt", refuted: ["folds-honest [sound]", "equal-budget [sound]"],
      words: "HCR (MR+CF) and HCR (MR) had other inner folds"
    ) { run in
      var folds: [[String]] = []
      try run.heldOut { fit in
        if fit.purpose.hasPrefix("\(row) / fold") { folds.append(fit.saw) }
        return [fit]
      }
      var at = 0
      try run.heldOut { fit in
        guard fit.purpose.hasPrefix("\(row) / fold") else { return [fit] }
        at += 1
        return [Fit(kind: "", purpose: fit.purpose, saw: folds[at % folds.count])]
      }
    },
    Leak(
      name: "test set re-dealt in the log", refuted: ["split-as-declared"],
      words: "\(row): others are held out in the log"
    ) { run in
      let training = try Self.training(run)
      try run.heldOut {
        $0.purpose == row ? [Fit(kind: "", purpose: row, saw: [training[0]] + $0.saw.dropFirst())] : [$0]
      }
    },
    Leak(
      name: "fits under another name", refuted: ["test-unseen [sound]", "test-unseen [as-published]"],
      words: "HCR (MR) / elsewhere: fits for a training set that the study does not have"
    ) { run in
      try run.fits { fit in
        fit.kind == "threshold" && fit.purpose == row
          ? [fit, Fit(kind: "scaling", purpose: "HCR (MR) / elsewhere", saw: fit.saw)] : [fit]
      }
    },
    Leak(
      name: "another budget", refuted: ["equal-budget [sound]", "record-follows"],
      words: "HCR (MR+CF) tried 1 settings, HCR (MR) 7"
    ) {
      run in
      try run.row("hcr_mr") { $0.tuning?.settings = 7 }
    },
  ]
}

// Figures that do not follow.
extension AuditTamperTests {
  private static func figure(
    _ name: String, split: String = "split: {train: 0.6}", _ words: String, _ check: String = "figures-follow",
    _ change: @escaping @Sendable (inout ModelResult) throws -> Void
  ) -> Leak {
    Leak(name: name, split: split, refuted: ["\(check) [sound]"], words: words) { try $0.row("hcr_mr", change) }
  }

  fileprivate static let figures: [Leak] = [
    figure("AUC", "hcr_mr: AUC does not follow from the scores") { $0.test.auc.value = .value(0.99) },
    figure("interval of the AUC", "hcr_mr: the interval of the AUC") { $0.test.auc.lower = 0.9 },
    figure("Brier score", "hcr_mr: the Brier score") { $0.test.brier = .value(0.01) },
    figure("calibration slope", "hcr_mr: calibration and net benefit") {
      $0.test.probabilities?.slope.value = .value(1)
    },
    figure("net benefit", "hcr_mr: calibration and net benefit") { $0.test.probabilities?.netBenefit[3].model = 0.9 },
    figure("a score", "hcr_mr: predictions.csv and results.json differ") { model in
      let highest = try #require(
        model.predictions.indices.max { (model.predictions[$0].score ?? 0) < (model.predictions[$1].score ?? 0) })
      model.predictions[highest].score? += 1
    },
    figure("scores swapped between two patients", "hcr_mr: predictions.csv and results.json differ") { model in
      let first = try #require(model.predictions.firstIndex { $0.outcome })
      let last = try #require(model.predictions.lastIndex { $0.outcome })
      let score = model.predictions[first].score
      model.predictions[first].score = model.predictions[last].score
      model.predictions[last].score = score
    },
    // The comparisons of the row are means over its folds too.
    Leak(
      name: "an AUC of a fold", split: "split: {nested: 3}",
      refuted: ["fold-figures-follow [sound]", "figures-follow [sound]"],
      words: "hcr_mr: the AUCs of its folds do not follow"
    ) { run in
      try run.row("hcr_mr") { model in
        let mean = try #require(model.test.auc.value.number)
        // The mean stays.
        model.foldAUCs = [.value(mean - 0.2), .value(mean + 0.1), .value(mean + 0.1)]
      }
    },
    Leak(
      name: "the mean of repeated folds", split: "split: {repeated: {folds: 3, times: 2}}",
      refuted: ["fold-figures-follow [sound]"],
      words: "hcr_mr: AUC is not the mean of its folds"
    ) { try $0.row("hcr_mr") { $0.test.auc.value = .value(0.999) } },
    Leak(
      name: "scores are calls", refuted: ["scores-not-labels [sound]", "figures-follow [sound]"],
      words: "HCR (MR): its scores have two values"
    ) { run in
      try run.row("hcr_mr") { model in
        for at in model.predictions.indices {
          model.predictions[at].score = model.predictions[at].isCalledEvent == true ? 1 : 0
        }
      }
    },
    Leak(
      name: "AUC of labels", refuted: ["scores-not-labels [sound]", "figures-follow [sound]"],
      words: "HCR (MR): its AUC"
    ) { run in
      try run.row("hcr_mr") { model in model.test.auc.value = try #require(model.test.confusion?.balancedAccuracy) }
    },
    Leak(
      name: "p of a comparison", refuted: ["figures-follow [sound]"],
      words: "the comparison does not follow from the predictions"
    ) { run in
      try run.results { $0.protocols[0].comparisons[0].p = .value(0.001) }
    },
    Leak(
      name: "reclassification", refuted: ["figures-follow [as-published]"],
      words: "as-published / HCR (MR) against Clinical only: the comparison does not follow"
    ) { run in
      try run.results { $0.protocols[1].comparisons[0].reclassification?.total.value.value = .value(0.9) }
    },
    Leak(
      name: "an outcome in the predictions", refuted: ["figures-follow [sound]"],
      words: "hcr_mr: outcomes are not those of patients.csv"
    ) { run in
      try run.row("hcr_mr") { $0.predictions[0].outcome.toggle() }
    },
  ]
}

// Tables and files.
extension AuditTamperTests {
  fileprivate static let tables: [Leak] = [
    Leak(
      name: "a table changed without its hash", refuted: ["files-untouched"],
      words: "features.csv: was changed after the run", sealed: false
    ) { run in
      try run.edit("features.csv") { $0[1][5] += "1" }
    },
    Leak(name: "a hash taken out", refuted: ["files-untouched"], words: "features.csv: has no hash in results.json") {
      run in
      try run.results { $0.files?["features.csv"] = nil }
    },
    Leak(
      name: "another seed", refuted: ["files-untouched", "record-follows"],
      words: "study.yaml: is not the study file of this run"
    ) {
      run in
      try run.write(run.read("study.yaml").replacing(/"?name"?: "?Table"?/, with: "name: Other"), to: "study.yaml")
    },
    Leak(
      name: "another row's model", refuted: ["files-untouched"],
      words: "models/hcr_mr: is not the model that the run saved of this row"
    ) { run in
      let (own, other) = (run.folder + "/models/hcr_mr", run.folder + "/models/hcr_mr_cf")
      try FileManager.default.removeItem(atPath: own)
      try FileManager.default.copyItem(atPath: other, toPath: own)
    },
    Leak(
      name: "a model of no row", refuted: ["files-untouched"], words: "models/hcr_shuffled: training.json has no row"
    ) { run in
      try FileManager.default.copyItem(
        atPath: run.folder + "/models/hcr_mr", toPath: run.folder + "/models/hcr_shuffled")
    },
    Leak(
      name: "a side changed", refuted: ["split-as-declared"],
      words: "is on the other side of the split that is dealt again"
    ) { run in
      try run.edit("patients.csv") { rows in
        let at = rows[0].firstIndex(of: "side") ?? 2
        rows[1][at] = rows[1][at] == "test" ? "training" : "test"
      }
    },
    Leak(name: "a patient twice across the split", refuted: ["no-duplicates"], words: "near-equal features") { run in
      let tested = try run.tested
      try run.edit("features.csv") { rows in copy(&rows, from: { !tested.contains($0) }, to: tested[0]) }
    },
    Leak(
      name: "a patient twice across folds", split: "split: {nested: 3}", refuted: ["no-duplicates"],
      words: "near-equal features"
    ) { run in
      // Two events that stand in different folds: those of one fold are tested by the same model.
      let everybody = try run.everybody
      let fold = try JSONDecoder().decode(FitLog.self, from: Data(run.read("fits.json").utf8)).heldOut[0]
      let log = try JSONDecoder().decode(FitLog.self, from: Data(run.read("fits.json").utf8))
      let tested = Set(log.subjects(of: fold))
      let other = try #require(everybody.first { !tested.contains($0) })
      try run.edit("features.csv") { rows in copy(&rows, from: { $0 == other }, to: tested.sorted()[0]) }
    },
    Leak(name: "a patient made of two by SMOTE", refuted: ["no-duplicates"], words: "on a straight line between") {
      run in
      let tested = try run.tested
      try run.edit("features.csv") { rows in
        let parents = rows.indices.dropFirst().filter { !tested.contains(rows[$0][0]) }.prefix(2)
        guard let a = parents.first, let b = parents.last, let made = rows.firstIndex(where: { $0[0] == tested[0] })
        else { return }
        for column in rows[0].indices where rows[0][column].hasPrefix("f") {
          guard let x = Double(rows[a][column]), let y = Double(rows[b][column]) else { continue }
          rows[made][column] = "\(x + 0.37 * (y - x))"
        }
      }
    },
  ]

  private static func copy(_ rows: inout [[String]], from: (String) -> Bool, to: String) {
    guard let source = rows.dropFirst().first(where: { from($0[0]) }), let at = rows.firstIndex(where: { $0[0] == to })
    else { return }
    for column in rows[0].indices where rows[0][column].hasPrefix("f") {
      rows[at][column] = Double(source[column]).map { "\($0 * (1 + 1e-6))" } ?? source[column]
    }
  }

  /// What `results.json` says of the run, and other files say otherwise.
  fileprivate static let records: [Leak] = [
    Leak(
      name: "AUC of the tuning", refuted: ["record-follows"],
      words: "hcr_mr: the AUC of the tuning in results.json and training.json differ"
    ) { try $0.row("hcr_mr") { $0.tuning?.auc = 0.97 } },
    Leak(name: "cutoff", refuted: ["record-follows"], words: "hcr_mr: the cutoff in results.json") { run in
      try run.row("hcr_mr") { $0.cutoff = ($0.cutoff ?? 0) + 50 }
    },
    Leak(name: "setting", refuted: ["record-follows"], words: "hcr_mr: the setting in results.json") { run in
      try run.row("hcr_mr") { $0.setting = "another" }
    },
    Leak(name: "selected columns", refuted: ["record-follows"], words: "hcr_mr: the selected columns") { run in
      try run.row("hcr_mr") { $0.selectedColumns = ["f7"] }
    },
    Leak(name: "patients screened", refuted: ["record-follows"], words: "the patients screened are not") { run in
      try run.results { $0.flow.screened = 999 }
    },
    Leak(name: "patients of the test", refuted: ["record-follows"], words: "the patients of training and test") { run in
      try run.results { $0.flow.split?.test.events += 3 }
    },
    Leak(name: "an exclusion", refuted: ["record-follows"], words: "the exclusions in results.json and exclusions.csv")
    {
      run in
      try run.results { results in
        results.flow.exclusions.append(
          .init(cause: "motion", isFailure: false, subjects: [.init(id: "X1")]))
        results.flow.screened += 1
      }
    },
    Leak(name: "name of the non-event", refuted: ["record-follows"], words: "the non-event in results.json") { run in
      try run.results { $0.study.nonEvent = "cured" }
    },
    Leak(
      name: "difference of the protocols", refuted: ["record-follows"], words: "the differences between the protocols"
    ) {
      run in
      try run.results { $0.differences[0].sound = .value(0.99) }
    },
    Leak(name: "ROC curve", refuted: ["figures-follow [sound]"], words: "hcr_mr: the ROC curve") { run in
      try run.row("hcr_mr") { model in
        model.test.curve = [
          .init(falsePositiveRate: 0, truePositiveRate: 0), .init(falsePositiveRate: 0, truePositiveRate: 1),
          .init(falsePositiveRate: 1, truePositiveRate: 1),
        ]
      }
    },
    Leak(
      name: "findings taken out, no hash mended", refuted: ["files-untouched"],
      words: "results.json: was changed after the run", sealed: false
    ) { run in try run.results { $0.findings = [] } },
    Leak(
      name: "the hash of the results taken out", refuted: ["files-untouched"],
      words: "results.json.sha256: is not there",
      sealed: false
    ) { try FileManager.default.removeItem(atPath: $0.folder + "/results.json.sha256") },
  ]

  /// Findings that were taken out together with every hash are not found, and the audit says that nothing vouches for them.
  @Test func whatNoFileDecidesIsNotChecked() throws {
    let run = try Self.run("split: {train: 0.6}")
    try run.results { results in
      results.findings = []
      results.methods = []
    }
    try run.seal()
    let report = try RunAudit(folder: run.folder).report
    let rest = try #require(report.findings.first { $0.check == .restAsWritten })
    #expect(rest.verdict == .notChecked && rest.check.claim.contains("Findings") && rest.basis.contains("report.html"))
  }

  /// What changes who is in the study changes every split that is dealt of it: these must be refuted by that above all.
  fileprivate static let others: [Leak] = [
    Leak(
      name: "a test patient taken out of the predictions of a row",
      refuted: ["split-as-declared", "figures-follow [sound]"],
      words: "HCR (MR) scored others than the split's test patients"
    ) { try $0.row("hcr_mr") { $0.predictions.removeLast() } }
  ]

  @Test(arguments: ["rows added", "an outcome flipped", "another seed"]) func anotherCohortIsAnotherSplit(
    _ what: String
  ) throws {
    let run = try Self.run("split: {train: 0.6}")
    switch what {
    case "rows added":
      for file in ["patients.csv", "features.csv"] {
        try run.edit(file) { rows in rows += rows.dropFirst().prefix(5).map { ["Z" + $0[0]] + $0.dropFirst() } }
      }
    case "an outcome flipped":
      for file in ["patients.csv", "features.csv"] { try run.edit(file) { $0[1][1] = $0[1][1] == "1" ? "0" : "1" } }
    default:
      try run.write(run.read("study.yaml").replacing(/"?seed"?: \d+/, with: "seed: 99"), to: "study.yaml")
    }
    try run.seal()
    let found = try run.refuted()
    #expect(found["split-as-declared"] != nil, "\(found)")
  }

  /// A fold AUC of repeated folds that is changed together with the mean is not found, and the audit says that it did not look.
  @Test func whatIsComparedWithItselfIsNotChecked() throws {
    let run = try Self.run("split: {repeated: {folds: 3, times: 2}}")
    let report = try RunAudit(folder: run.folder).report
    let finding = try #require(report.findings.first { $0.check == .foldFiguresFollow })
    #expect(finding.verdict == .notChecked && finding.basis.contains("mean over the repetitions"))
    #expect(report.findings.allSatisfy { $0.check != .filesUntouched || $0.verdict == .notFound })
    #expect(report.findings.filter { $0.check == .equalBudget }.allSatisfy { $0.verdict == .notChecked })
    #expect(report.findings.filter { $0.check == .imageFitsHonest }.allSatisfy { $0.verdict == .notChecked })
    // Held, since its folder goes with it.
    let folds = try Self.run("split: {nested: 3}")
    let nested = try RunAudit(folder: folds.folder).report
    #expect(nested.findings.filter { $0.check == .foldFiguresFollow }.allSatisfy { $0.verdict == .proved })
  }
}
