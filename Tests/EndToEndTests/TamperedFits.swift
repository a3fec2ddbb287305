import Foundation
import Learning
import Results
import Testing

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
  static let fits: [Leak] = [
    leaking(.imputation, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: imputation saw") {
      [try $0.tested[0]]
    },
    leaking(.scaling, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: scaling saw") {
      try $0.everybody
    },
    leaking(.selection, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: selection saw") {
      try $0.everybody
    },
    leaking(.classifier, "\(row) / all training", "test-unseen [sound]", "\(row) / all training: the classifier saw") {
      try $0.tested
    },
    leaking(.threshold, row, "test-unseen [sound]", "\(row): the cutoff saw") { try $0.tested },
    leaking(.calibration, row, "test-unseen [sound]", "\(row): calibration saw") { [try $0.tested[3]] },
    leaking(.tuning, row, "test-unseen [sound]", "\(row): tuning saw") { [try $0.tested[1]] },
    leaking(
      .imputation, "Clinical only / split / all training", "test-unseen [sound]",
      "Clinical only / split / all training: imputation saw"
    ) { try $0.tested },
    // A choice of the published study that is not one of this row.
    leaking(.threshold, "as-published / \(row)", "test-unseen [as-published]", "as-published / \(row): the cutoff saw")
    {
      try $0.tested
    },
    leaking(.selection, "\(row) / fold 2 of 5", "folds-honest [sound]", "\(row) / fold 2 of 5: selection saw") {
      try training($0)
    },
    leaking(.imputation, "\(row) / fold 1 of 5", "folds-honest [sound]", "\(row) / fold 1 of 5: imputation saw") {
      try training($0)
    },
    leaking(.classifier, "\(row) / fold 5 of 5", "folds-honest [sound]", "\(row) / fold 5 of 5: the classifier saw") {
      try training($0)
    },
    added(.earlyStopping, ["test-unseen [sound]"], "early stopping saw") { try $0.tested },
    // ComBat on everybody, once, before split and folds.
    added(
      .harmonisation, ["test-unseen [sound]", "folds-honest [sound]", "record-follows"], "harmonisation"
    ) { try $0.everybody },
    added(.robustness, ["test-unseen [sound]", "image-fits-honest [sound]"], "the search for robust columns saw") {
      try $0.tested
    },
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
  private static func gone(_ kind: FitKind, _ purpose: String, _ refuted: Set<String>, _ words: String) -> Leak {
    Leak(name: "\(kind.rawValue) of \(purpose) deleted", refuted: refuted, words: words) { run in
      try run.fits { $0.kind == kind.rawValue && $0.purpose == purpose ? [] : [$0] }
    }
  }

  private static func other(
    _ name: String, _ kind: FitKind, _ purpose: String, _ words: String,
    _ saw: @escaping @Sendable ([String]) -> [String]
  ) -> Leak {
    Leak(name: "\(kind.rawValue) of \(purpose) saw \(name)", refuted: ["fits-whole [sound]"], words: words) { run in
      try run.fits { fit in
        fit.kind == kind.rawValue && fit.purpose == purpose
          ? [Fit(kind: fit.kind, purpose: fit.purpose, saw: saw(fit.saw))] : [fit]
      }
    }
  }

  /// A fit that saw nobody, strangers or a part proves nothing of whom it did not see.
  static let parts: [Leak] = [
    other("nobody", .classifier, "\(row) / all training", "classifier saw only 0 of the 25 patients") { _ in [] },
    other("nobody", .calibration, row, "\(row): calibration saw only 0 of the 25 patients") { _ in [] },
    other("three fewer", .scaling, "\(row) / all training", "scaling saw only 22 of the 25 patients") {
      Array($0.dropLast(3))
    },
    other(
      "a stranger more", .selection, "\(row) / all training",
      "selection saw patients whom the study does not "
        + "have: Z999"
    ) {
      $0 + ["Z999"]
    },
    other("strangers", .imputation, "\(row) / all training", "imputation saw only 0 of the 25 patients") {
      $0.map { $0.lowercased() }
    },
    other("one fewer", .selection, "\(row) / fold 2 of 5", "\(row) / fold 2 of 5: selection saw") {
      Array($0.dropFirst())
    },
    Leak(
      name: "no fold of a baseline, all its fits on all training patients",
      refuted: ["folds-honest [sound]", "record-follows"],
      words: "Clinical only / split: is calibrated on held-out scores, but no fold that holds patients out"
    ) { run in
      let (training, folds) = (try Self.training(run), "Clinical only / split / fold")
      try run.heldOut { $0.purpose.hasPrefix(folds) ? [] : [$0] }
      try run.fits { fit in
        fit.purpose.hasPrefix(folds) ? [Fit(kind: fit.kind, purpose: fit.purpose, saw: training)] : [fit]
      }
    },
    Leak(
      name: "a fold that holds out one more",
      refuted: ["folds-honest [sound]", "record-follows", "equal-budget [sound]"],
      words: "\(row): its folds do not hold out every training patient exactly once"
    ) { run in
      let training = try Self.training(run)
      try run.heldOut { fit in
        guard fit.purpose == "\(row) / fold 1 of 5", let more = training.first(where: { !fit.saw.contains($0) }) else {
          return [fit]
        }
        return [Fit(kind: "", purpose: fit.purpose, saw: fit.saw + [more])]
      }
    },
  ]

  static let orders: [Leak] = [
    gone(.imputation, "\(row) / all training", ["test-unseen [sound]"], "\(row): has scores, but no fit of imputation"),
    gone(
      .classifier, "\(row) / all training", ["test-unseen [sound]"],
      "\(row): has scores, but no fit of the classifier"),
    gone(.threshold, row, ["test-unseen [sound]"], "\(row): has scores, but no fit of the cutoff"),
    gone(.calibration, row, ["test-unseen [sound]"], "\(row): has scores, but no fit of calibration"),
    gone(
      .selection, "\(row) / fold 3 of 5", ["folds-honest [sound]"],
      "\(row) / fold 3 of 5: selection was fitted on all training patients"),
    gone(.selection, "\(row) / all training", ["test-unseen [sound]"], "\(row): has scores, but no fit of selection"),
    gone(
      .encoding, "HCR (MR+CF) / split", ["test-unseen [sound]"],
      "HCR (MR+CF) / split: has scores, but no fit of "
        + "the encoding of levels"),
    gone(
      .encoding, "Clinical only / split", ["test-unseen [sound]"],
      "Clinical only / split: has scores, but no fit of the encoding of levels"
    ),
    gone(
      .classifier, "Clinical only / split / fold 2 of 5", ["folds-honest [sound]", "record-follows"],
      "Clinical only / split / fold 2 of 5: no classifier is recorded"),
    gone(
      .classifier, "\(row) / fold 3 of 5", ["equal-budget [sound]", "record-follows"],
      "\(row) / fold 3 of 5: the log has 0 classifiers"),
    Leak(
      name: "selection once on all training patients", refuted: ["folds-honest [sound]"],
      words: "\(row) / fold 1 of 5: selection was fitted on all training patients"
    ) { run in
      try run.fits { $0.kind == "selection" && $0.purpose.hasPrefix("\(row) / fold") ? [] : [$0] }
    },
    Leak(
      name: "tuning folds re-dealt",
      refuted: ["folds-honest [sound]", "equal-budget [sound]", "fits-whole [sound]", "record-follows"],
      words: "HCR (MR+CF) and HCR (MR) were tuned on different inner folds"
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
      words: "\(row): the log holds out other patients than the split"
    ) { run in
      let training = try Self.training(run)
      try run.heldOut {
        $0.purpose == row ? [Fit(kind: "", purpose: row, saw: [training[0]] + $0.saw.dropFirst())] : [$0]
      }
    },
    Leak(
      name: "fits under another name", refuted: ["test-unseen [sound]", "test-unseen [as-published]"],
      words: "HCR (MR) / elsewhere: was fitted for a training set that the study does not have"
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
