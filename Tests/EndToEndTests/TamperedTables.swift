import Foundation
import Learning
import Results
import Testing

// Tables and files.
extension AuditTamperTests {
  static let tables: [Leak] = [
    Leak(
      name: "a table changed without its hash", refuted: ["files-untouched"],
      words: "features.csv: was changed after the run", sealed: false
    ) { run in
      try run.edit("features.csv") { $0[1][5] += "1" }
    },
    Leak(
      name: "a hash taken out", refuted: ["files-untouched"],
      words: "features.csv: results.json has no hash of "
        + "this file"
    ) {
      run in
      try run.results { $0.files?["features.csv"] = nil }
    },
    Leak(
      name: "another seed", refuted: ["files-untouched", "record-follows"],
      words: "study.yaml: differs from the study file of this run"
    ) {
      run in
      try run.write(run.read("study.yaml").replacing(/"?name"?: "?Table"?/, with: "name: Other"), to: "study.yaml")
    },
    Leak(
      name: "another row's model", refuted: ["files-untouched"],
      words: "models/hcr_mr: is not the model that the run saved for this row"
    ) { run in
      let (own, other) = (run.folder + "/models/hcr_mr", run.folder + "/models/hcr_mr_cf")
      try FileManager.default.removeItem(atPath: own)
      try FileManager.default.copyItem(atPath: other, toPath: own)
    },
    Leak(
      name: "a model of no row", refuted: ["files-untouched"],
      words: "models/hcr_shuffled: training.json names no "
        + "row with this model"
    ) { run in
      try FileManager.default.copyItem(
        atPath: run.folder + "/models/hcr_mr", toPath: run.folder + "/models/hcr_shuffled")
    },
    Leak(
      name: "a side changed", refuted: ["split-as-declared"],
      words: "is on the other side than in the split made again from study.yaml"
    ) { run in
      try run.edit("patients.csv") { rows in
        let at = rows[0].firstIndex(of: "side") ?? 2
        rows[1][at] = rows[1][at] == "test" ? "training" : "test"
      }
    },
    Leak(
      name: "a patient twice across the split", refuted: ["no-duplicates", "scores-follow"],
      words: "equal features"
    ) { run in
      let tested = try run.tested
      try run.edit("features.csv") { rows in copy(&rows, from: { !tested.contains($0) }, to: tested[0]) }
    },
    Leak(
      // The saved model is of all patients, and has the ranges of their features.
      name: "a patient twice across folds", split: "split: {nested: 3}",
      refuted: ["no-duplicates", "scores-follow", "record-follows"],
      words: "equal features"
    ) { run in
      // Two events that stand in different folds: those of one fold are tested by the same model.
      let everybody = try run.everybody
      let fold = try JSONDecoder().decode(FitLog.self, from: Data(run.read("fits.json").utf8)).heldOut[0]
      let log = try JSONDecoder().decode(FitLog.self, from: Data(run.read("fits.json").utf8))
      let tested = Set(log.subjects(of: fold))
      let other = try #require(everybody.first { !tested.contains($0) })
      try run.edit("features.csv") { rows in copy(&rows, from: { $0 == other }, to: tested.sorted()[0]) }
    },
    Leak(
      name: "a patient made of two by SMOTE", refuted: ["no-duplicates", "scores-follow"],
      words: "on a straight line between"
    ) { run in
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
  static let records: [Leak] = [
    Leak(
      name: "a model gone from the results", split: "split: {nested: 3}", refuted: ["record-follows"],
      words: "clinical: predictions.csv has this row, but results.json does not"
    ) { run in
      try run.results { $0.takeOut { $0 == "clinical" } }
    },
    Leak(
      name: "a model gone from results and predictions", split: "split: {nested: 3}", refuted: ["record-follows"],
      words: "clinical: training.json has this row, but results.json does not"
    ) { run in
      try run.results { $0.takeOut { $0 == "clinical" } }
      try run.edit("predictions.csv") { rows in
        let kept = rows[0].indices.filter { !rows[0][$0].hasPrefix("clinical_") }
        rows = rows.map { row in kept.map { row[$0] } }
      }
    },
    Leak(
      name: "AUC of the tuning", refuted: ["record-follows"],
      words: "hcr_mr: results.json and training.json differ in the cross-validated AUC"
    ) { try $0.row("hcr_mr") { $0.tuning?.auc = 0.97 } },
    Leak(
      name: "cutoff", refuted: ["record-follows"],
      words: "hcr_mr: results.json and training.json differ in the "
        + "cutoff"
    ) { run in
      try run.row("hcr_mr") { $0.cutoff = ($0.cutoff ?? 0) + 50 }
    },
    Leak(
      name: "setting", refuted: ["record-follows"],
      words: "hcr_mr: results.json and training.json differ in the "
        + "setting"
    ) { run in
      try run.row("hcr_mr") { $0.setting = "another" }
    },
    Leak(
      name: "selected columns", refuted: ["record-follows"],
      words: "hcr_mr: results.json and training.json "
        + "differ in the selected columns"
    ) { run in
      try run.row("hcr_mr") { $0.selectedColumns = ["f7"] }
    },
    Leak(
      name: "patients screened", refuted: ["record-follows"],
      words: "the number of patients screened is not "
        + "the sum"
    ) { run in
      try run.results { $0.flow.screened = 999 }
    },
    Leak(
      name: "patients of the test", refuted: ["record-follows"],
      words: "the numbers of training and test "
        + "patients"
    ) { run in
      try run.results { $0.flow.split?.test.events += 3 }
    },
    Leak(
      name: "an exclusion", refuted: ["record-follows"],
      words: "results.json and exclusions.csv differ in the "
        + "exclusions"
    ) {
      run in
      try run.results { results in
        results.flow.exclusions.append(
          .init(cause: "motion", isFailure: false, subjects: [.init(id: "X1")]))
        results.flow.screened += 1
      }
    },
    Leak(name: "name of the non-event", refuted: ["record-follows"], words: "differ in the non-event") { run in
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
      words: "results.json.sha256: is missing",
      sealed: false
    ) { try FileManager.default.removeItem(atPath: $0.folder + "/results.json.sha256") },
  ]

  /// What changes who is in the study changes every split that is dealt of it: these must be refuted by that above all.
  static let others: [Leak] = [
    Leak(
      name: "a test patient taken out of the predictions of a row",
      refuted: ["split-as-declared", "figures-follow [sound]"],
      words: "HCR (MR) scored other patients than the split's test patients"
    ) { try $0.row("hcr_mr") { $0.predictions.removeLast() } }
  ]
}
