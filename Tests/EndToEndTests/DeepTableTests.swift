import Foundation
import Results
import SavedModels
import Synchronization
import Testing

/// Studies whose deep arm reads vectors that were computed elsewhere, by the built command.
@Suite struct DeepTableTests {
  /// The study of `TabularStudyTests` with a table of vectors of the same forty patients.
  struct Made {
    let scratch: Scratch
    let study: String

    /// - Parameters:
    ///   - deep: keys of the section `deep:` beside the ensemble.
    ///   - heads: number of heads of an ensemble.
    ///   - width: length of the vectors.
    ///   - edit: changes the cells of the table, the header first.
    init(
      _ deep: String = "table: vectors.csv", _ more: String = "", heads: Int = 3, width: Int = 6,
      edit: (inout [[String]]) -> Void = { _ in }
    ) throws {
      scratch = try Scratch()
      study = try TabularStudyTests.study(scratch, "arms: [hcr, dlr]\ndeep: {\(deep), ensemble: \(heads)}\n\(more)")
      var rows = DeepTableTests.vectors(width: width, seed: 11)
      edit(&rows)
      try write(rows, to: "vectors.csv")
    }

    func write(_ rows: [[String]], to name: String) throws {
      _ = try scratch.write(rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", to: name)
    }

    func run() throws -> Command { try Command("study", "run", study, "-o", scratch.file("run"), "--quiet") }

    var results: StudyResults {
      get throws {
        try JSONDecoder().decode(
          StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
      }
    }

    /// A table with these rows of the vectors.
    func vectors(of ids: Set<String>, without columns: Set<String> = []) throws -> String {
      let rows = try scratch.read("vectors.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let kept = rows[0].indices.filter { !columns.contains(rows[0][$0]) }
      let lines = [rows[0]] + rows.dropFirst().filter { ids.contains($0[0]) }
      try write(lines.map { line in kept.map { line[$0] } }, to: "new.csv")
      return scratch.file("new.csv")
    }
  }

  /// Steps with two settings, so that a run is short.
  static let steps =
    "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: logistic, inverse-penalty: [0.1, 1]}}"

  /// Header and rows; the first two columns are higher in patients with the event.
  static func vectors(width: Int, seed: UInt64) -> [[String]] {
    let draw = uniformDraws(seed: seed)
    return [["id"] + (0..<width).map { "e\($0)" }]
      + (0..<40).map { row in
        ["P\(row)"] + (0..<width).map { "\(draw() + (row % 5 < 2 && $0 < 2 ? 0.4 : 0))" }
      }
  }

  @Test func vectorsFromElsewhereEnterFoldsHeadsStatisticsAndAudit() throws {
    let made = try Made()
    let run = try made.run()
    try #require(run.status == 0, "\(run.errors)")
    let results = try made.results
    #expect(
      results.models.map(\.id) == [
        "clinical", "hcr_mr", "hcr_mr_cf", "dlr_mr", "dlr_mr_cf", "dlr_svm", "fusion",
      ])
    let row = try #require(results.models.first { $0.id == "dlr_mr" })
    #expect(row.tuning?.settings == 28 && row.predictions.allSatisfy { $0.score != nil && $0.spread != nil })
    // By coreutils, not by the code under test.
    let sum = try TamperedRun.sum(of: made.scratch.file("vectors.csv"))
    #expect(row.deep?.vectors == [VectorFile(file: "vectors.csv", sha256: sum, columns: 6)])
    let page = try made.scratch.read("run/report.html")
    #expect(page.contains("computed elsewhere") && page.contains(sum) && !page.contains("The network is frozen"))
    let audit = try Command("audit", made.scratch.file("run"))
    #expect(audit.status == 0 && audit.output.contains("nothing was refuted"), "\(audit.output)")
    let finding = try #require(results.audit?.findings.first { $0.check == .vectorsFromElsewhere })
    #expect(finding.verdict == .notChecked && finding.basis.contains(sum))
    let header = try made.scratch.read("run/deep_features.csv").split(separator: "\n")[0]
    #expect(header == "subject,outcome,deep_e0,deep_e1,deep_e2,deep_e3,deep_e4,deep_e5")
  }

  /// The same numbers as a table of features and as vectors: the rows that select and classify alike are one row.
  @Test func vectorsInTheSVMAreWhatTheyAreAsATableOfFeatures() throws {
    let made = try Made(width: 8)
    let text = try made.scratch.read("study.yaml").replacing("table: features.csv", with: "table: vectors.csv")
    _ = try made.scratch.write(text, to: "study.yaml")
    let run = try made.run()
    try #require(run.status == 0, "\(run.errors)")
    let models = try made.results.models
    let (hcr, svm) = (models.first { $0.id == "hcr_mr" }, models.first { $0.id == "dlr_svm" })
    #expect(try #require(hcr).predictions == #require(svm).predictions)
    #expect(hcr?.conformal == svm?.conformal && hcr?.conformal != nil)
  }

  @Test func aSavedModelPredictsFromATableOfVectorsWhatTheStudyWrote() throws {
    let made = try Made()
    try #require(made.run().status == 0)
    let models = try made.results.models
    for id in ["dlr_mr", "dlr_mr_cf", "dlr_svm", "fusion"] {
      let row = try #require(models.first { $0.id == id })
      let tested = Set(row.predictions.map(\.subject))
      var options = id == "dlr_mr" || id == "dlr_svm" ? [] : ["--cases", made.scratch.file("clinical.csv")]
      if id == "dlr_mr_cf" {
        let lines = try made.scratch.read("clinical.csv").split(separator: "\n")
        let own = [lines[0]] + lines.dropFirst().filter { tested.contains(String($0.split(separator: ",")[0])) }
        options = ["--cases", try made.scratch.write(own.joined(separator: "\n") + "\n", to: "new-clinical.csv")]
      }
      if id == "fusion" {
        let lines = try made.scratch.read("features.csv").split(separator: "\n")
        let own = [lines[0]] + lines.dropFirst().filter { tested.contains(String($0.split(separator: ",")[0])) }
        options += ["--features", try made.scratch.write(own.joined(separator: "\n") + "\n", to: "new-features.csv")]
      }
      let output = made.scratch.file("\(id).json")
      let predicted = try Command(
        "predict", made.scratch.file("run/models/\(id)"),
        options + ["--deep-table", try made.vectors(of: tested), "--json", output])
      try #require(predicted.status == 0, "\(id): \(predicted.errors)\(predicted.output)")
      let report = try JSONDecoder().decode(PredictionReport.self, from: Data(contentsOf: URL(filePath: output)))
      let found = Dictionary(uniqueKeysWithValues: report.cases.map { ($0.id, $0) })
      for one in row.predictions {
        let own = try #require(found[one.subject])
        #expect(own.score == one.score && own.probability == one.probability && own.set == one.set, "\(id)")
        #expect(own.isCalledEvent == one.isCalledEvent && one.set != nil)
      }
    }
  }

  @Test func aModelOfVectorsRefusesImagesAndMapsWithASentence() throws {
    let made = try Made()
    try #require(made.run().status == 0)
    let model = made.scratch.file("run/models/dlr_mr")
    let image = try Command("predict", model, ["--case", "P1", "--image", "a.nii", "--mask", "b.nii"])
    #expect(image.status == 65 && image.errors.contains("not images"), "\(image.errors)")
    #expect(image.errors.contains("6 columns of vectors.csv") && image.errors.contains("--deep-table"))
    let features = try Command("predict", model, ["--features", made.scratch.file("features.csv")])
    #expect(features.status == 65 && features.errors.contains("--deep-table"), "\(features.errors)")
    let maps = try Command("deep", "maps", ["--model", model, "--case", "P1", "-o", made.scratch.file("maps")])
    #expect(maps.status == 65 && maps.errors.contains("there is no network whose maps"), "\(maps.errors)")
    let other = try Command(
      "predict", made.scratch.file("run/models/hcr_mr"),
      ["--features", made.scratch.file("features.csv"), "--deep-table", made.scratch.file("vectors.csv")])
    #expect(other.status == 65 && other.errors.contains("reads no vectors"), "\(other.errors)")
    let narrow = try Command("predict", model, ["--deep-table", try made.vectors(of: ["P1"], without: ["e3"])])
    #expect(narrow.status == 65 && narrow.errors.contains("has no column \"e3\""), "\(narrow.errors)")
  }

  /// Each fault of a table with the words that name it, the file and the place.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int32
    let words: [String]
    let edit: @Sendable (inout [[String]]) -> Void
  }

