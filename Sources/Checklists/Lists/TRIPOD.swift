import Results

/// TRIPOD+AI: 27 items, 52 with their parts, for studies that develop or evaluate a prediction model.
extension Checklist {
  /// The list.
  package static let tripodAI = Checklist(
    name: .tripodAI, title: "Transparent Reporting of a multivariable prediction model, with artificial intelligence",
    citation: "Collins et al. 2024, BMJ 385:e078378, doi 10.1136/bmj-2023-078378",
    source: "The table of the statement itself was not at hand. Numbers and subjects were read from two filled "
      + "checklists that authors published with their studies and that agree in every number they share; the 27 "
      + "items and 52 parts are those that a summary of the statement counts. Read on 2026-12-01; subjects are in "
      + "our words. Compare with the statement before submission. The checklist for abstracts, to which item 2 "
      + "refers, was not found and is not filled.",
    items: TRIPODItems.opening + TRIPODItems.data + TRIPODItems.predictors + TRIPODItems.analysis
      + TRIPODItems.conduct + TRIPODItems.openScience + TRIPODItems.results + TRIPODItems.discussion)
}

/// Items 1 to 12.
enum TRIPODItems {
  static let opening = [
    ChecklistItem(
      "1", "Title", "Names model, population and outcome",
      .authors("Does the title say that a prediction model is developed or evaluated, in whom, and for which outcome?")),
    ChecklistItem(
      "2", "Abstract", "By the list for abstracts",
      .authors("Does the abstract follow TRIPOD+AI for Abstracts?")),
    ChecklistItem(
      "3a", "Introduction", "Context, reasons, existing models",
      .authors("Is the model diagnostic or prognostic, why is it needed, and which models exist?")),
    ChecklistItem(
      "3b", "Introduction", "Target population, purpose, users",
      .authors("For whom is the model, where in the pathway of care, and who uses it?")),
    ChecklistItem(
      "3c", "Introduction", "Known inequalities of health",
      .authors("Which inequalities between groups of people are known for this condition?")),
    ChecklistItem(
      "4", "Introduction", "Objectives: development, evaluation or both",
      .partly(
        "The run names study and event, and how patients were tested.",
        ask: "Does the study develop a model, evaluate one, or both?"
      ) { [$0.results["study"]?["name"], $0.results["study"]?["event"], $0.results["evaluation"]] }),
  ]

  static let data = [
    ChecklistItem(
      "5a", "Data", "Sources of data, and whom they represent",
      .authors("From which sources do the data for development and for evaluation come, and whom do they represent?")),
    ChecklistItem(
      "5b", "Data", "Dates", .authors("When were the first and the last patient included, and when did follow-up end?")),
    ChecklistItem(
      "6a", "Participants", "Setting and centres",
      .authors("In which setting, at how many centres and where were patients included?")),
    ChecklistItem(
      "6b", "Participants", "Criteria of eligibility",
      .partly(
        "The run lists the causes of exclusion with numbers.", ask: "What were the criteria of inclusion?"
      ) { [$0.results["flow"]?["screened"], $0.file(.exclusions), $0.results["flow"]?["exclusions"]] }),
    ChecklistItem(
      "6c", "Participants", "Treatments", .authors("Which treatments had the patients, and how were they handled?")),
    ChecklistItem(
      "7", "Data preparation", "Preparation of data and checks of quality",
      .partly(
        "The methods describe features, factors and missing values; patients with unusable data are named with causes.",
        ask: "Was this the same for all groups of people?"
      ) { [$0.method(.features), $0.method(.factors), $0.file(.exclusions)] }),
    ChecklistItem(
      "8a", "Outcome", "Outcome: what, when and how",
      .partly(
        "The study file defines event and non-event.", ask: "How and when was the outcome assessed, and why this one?"
      ) { [$0.key("outcome", "column"), $0.results["study"]?["event"], $0.results["study"]?["nonEvent"]] }),
    ChecklistItem(
      "8b", "Outcome", "Assessors of an outcome that needs judgement",
      .authors("If the outcome needs judgement, who assessed it, with what qualification?")),
    ChecklistItem(
      "8c", "Outcome", "Blinding of the assessment of the outcome",
      .authors("Were those who assessed the outcome blind to images and predictors?")),
  ]

