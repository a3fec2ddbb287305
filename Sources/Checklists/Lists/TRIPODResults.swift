import Results

// Items 13 to 27.
extension TRIPODItems {
  static let conduct = [
    ChecklistItem(
      "13", "Class imbalance", "Methods against imbalance of the classes",
      .partly(
        "The results have both classes, and the methods every step; a resampling of patients is none of them.",
        ask: "Were class weights used, and why? Recalibration by Platt's sigmoid follows them."
      ) { [$0.results["flow"]?["analysed"], $0.method(.models), $0.method(.cutoffs)] }),
    ChecklistItem(
      "14", "Fairness", "Approaches to fairness",
      .authors("Was the model's fairness between groups of people considered, and how?")),
    ChecklistItem(
      "15", "Model output", "Output of the model, classes and thresholds",
      .reported(
        "Models give a probability; the methods say how the cutoff was chosen, and the results give it.",
        orAsk: "What does the model give, and how was its threshold chosen?"
      ) { run in [run.method(.cutoffs), run.first(of: run.models, "cutoff")] }),
    ChecklistItem(
      "16", "Training versus evaluation", "Differences between the data of both",
      .when(
        { $0.results["flow"]?["split"] != nil },
        .reported(
          "Table 1 compares training and test patients in every recorded factor, with tests.",
          orAsk: "How do the data of development and evaluation differ?"
        ) { run in [run.first(of: run.factors, "splitTest"), run.results["flow"]?["split"]] },
        otherwise: .authors("Do development and evaluation differ in setting, criteria, outcome or predictors?"))),
    ChecklistItem(
      "17", "Ethics", "Approval and consent", .authors("Which committee approved the study, and was consent given?")),
  ]

  static let openScience = [
    ChecklistItem("18a", "Open science", "Funding", .authors("Who paid for the study, with which role?")),
    ChecklistItem("18b", "Open science", "Conflicts of interest", .authors("Which interests have the authors?")),
    ChecklistItem(
      "18c", "Open science", "Protocol", .authors("Where is the protocol of the study, or is there none?")),
    ChecklistItem("18d", "Open science", "Registration", .authors("Where is the study registered, or is it not?")),
    ChecklistItem(
      "18e", "Open science", "Availability of data", .authors("Where are the data, or why are they not public?")),
    ChecklistItem(
      "18f", "Open science", "Availability of code",
      .partly(
        "Program, version and study file are enough to repeat the analysis.",
        ask: "Does the paper name them, and are they public?"
      ) { [$0.results["study"]?["software"], $0.file(.study), $0.results["study"]?["studyHash"]] }),
    ChecklistItem(
      "19", "Patient and public involvement", "Involvement of patients and public",
      .authors("Were patients or the public involved, or were they not?")),
  ]

  static let results = [
    ChecklistItem(
      "20a", "Participants", "Flow of patients, with and without the outcome",
      .reported(
        "The run has the numbers and draws the flowchart.", orAsk: "How many patients were left out at which step?"
      ) { [$0.results["flow"]?["screened"], $0.results["flow"]?["analysed"], $0.file(.figures, "flowchart.svg")] }),
    ChecklistItem(
      "20b", "Participants", "Characteristics, with missing values",
      .partly(
        "Table 1 has every recorded factor by outcome and by set, with unknown values.",
        ask: "Do the factors cover the demographic groups that matter, and dates, treatments and follow-up?"
      ) { run in [run.results["factors"], run.first(of: run.factors, "outcomeTest")] }),
    ChecklistItem(
      "20c", "Participants", "Predictors of evaluated and of development patients compared",
      .when(
        { $0.results["flow"]?["split"] != nil },
        .reported(
          "Table 1 compares training and test patients in every recorded factor.",
          orAsk: "How are predictors distributed in both sets?"
        ) { run in [run.first(of: run.factors, "splitTest")] },
        otherwise: .authors("How are the important predictors distributed in the evaluated patients?"))),
    ChecklistItem(
      "21", "Model development", "Patients and events of each analysis",
      .reported(
        "Every performance has the numbers of both classes.", orAsk: "How many patients and events had each analysis?"
      ) { run in [run.first(of: run.models, "test", "patients"), run.results["flow"]?["analysed"]] }),
    ChecklistItem(
      "22", "Model specification", "The full model, so that others can use it",
      .partly(
        "The folder models/ has every model with all coefficients, for apus predict.",
        ask: "How can others get it, and with which restrictions?"
      ) { run in [run.file(.models), run.first(of: run.imageModels, "selectedColumns")] }),
    ChecklistItem(
      "23a", "Model performance", "Performance with intervals, in key groups too",
      .sound(
        [.testUnseen, .scoresNotLabels],
        "Performance of unseen patients has intervals; the audit shows that they were unseen.",
        orAsk: "Which performance with which interval has the model, overall and in key groups?"
      ) { run in run.interval + [run.first(of: run.models, "test", "confusion")] }
      .elseNotDone("No interval of the AUC could be given.") { [$0.noInterval] }),
    ChecklistItem(
      "23b", "Model performance", "Differences of performance between clusters",
      .when(
        { $0.results["evaluation"]?["sites"] != nil },
        .reported("Every site has its own AUC.", orAsk: "How does performance differ between clusters?") { run in
          [run.results["evaluation"]?["sites"], run.first(of: run.models, "foldAUCs")]
        }, otherwise: .authors("If clusters were examined, how does performance differ between them?"))),
    ChecklistItem(
      "24", "Model updating", "Results of updating",
      .notApplicable(
        "The run updates no model.", if: { [$0.method(.split), $0.results["evaluation"]] },
        otherwise: .authors("Was a model updated, with which result?"))),
  ]

  static let discussion = [
    ChecklistItem(
      "25", "Interpretation", "Interpretation, with fairness",
      .authors("What do the results mean in the light of aims, earlier studies and fairness?")),
    ChecklistItem(
      "26", "Limitations", "Limits and their effect",
      .partly(
        "The run names what a reader must know before any number.", ask: "Which further limits has the study?"
      ) { run in [run.results["findings"]?.elements.first?["title"]] }),
    ChecklistItem(
      "27a", "Usability", "Poor or missing input",
      .partly(
        "Saved models hold the range of their training patients, and apus predict refuses patients outside it.",
        ask: "How shall poor or missing images be handled where the model is used?"
      ) { [$0.file(.models)] }),
    ChecklistItem(
      "27b", "Usability", "Users and their expertise",
      .authors("Who handles images, contours and the model, with what expertise?")),
    ChecklistItem(
      "27c", "Usability", "Next steps", .authors("Which studies are next, and where does the model apply?")),
  ]
}