  private static let faults = [
    Fault(
      testDescription: "a patient without a row", status: 2, words: ["P5", "no row has this id in the column \"id\""]
    ) { $0.remove(at: 6) },
    Fault(testDescription: "an empty cell", status: 2, words: ["P5", "line 7, column \"e2\" is empty"]) {
      $0[6][3] = ""
    },
    Fault(testDescription: "an infinite cell", status: 2, words: ["P5", "line 7, column \"e2\" is \"inf\""]) {
      $0[6][3] = "inf"
    },
    Fault(
      testDescription: "a repeated id", status: 65,
      words: ["\"P4\" occurs twice in the column \"id\", in lines 6 and 7"]
    ) { $0[6][0] = "P4" },
    Fault(testDescription: "an id that is missing", status: 65, words: ["line 7 has no \"id\""]) { $0[6][0] = "" },
    Fault(testDescription: "words alone", status: 65, words: ["vectors.csv: no column is a feature"]) { rows in
      for row in 1..<rows.count { for cell in 1..<rows[row].count { rows[row][cell] = "text" } }
    },
    Fault(testDescription: "the outcome as a column", status: 65, words: ["deep_e4", "tells the outcome"]) { rows in
      for row in 1..<rows.count { rows[row][5] = (row - 1) % 5 < 2 ? "1" : "0" }
    },
    Fault(testDescription: "a ragged row", status: 65, words: ["line 7 has 6 cells, but the header has 7"]) {
      $0[6].removeLast()
    },
  ]