  static let predictors = [
    ChecklistItem(
      "9a", "Predictors", "First choice of predictors",
      .partly(
        "The run lists the factors and the number of features from which models were made.",
        ask: "Why these factors and this recipe, and was any predictor dropped before modelling?"
      ) { [$0.results["study"]?["modelFactors"], $0.results["study"]?["featureCount"], $0.method(.features)] }),
    ChecklistItem(
      "9b", "Predictors", "Definition and measurement of predictors",
      .partly(
        "Settings define every feature, and the methods every factor.",
        ask: "How and when were the factors measured, and blind to the outcome?"
      ) { [$0.method(.features), $0.method(.factors), $0.file(.study)] }),
    ChecklistItem(
      "9c", "Predictors", "Assessors of predictors that need judgement",
      .authors("Who drew the contours and assessed factors that need judgement, with what qualification?")),
    ChecklistItem(
      "10", "Sample size", "How the size was reached, and whether it suffices",
      .partly(
        "The run has the number of patients and events.",
        ask: "How was the size reached, and does it suffice? apus study size computes it."
      ) { [$0.results["flow"]?["analysed"]?["events"], $0.results["flow"]?["analysed"]?["nonEvents"]] }),
    ChecklistItem(
      "11", "Missing data", "Missing data",
      .partly(
        "The methods say how missing values were filled, and the flow who was left out.",
        ask: "How much was missing, and why?"
      ) { [$0.method(.features), $0.method(.factors), $0.results["flow"]?["exclusions"]] }),
  ]

  static let analysis = [
    ChecklistItem(
      "12a", "Analytical methods", "Use of the data for development and evaluation",
      .sound(
        RunEvidence.partition + [.foldsHonest],
        "The split is described, and the audit found no fit that saw a patient whom it should not see.",
        orAsk: "How were the data divided between development and evaluation?"
      ) { [$0.results["evaluation"], $0.method(.split)] }),
    ChecklistItem(
      "12b", "Analytical methods", "Handling of predictors",
      .sound(
        RunEvidence.fitting,
        "The methods give coding and scaling, and the audit shows that they were fitted on training patients.",
        orAsk: "How were predictors coded, scaled and transformed, and on which patients was that fitted?"
      ) { [$0.method(.models), $0.method(.factors)] }),
    ChecklistItem(
      "12c", "Analytical methods", "Kind of model, every step, tuning, internal validation",
      .sound(
        RunEvidence.fitting,
        "The methods describe every step and its settings, and the audit shows which patients each fit used.",
        orAsk: "Which kind of model was built by which steps, and how was it tuned and validated?"
      ) { [$0.method(.models), $0.method(.split), $0.training.map { $0.saying("") }] }),
    ChecklistItem(
      "12d", "Analytical methods", "Differences between clusters such as hospitals",
      .when(
        { $0.results["evaluation"]?["sites"] != nil },
        .partly(
          "Each site was scored by models of the other sites.", ask: "How were differences between sites handled?"
        ) { [$0.results["evaluation"]?["sites"]] },
        otherwise: .authors("Are there clusters such as hospitals or scanners, and how were their differences handled?")
      )
    ),
    ChecklistItem(
      "12e", "Analytical methods", "Measures and figures of performance",
      .reported(
        "The methods name every measure of discrimination, calibration and use, and the tests between models.",
        orAsk: "Which measures and figures of performance were used, and how were models compared?"
      ) { [$0.method(.statistics), $0.method(.cutoffs), $0.file(.figures)] }),
    ChecklistItem(
      "12f", "Analytical methods", "Updating of the model after evaluation",
      .notApplicable(
        "The run fits models and evaluates them once; it updates none.",
        if: { [$0.method(.split), $0.results["evaluation"]] },
        otherwise: .authors("Was a model updated after its evaluation?"))),
    ChecklistItem(
      "12g", "Analytical methods", "How predictions were computed in the evaluation",
      .reported(
        "Saved models and the methods say how scores become probabilities; the table has both for each patient.",
        orAsk: "How were predictions of the evaluated patients computed?"
      ) { [$0.method(.cutoffs), $0.file(.models), $0.file(.predictions)] }),
  ]
}
