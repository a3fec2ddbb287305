import Results

/// The radiomics quality score: 16 items, from -8 to 36 points.
extension Checklist {
  /// The list with its points.
  package static let rqs = Checklist(
    name: .rqs, title: "Radiomics Quality Score",
    citation: "Lambin et al. 2017, Nature Reviews Clinical Oncology 14:749-762, doi 10.1038/nrclinonc.2017.141",
    source: "The paper itself was not at hand. Numbers, subjects and points were read from two open reviews that "
      + "print the whole table and agree (Table 1 of PMC11364578, doi 10.1007/s00330-024-10594-x; Table 1 of "
      + "PMC8002585), on 2026-12-01. The greatest points of the items add up to 36, the least to -8. Subjects are "
      + "in our words.",
    items: RQSItems.images + RQSItems.features + RQSItems.performance + RQSItems.evidence)
}

enum RQSItems {
  static func item(
    _ number: Int, _ section: String, _ text: String, _ possible: ClosedRange<Int>,
    earned: @escaping @Sendable (RunEvidence) -> Int = { _ in 0 }, _ rule: ItemRule
  ) -> ChecklistItem {
    ChecklistItem("\(number)", section, text, worth: .points(possible, earned: earned), rule)
  }

  static let images = [
    item(
      1, "Images", "Protocol of imaging well documented, and public", 0...2,
      .authors("Is the protocol of imaging documented in detail, and is it a public one?")),
    item(
      2, "Images", "Several contours of a region", 0...1, earned: { $0.perturbsContours == nil ? 0 : 1 },
      .reported(
        "Features were tested under changed contours.", orAsk: "Were regions drawn more than once?"
      ) { [$0.perturbsContours, $0.method(.robustness)] }
      .elseNotDone("The run has one contour for each lesion and changes none.") {
        [$0.lacks("features", "robustness")]
      }),
    item(
      3, "Images", "Phantom on all scanners", 0...1,
      .authors("Was a phantom measured on all scanners?")),
    item(
      4, "Images", "Images at further times", 0...1,
      .authors("Were patients imaged at further times, to see which features are stable?")),
  ]

  static let features = [
    item(
      5, "Features", "Reduction of features, or adjustment for many tests", -3...3,
      earned: { $0.first(of: $0.imageModels, "selectedColumns") == nil ? -3 : 3 },
      .reported(
        "Features were selected; the results have the columns of each model.",
        orAsk: "How was the number of features reduced?"
      ) { [$0.method(.models), $0.first(of: $0.imageModels, "selectedColumns"), $0.results["study"]?["featureCount"]] }),
    item(
      6, "Features", "Analysis together with other predictors", 0...1, earned: { $0.combined == nil ? 0 : 1 },
      .reported(
        "A model has radiomics and clinical factors together.", orAsk: "Were other predictors in the models?"
      ) { [$0.combined?["name"], $0.results["study"]?["modelFactors"]] }
      .elseNotDone("No model has clinical factors.") { run in
        [run.results["study"]?["modelFactors"].flatMap { $0.elements.isEmpty ? $0 : nil }]
      }),
    item(
      7, "Features", "Biological correlates", 0...1,
      .authors("Were features related to biology, for example to expression or histology?")),
  ]

  static let performance = [
    item(
      8, "Performance", "Risk groups by a given cutoff, or a continuous risk", 0...1, earned: { _ in 1 },
      .reported(
        "The run reports a continuous probability for each patient.", orAsk: "Which cutoff makes risk groups?"
      ) { run in
        [
          run.columns(of: .predictions, called: "columns of probabilities") {
            $0.hasSuffix("_probability")
          } words: {
            "\($0.count) models"
          }
        ]
      }),
    item(
      9, "Performance", "Discrimination with its significance, and by resampling", 0...2,
      earned: { ($0.interval.allSatisfy { $0 != nil } ? 1 : 0) + ($0.resampledAUC == nil ? 0 : 1) },
      .reported(
        "AUCs of unseen patients have intervals; out-of-fold AUCs are beside them where they exist.",
        orAsk: "Which measure of discrimination is given, with which interval, by which resampling?"
      ) { run in run.interval + (run.resampledAUC.map { [$0] } ?? []) }
      .elseNotDone("The AUC has no interval; it may still come from resampling, which gives its point.") { run in
        [run.noInterval] + (run.resampledAUC.map { [$0] } ?? [])
      }),
    item(
      10, "Performance", "Calibration with its significance, and by resampling", 0...2,
      earned: { ($0.slope == nil ? 0 : 1) + ($0.slope != nil && $0.resampledCurve != nil ? 1 : 0) },
      .reported(
        "The calibration slope has its interval; a band by resampling is given with fewer than 100 events.",
        orAsk: "Which measure of calibration is given, with which interval, by which resampling?"
      ) { run in [run.slope] + (run.resampledCurve.map { [$0] } ?? []) }),
  ]