  @Test(arguments: faults) func aFaultOfTheTableIsNamedWithItsPlace(_ fault: Fault) throws {
    let made = try Made(edit: fault.edit)
    let run = try Command("study", "run", made.study, "-o", made.scratch.file("run"))
    #expect(run.status == fault.status, "\(run.errors)")
    for words in fault.words { #expect(run.errors.contains(words), "\(run.errors)") }
    guard fault.status == 2 else { return }
    let lost = try made.results.flow.exclusions.filter(\.isFailure).flatMap(\.subjects).map(\.id)
    #expect(lost == ["P5"])
  }

  /// A code, an unreadable cell, a stranger and two equal vectors: the study runs, and the report names each.
  @Test func doubtfulCellsAndRowsAreFindings() throws {
    let made = try Made { rows in
      rows[3][2] = "-999"
      rows[9][4] = "#DIV/0!"
      rows[12] = [rows[12][0]] + rows[11].dropFirst()
      rows.append(["Q1"] + rows[1].dropFirst())
    }
    let run = try made.run()
    try #require(run.status == 0, "\(run.errors)")
    let findings = try made.results.findings.map { "\($0.title) \($0.detail)" }
    let expected = [
      "-999", "The feature e3 was left out", "does not belong to any analysed patient", "the vector of another patient",
    ]
    for words in expected {
      #expect(findings.contains { $0.contains(words) }, "\(words): \(findings)")
    }
    #expect(findings.contains { $0.contains("P10") && $0.contains("P11") })
    #expect(try #require(made.results.models.first { $0.id == "dlr_mr" }).deep?.vectors?.first?.columns == 5)
  }

  @Test func severalTablesAreBranches() throws {
    let made = try Made("table: [vectors.csv, more/other.csv], id: id")
    try FileManager.default.createDirectory(atPath: made.scratch.file("more"), withIntermediateDirectories: true)
    try made.write(Self.vectors(width: 3, seed: 23), to: "more/other.csv")
    let run = try made.run()
    try #require(run.status == 0, "\(run.errors)")
    let header = try made.scratch.read("run/deep_features.csv").split(separator: "\n")[0]
    #expect(header.hasPrefix("subject,outcome,vectors_deep_e0,") && header.hasSuffix(",other_deep_e1,other_deep_e2"))
    let model = made.scratch.file("run/models/dlr_mr")
    let two = [made.scratch.file("vectors.csv"), made.scratch.file("more/other.csv")]
    let named = try Command(
      "predict", model,
      ["--deep-table", "vectors=\(two[0])", "--deep-table", "other=\(two[1])", "--accept", "training-patient"])
    #expect(named.status == 0, "\(named.errors)")
    let bare = try Command("predict", model, ["--deep-table", two[0], "--deep-table", two[1]])
    #expect(bare.status == 65 && bare.errors.contains("as NAME=FILE"), "\(bare.errors)")
    let one = try Command("predict", model, ["--deep-table", "other=\(two[1])"])
    #expect(one.status == 65 && one.errors.contains("6 columns of vectors.csv"), "\(one.errors)")
  }

  /// Training patients are recognised by the numbers of their vectors.
  @Test func trainingPatientsAreRefused() throws {
    let made = try Made()
    try #require(made.run().status == 0)
    let tested = Set(try #require(made.results.models.first { $0.id == "dlr_mr" }).predictions.map(\.subject))
    let trained = try #require((0..<40).map { "P\($0)" }.first { !tested.contains($0) })
    let run = try Command(
      "predict", made.scratch.file("run/models/dlr_mr"), ["--deep-table", try made.vectors(of: [trained])])
    #expect(run.status == 1 && run.output.contains("training-patient"), "\(run.output)")
  }

  @Test func theStudyOfTheModelIsValidatedByItsOwnTable() throws {
    let made = try Made()
    try #require(made.run().status == 0)
    let run = try Command(
      "validate", made.scratch.file("run/models/dlr_mr"), [made.study, "--accept", "training-patient"])
    #expect(run.status == 0 && run.output.contains("AUC"), "\(run.errors)\(run.output)")
    let text = try made.scratch.read("study.yaml").replacing(/arms: .*\n/, with: "").replacing(/deep: .*\n/, with: "")
    let without = try Command(
      "validate", made.scratch.file("run/models/dlr_mr"), [try made.scratch.write(text, to: "without.yaml")])
    #expect(without.status == 65 && without.errors.contains("deep: {table: …}"), "\(without.errors)")
  }

  @Test func everySplitAndBothProtocolsReadTheTable() throws {
    for split in ["split: {nested: 3}", "split: {repeated: {folds: 3, times: 2}}"] {
      let made = try Made("table: vectors.csv, beyond: none", "protocol: both\n\(Self.steps)")
      let text = try made.scratch.read("study.yaml").replacing("split: {train: 0.6}", with: split)
      _ = try made.scratch.write(text, to: "study.yaml")
      let run = try made.run()
      try #require(run.status == 0, "\(run.errors)")
      let results = try made.results
      let sound = try #require(results.protocols[0].models.first { $0.id == "dlr_mr" })
      #expect(sound.predictions.allSatisfy { $0.set != nil && $0.spread != nil } && sound.conformal?.patients == 40)
      let published = try #require(results.protocols[1].models.first { $0.id == "as_published_dlr_mr" })
      #expect(published.predictions.allSatisfy { $0.set == nil && $0.spread == nil } && published.conformal == nil)
      // What the published protocol chooses on test patients is explained; nothing else is refuted.
      let refuted = results.audit?.findings.filter { $0.verdict == .refuted && !$0.isExplained } ?? []
      #expect(refuted.isEmpty, "\(refuted)")
    }
  }
}

/// What proves that cutoff, calibration and sets of a deep row are those of ensembles that were held out, changed with
/// the hashes mended.
@Suite struct HeldOutEnsembleAuditTests {
  private static let original = Result { try made(heads: 3) }

  private static func made(heads: Int) throws -> DeepTableTests.Made {
    let made = try DeepTableTests.Made("table: vectors.csv, beyond: none", DeepTableTests.steps, heads: heads)
    let run = try made.run()
    try #require(run.status == 0, "\(run.errors)")
    kept.withLock { $0.append(made.scratch) }
    return made
  }

  private func run() throws -> TamperedRun {
    try TamperedRun(copying: try Self.original.get().scratch.file("run"))
  }

  private static let fold = "DLR (MR) / split / fold 2 of 5 / all training"

  @Test func asItIsNothingIsRefuted() throws { #expect(try run().refuted() == [:]) }

  @Test func aFoldWithoutItsFurtherHeadsIsRefuted() throws {
    let run = try run()
    try run.fits { $0.purpose == Self.fold ? [] : [$0] }
    try run.seal()
    let found = try run.refuted()["folds-honest [sound]"] ?? ""
    #expect(found.contains("not scored by an ensemble as the final one: 1 of the 3 heads"), "\(found)")
  }

  @Test func aHeadThatSawWhomItsFoldHoldsOutIsRefuted() throws {
    let run = try run()
    let everybody = try run.everybody
    let tested = Set(try run.tested)
    let training = everybody.filter { !tested.contains($0) }
    try run.fits { fit in
      guard fit.purpose == Self.fold, fit.kind == "classifier" else { return [fit] }
      return [TamperedRun.Fit(kind: fit.kind, purpose: fit.purpose, saw: training)]
    }
    try run.seal()
    let found = try run.refuted()["folds-honest [sound]"] ?? ""
    #expect(found.contains("classifier saw patients whom the fold holds out"), "\(found)")
  }

  @Test func otherHeldOutScoresRefuteCutoffOrCalibration() throws {
    let run = try run()
    try run.record("dlr_mr") { record in
      var held = try #require(record["heldOut"] as? [String: Any])
      let scores = try #require(held["scores"] as? [Double])
      held["scores"] = scores.enumerated().map { $0 == 0 ? $1 + 3 : $1 - 0.5 }
      record["heldOut"] = held
    }
    try run.seal()
    let found = try run.refuted()["record-follows"] ?? ""
    #expect(found.contains("dlr_mr: the c"), "\(found)")
  }

  @Test func heldOutScoresThatWereTakenOutAreMissed() throws {
    let run = try run()
    try run.record("dlr_mr") { $0["heldOut"] = nil }
    try run.seal()
    let found = try run.refuted()["record-follows"] ?? ""
    #expect(found.contains("dlr_mr: training.json has no readable held-out scores"), "\(found)")
  }

  /// The only head of a fold is the one that the tuning has trained, so no further fit tells that there was an ensemble.
  @Test func heldOutScoresOfASingleHeadThatWereTakenOutAreMissed() throws {
    let original = try Self.made(heads: 1).scratch.file("run")
    #expect(try TamperedRun(copying: original).refuted() == [:])
    let run = try TamperedRun(copying: original)
    try run.record("dlr_mr") { $0["heldOut"] = nil }
    try run.seal()
    let found = try run.refuted()["record-follows"] ?? ""
    #expect(found.contains("dlr_mr: training.json has no readable held-out scores"), "\(found)")
  }

  /// Runs of 0.2.0 have `{0,1}` in both files; their audit is the same.
  @Test func bothOutcomesAreReadInTheFormOfEarlierRuns() throws {
    let run = try run()
    #expect(try run.read("predictions.csv").contains("{0|1}") && !run.read("predictions.csv").contains("\""))
    for (file, old) in [("predictions.csv", "\"{0,1}\""), ("results.json", "{0,1}")] {
      try run.write(run.read(file).replacing("{0|1}", with: old), to: file)
    }
    try run.seal()
    #expect(try run.refuted() == [:])
  }

  @Test func anotherSetIsRefuted() throws {
    let run = try run()
    try run.row("hcr_mr") { row in row.predictions[0].set = row.predictions[0].set == .event ? .both : .event }
    try run.seal()
    let found = try run.refuted()
    #expect(found["scores-follow"]?.contains("hcr_mr: prediction set of") == true, "\(found)")
    #expect(found["figures-follow [sound]"]?.contains("the prediction set of") == true, "\(found)")
  }

  @Test func aBetterCoverageThanThatOfTheSetsIsRefuted() throws {
    let run = try run()
    try run.row("dlr_mr") { $0.conformal?.covered.value = .value(0.999) }
    try run.seal()
    let found = try run.refuted()["figures-follow [sound]"] ?? ""
    #expect(found.contains("coverage or the sizes of its prediction sets"), "\(found)")
  }
}

/// Folders that live as long as the test program.
private let kept = Mutex<[Scratch]>([])
