import Results

// Items 18 to 30: partition, measures, tests, open science.
extension METRICSItems {
  static let preparation = [
    item(
      18, "Preparation for modelling", "Proper partition of the data", 0.0599,
      .sound(
        RunEvidence.partition + [.foldsHonest],
        "Patients were split by a seed, and the audit shows that every step was fitted on training patients only.",
        orAsk: "Was the split made before any step of processing, by patient and reproducibly?"
      ) { [$0.results["evaluation"], $0.results["study"]?["seed"]] }),
    item(
      19, "Preparation for modelling", "Confounding factors", 0.0300,
      .partly(
        "Table 1 compares every recorded factor between outcomes.",
        ask: "Were confounders looked for, such as scanner or site, and removed where needed?"
      ) { run in [run.first(of: run.factors, "outcomeTest")] }),
  ]

  static let comparison = [
    item(
      20, "Metrics and comparison", "Suitable measures of performance", 0.0352,
      .sound(
        [.scoresNotLabels], "AUC from scores, and the table of right and wrong predictions, are in the results.",
        orAsk: "Which measures of performance does the paper give, and with a confusion matrix?"
      ) { run in
        [run.first(of: run.imageModels, "test", "auc"), run.first(of: run.imageModels, "test", "confusion")]
      }),
    item(
      21, "Metrics and comparison", "Uncertainty", 0.0234,
      .reported("The AUC of unseen patients has its interval.", orAsk: "Which interval has the AUC?") { run in
        run.interval + [run.method(.statistics)]
      }
      .elseNotDone("No interval of the AUC could be given.") { [$0.noInterval] }),
    item(
      22, "Metrics and comparison", "Calibration", 0.0176,
      .reported(
        "Calibration intercept, slope and curve of unseen patients are in the results.",
        orAsk: "How was the model's calibration assessed?"
      ) { [$0.calibrated?["slope"]?["value"], $0.calibrated?["intercept"]?["value"]] }
      .elseNotDone("No model has calibrated probabilities for unseen patients.") { [$0.uncalibrated] }),
    item(
      23, "Metrics and comparison", "One kind of image, or proof that more are needed", 0.0117,
      .when(
        { ($0.results["study"]?["series"]?.elements.count ?? 0) > 1 },
        .notDone(
          "Models use several series together; none uses one alone.", if: { [$0.results["study"]?["series"]] },
          otherwise: .authors("Was a model of one kind of image compared?")),
        otherwise: .when(
          { $0.readsImages },
          .reported("The study has one series.", orAsk: "How many kinds of image were used?") {
            [$0.results["study"]?["series"]]
          }, otherwise: .authors("How many kinds of image are behind the features, and is one alone as good?")))),
    item(
      24, "Metrics and comparison", "Comparison with a method without radiomics", 0.0293,
      .when(
        { $0.testedBaseline?["adjustedP"]?.value.number != nil },
        .reported(
          "A model without radiomics is compared with those with it, by a test whose p-values are adjusted by Holm.",
          orAsk: "Which method of practice was compared with radiomics, by which test?"
        ) { [$0.testedBaseline?["p"], $0.testedBaseline?["adjustedP"], $0.testedBaseline?["second"]] },
        otherwise: .partly(
          "A model without radiomics is compared with those with it by a test, as an exploratory comparison whose p-value "
            + "is not adjusted.",
          ask: "Why is it not adjusted for the number of comparisons? The study file can name it as primary."
        ) { [$0.testedBaseline?["p"], $0.testedBaseline?["first"], $0.testedBaseline?["second"]] }
      )
      .elseNotDone("Such a comparison could not be tested.") { [$0.comparisonsWithBaselines.first?["p"]] }),
    item(
      25, "Metrics and comparison", "Comparison with a simple model", 0.0176,
      .reported(
        "Logistic regression on few columns is compared with the other models by a test.",
        orAsk: "With which simple model were the others compared?"
      ) { run in [run.testedBaseline?["p"], run.first(of: run.baselines, "setting")] }
      .elseNotDone("Such a comparison could not be tested.") { [$0.comparisonsWithBaselines.first?["p"]] }),
  ]

  static let testing = [
    item(
      26, "Testing", "Internal test", 0.0375,
      .when(
        { $0.results["evaluation"]?["heldOut"] != nil },
        .sound(
          RunEvidence.partition, "A test set was held out, and the audit shows that it was unseen.",
          orAsk: "Was the model tested on patients of the same source whom no fit had seen?"
        ) { [$0.results["evaluation"]?["heldOut"], $0.results["flow"]?["split"]?["test"]] },
        otherwise: .notDone(
          "Patients were scored by resampling; no set of patients was held out of everything.",
          if: { [$0.results["evaluation"]] },
          otherwise: .authors("Was the model tested on patients whom no fit had seen?")))),
    item(
      27, "Testing", "External test", 0.0749,
      .when(
        { $0.results["evaluation"]?["sites"] != nil },
        .partly(
          "Each site was scored by models of the other sites.",
          ask: "Are the sites institutions, and is a test on all of them what the paper reports?"
        ) { [$0.results["evaluation"]?["sites"]] },
        otherwise: .authors(
          "Was the model tested on patients of another institution? apus validate does it with a saved model."))),
  ]

  static let open = [
    item(
      28, "Open science", "Data", 0.0075,
      .authors("Are images, contours, clinical data or features public? features.csv is the table of the run.")),
    item(
      29, "Open science", "Code", 0.0075,
      .authors("Are study file and program named and public, with instructions?")),
    item(
      30, "Open science", "Model", 0.0075,
      .authors("Is the final model public, with instructions? The folder models/ of the run has it.")),
  ]
}

extension RunEvidence {
  /// Probabilities of unseen patients with a defined slope.
  fileprivate var calibrated: RunField? {
    models.lazy.compactMap { $0["test"]?["probabilities"] }.first { $0["slope"]?["value"]?.value.number != nil }
  }

  /// The reason why there is no slope, or the rule by which probabilities are made, if no row has a slope.
  fileprivate var uncalibrated: RunField? { first(of: models, "test", "probabilities", "slope", "intervalNote") }

  /// A comparison with a row without radiomics that has a p-value. One that is adjusted for the others goes before one
  /// that is not.
  fileprivate var testedBaseline: RunField? {
    let tested = comparisonsWithBaselines.filter { $0["p"]?.value.number != nil }
    return tested.first { $0["adjustedP"]?.value.number != nil } ?? tested.first
  }
}
