import Results

// Items 29 to 58: models, results, discussion, open science.
extension CLEARItems {
  static let preparation = [
    ChecklistItem(
      "29", "Data preparation", "Missing data",
      .partly(
        "The methods say how missing values were filled, and the flow of patients who was left out.",
        ask: "How many values were missing in each factor, and why?"
      ) { [$0.method(.features), $0.method(.factors), $0.results["flow"]?["exclusions"]] }),
    ChecklistItem(
      "30", "Data preparation", "Balance of the classes",
      .reported(
        "The results have both classes, and the methods every step of the models; a resampling of patients is none of "
          + "them.", orAsk: "How many patients has each class, and was the imbalance handled?"
      ) { [$0.results["flow"]?["analysed"], $0.method(.models)] }),
    ChecklistItem(
      "31", "Data preparation", "Reliability under other contours",
      .notDone(
        "No test of robustness was asked for, and the run has one contour for each lesion.",
        if: { [$0.lacks("features", "robustness")] },
        otherwise: .partly(
          "Robustness of features was tested on training patients.",
          ask: "Was a second reader's contour, or a second one by the same reader, compared?"
        ) { [$0.method(.robustness), $0.file(.robustness)] })),
    ChecklistItem(
      "32", "Data preparation", "Scaling of features",
      .sound(
        RunEvidence.fitting,
        "The methods describe it, and the audit shows that it was fitted on training patients only.",
        orAsk: "How were features scaled, and on which patients was that fitted?"
      ) { [$0.method(.models)] }),
    ChecklistItem(
      "33", "Data preparation", "Reduction of dimensions",
      .sound(
        RunEvidence.fitting,
        "The methods describe the selection, the results its columns, and the audit shows that training patients alone "
          + "decided.", orAsk: "How were features selected, and on which patients?"
      ) { [$0.method(.models), $0.first(of: $0.imageModels, "selectedColumns")] }),
  ]

  static let modelling = [
    ChecklistItem(
      "34", "Modelling", "Algorithms",
      .reported(
        "The methods describe each model, and the models themselves are files of the run.",
        orAsk: "Which algorithms of which program made the models?"
      ) { [$0.method(.models), $0.results["study"]?["software"], $0.file(.models)] }),
    ChecklistItem(
      "35", "Modelling", "Training and tuning",
      .reported(
        "The methods have the settings that were tried; training.json has the result of each in every fold.",
        orAsk: "How were models trained, and which settings were tried?"
      ) { [$0.method(.models), $0.first(of: $0.imageModels, "tuning"), $0.training.map { $0.saying("") }] }),
    ChecklistItem(
      "36", "Modelling", "Confounders",
      .partly(
        "Table 1 compares every recorded factor between outcomes.",
        ask: "Which confounders were expected, and how were they handled?"
      ) { run in [run.first(of: run.factors, "outcomeTest")] }),
    ChecklistItem(
      "37", "Modelling", "Choice of the final model",
      .sound(
        RunEvidence.fitting,
        "Settings were chosen by the mean AUC of inner folds, and the audit shows that no test patient took part.",
        orAsk: "By which measure, on which patients, was the final model chosen?"
      ) { [$0.method(.models), $0.first(of: $0.imageModels, "setting")] }),
  ]

  static let evaluation = [
    ChecklistItem(
      "38", "Evaluation", "Internal or external test",
      .sound(
        RunEvidence.partition, "The results name how patients were tested, and the audit shows that they were unseen.",
        orAsk: "Was the test internal or external, and was it used once?"
      ) { [$0.results["evaluation"], $0.method(.split)] }),
    ChecklistItem(
      "39", "Evaluation", "Measures of performance, and why these",
      .partly("The methods name every measure.", ask: "Why were these measures chosen?") {
        [$0.method(.statistics), $0.first(of: $0.models, "test", "auc")]
      }),
    ChecklistItem(
      "40", "Evaluation", "Uncertainty",
      .reported(
        "The performance of unseen patients has its interval, and probabilities their calibration.",
        orAsk: "Which intervals and which analysis of calibration does the paper give?"
      ) { run in run.interval + [run.first(of: run.models, "test", "probabilities"), run.method(.statistics)] }
      .elseNotDone("No interval of the AUC could be given.") { [$0.noInterval] }),
    ChecklistItem(
      "41", "Evaluation", "Comparison of models by a test",
      ItemRule.reported(
        "Models are compared pair by pair on the same patients.", orAsk: "By which test were models compared?"
      ) { [$0.testedComparison?["p"], $0.method(.statistics)] }
      .elseNotDone("No test could be made.") { [$0.untestedComparison?["p"]] }),
    ChecklistItem(
      "42", "Evaluation", "Comparison with other methods",
      .reported(
        "Models without radiomics stand beside those with it, and net benefit is given.",
        orAsk: "With which method of practice was radiomics compared, and how was its use assessed?"
      ) { run in
        [run.first(of: run.baselines, "name"), run.first(of: run.imageModels, "test", "probabilities", "netBenefit")]
      }),
    ChecklistItem(
      "43", "Evaluation", "Interpretation of the models",
      ItemRule.reported(
        "Contributions of factors, and maps of images if they were asked for, are in the results.",
        orAsk: "How were the models explained?"
      ) { run in [run.first(of: run.models(.deep), "deep", "contributions")] }
      .elseNotDone("The run lists the columns of each model and has no analysis of their contributions.") { run in
        [run.lacks("deep"), run.first(of: run.imageModels, "selectedColumns")]
      }),
  ]