  static let evidence = [
    item(
      11, "Evidence", "Prospective study, registered", 0...7,
      .authors("Was the model validated in a registered prospective study?")),
    item(
      12, "Evidence", "Validation", -5...5, earned: { $0.isTested ? 2 : -5 },
      .when(
        { $0.results["evaluation"]?["heldOut"] != nil },
        .sound(
          RunEvidence.partition,
          "Patients of the same cohort were held out (2 points). A test at other institutions gives 3 to 5.",
          orAsk: "On which patients, of which institutions, was the model validated?"
        ) { [$0.results["evaluation"]?["heldOut"], $0.results["flow"]?["split"]?["test"]] },
        otherwise: .authors(
          "No patients were held out of everything: on which patients, of which institutions, was the model validated?")
      )
    ),
    item(
      13, "Evidence", "Comparison with the gold standard", 0...2,
      .authors("How does the model compare with today's standard of practice?")),
    item(
      14, "Evidence", "Clinical use, such as a decision curve", 0...2, earned: { _ in 2 },
      .reported("Net benefit over thresholds is in the results.", orAsk: "Was clinical use assessed?") { run in
        [run.first(of: run.imageModels, "test", "probabilities", "netBenefit")]
      }),
    item(
      15, "Evidence", "Cost-effectiveness", 0...1, .authors("Was cost-effectiveness analysed?")),
    item(
      16, "Evidence", "Open science and data", 0...4,
      .authors("Which of these are public: images, contours, code, features with contours? Each gives a point.")),
  ]
}

extension RunEvidence {
  /// Versions of contours by which robustness was tested.
  fileprivate var perturbsContours: RunField? {
    guard let asked = key("features", "robustness", "perturbations") else { return nil }
    let isAsked = { (field: RunField) in field.value.text.flatMap(Double.init) ?? 0 > 0 }
    return asked["contour"].flatMap { isAsked($0) ? $0 : nil }
      ?? asked["volume"].flatMap { $0.elements.isEmpty ? nil : $0 }
  }

  /// A row with features and clinical factors.
  fileprivate var combined: RunField? {
    imageModels.first { $0["id"]?.value.text.flatMap { RowKey($0) }?.role.readsFactors ?? false }
      .flatMap { results["study"]?["modelFactors"]?.elements.isEmpty == false ? $0 : nil }
  }

  /// An AUC that comes from resampling.
  fileprivate var resampledAUC: RunField? {
    results["evaluation"]?["crossValidated"] ?? first(of: imageModels, "outOfFold", "auc", "value")
  }

  /// A calibration slope of unseen patients with its interval.
  fileprivate var slope: RunField? {
    models.lazy.compactMap { $0["test"]?["probabilities"]?["slope"] }
      .first { $0["value"]?.value.number != nil && $0["lower"] != nil && $0["upper"] != nil }
  }

  /// The number of resamples behind a calibration curve.
  fileprivate var resampledCurve: RunField? {
    models.lazy.compactMap { $0["test"]?["probabilities"]?["imprecision"]?["resamples"] }
      .first { $0.value.number ?? 0 > 0 }
  }

  /// Whether a test set was held out and the audit shows that it was unseen.
  fileprivate var isTested: Bool {
    guard results["evaluation"]?["heldOut"] != nil, case .none = leakage(RunEvidence.partition) else { return false }
    return true
  }
}