  static let results = [
    ChecklistItem(
      "44", "Results", "Characteristics of patients",
      .reported(
        "Table 1 has every recorded factor, by set where there is one split and by outcome, with tests.",
        orAsk: "Which table gives the characteristics of the patients by set and by outcome?"
      ) { run in [run.results["factors"], run.first(of: run.factors, "outcomeTest")] }),
    ChecklistItem(
      "45", "Results", "Flowchart of patients",
      .reported(
        "The run draws the flowchart with every cause.", orAsk: "Which figure shows how many patients were left out?"
      ) { [$0.file(.figures, "flowchart.svg"), $0.results["flow"]?["screened"], $0.results["flow"]?["analysed"]] }),
    ChecklistItem(
      "46", "Results", "Statistics of the selected features",
      .when(
        { $0.first(of: $0.imageModels, "features", "columns") != nil },
        .reported(
          "The results have the values of each kept feature by outcome, and their correlations.",
          orAsk: "Which table or figure shows the values of the selected features by outcome?"
        ) { run in
          [
            run.first(of: run.imageModels, "features", "columns"),
            run.first(of: run.imageModels, "features", "correlations"),
          ]
        },
        otherwise: .partly(
          "The results name the selected columns of each model.",
          ask: "Which table or figure shows the values of the selected features by outcome?"
        ) { run in [run.first(of: run.imageModels, "selectedColumns"), run.file(.features)] })),
    ChecklistItem(
      "47", "Results", "Performance on training and unseen patients",
      .sound(
        [.testUnseen, .scoresNotLabels], "The results have both, and the audit shows that test patients were unseen.",
        orAsk: "Which tables give the performance on training, validation and test patients?"
      ) { run in [run.first(of: run.models, "test", "auc"), run.first(of: run.models, "outOfFold", "auc")] }),
    ChecklistItem(
      "48", "Results", "Comparison with other and combined methods",
      .reported(
        "The differences to models without radiomics have intervals or tests.",
        orAsk: "Which table compares radiomics, other methods and both together?"
      ) { run in
        [
          run.comparisonsWithBaselines.first { $0["p"]?.value.number != nil }?["difference"],
          run.first(of: run.imageModels, "test", "confusion"),
        ]
      }
      .elseNotDone("The difference to models without radiomics could not be tested.") { run in
        [run.comparisonsWithBaselines.first?["p"]]
      }),
  ]

  static let closing = [
    ChecklistItem(
      "49", "Discussion", "Main findings", .authors("What are the main findings, and of which stage of evaluation?")),
    ChecklistItem(
      "50", "Discussion", "Earlier work", .authors("Which earlier studies matter, and how does this one differ?")),
    ChecklistItem("51", "Discussion", "Practical meaning", .authors("What do the results mean in practice?")),
    ChecklistItem(
      "52", "Discussion", "Strengths and limits",
      .partly(
        "The run names what a reader must know before any number.", ask: "Which further limits has the study?"
      ) { run in [run.results["findings"]?.elements.first?["title"]] }),
    ChecklistItem(
      "53", "Open science", "Images and contours", .authors("Are images and contours public, or why not?")),
    ChecklistItem(
      "54", "Open science", "Features",
      .partly("The run has the table of features.", ask: "Is it public, where, or why not?") { [$0.file(.features)] }),
    ChecklistItem(
      "55", "Open science", "Settings of pre-processing",
      .partly("The run has its study file with all settings.", ask: "Is it public, and where?") { [$0.file(.study)] }),
    ChecklistItem(
      "56", "Open science", "Code of the models",
      .partly(
        "Program, version and study file are enough to fit the models again.",
        ask: "Does the paper name them, and are they public?"
      ) { [$0.results["study"]?["software"], $0.file(.study)] }),
    ChecklistItem(
      "57", "Open science", "Files of the models",
      .partly("The run has the models as files with their hashes.", ask: "Are they public, where, or why not?") {
        [$0.file(.models)]
      }),
    ChecklistItem(
      "58", "Open science", "A ready system",
      .authors("Can a reader apply the model without own code, for example by apus predict and the model's folder?")),
  ]
}
