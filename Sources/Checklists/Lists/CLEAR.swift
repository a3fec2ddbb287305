/// CLEAR, the checklist for the evaluation of radiomics research.
extension Checklist {
  /// The list with its 58 items.
  package static let clear = Checklist(
    name: .clear, title: "CheckList for EvaluAtion of Radiomics research",
    citation: "Kocak et al. 2023, Insights into Imaging 14:75, doi 10.1186/s13244-023-01415-8",
    source: "Numbers and subjects were read from the authors' own form, version 1.0 "
      + "(github.com/clearchecklist/clear_checklist, CLEAR.html), on 2026-12-01. Subjects are in our words.",
    items: CLEARItems.opening + CLEARItems.design + CLEARItems.data + CLEARItems.segmentation
      + CLEARItems.features + CLEARItems.preparation + CLEARItems.modelling + CLEARItems.evaluation
      + CLEARItems.results + CLEARItems.closing)
}

/// Items 1 to 28: what was studied, on whom, and how features were made.
enum CLEARItems {
  static let opening = [
    ChecklistItem(
      "1", "Title", "Names radiomics and its kind",
      .authors("Does the title name radiomics, the modality and the kind of model?")),
    ChecklistItem(
      "2", "Abstract", "Structured summary",
      .authors("Does the abstract give patients, data, features, models, test and performance with its interval?")),
    ChecklistItem(
      "3", "Keywords", "Name radiomics", .authors("Which keywords name radiomics and what is special here?")),
    ChecklistItem(
      "4", "Introduction", "Scientific or clinical background",
      .authors("Which clinical problem is studied, and what is known of it?")),
    ChecklistItem(
      "5", "Introduction", "Why radiomics",
      .authors("Why is radiomics tried here, and what could it change in practice?")
    ),
    ChecklistItem(
      "6", "Introduction", "Aim of the study",
      .partly(
        "The run names the study and the event that it predicts.", ask: "What is the aim, and what is new?"
      ) { [$0.results["study"]?["name"], $0.results["study"]?["event"]] }),
  ]

  static let design = [
    ChecklistItem(
      "7", "Study design", "Use of checklists",
      .authors("Do the methods name the checklists that were used, and are they submitted with the paper?")),
    ChecklistItem(
      "8", "Study design", "Ethics",
      .authors("Which committee approved the study, was consent given or waived, and how are data protected?")),
    ChecklistItem(
      "9", "Study design", "Sample size",
      .partly(
        "The run has the number of patients and events.",
        ask: "How was the number of patients determined? apus study size computes what a model needs."
      ) { [$0.results["flow"]?["analysed"]?["events"], $0.results["flow"]?["analysed"]?["nonEvents"]] }),
    ChecklistItem(
      "10", "Study design", "Nature of the study",
      .authors("Is the study prospective or retrospective, and is it registered?")),
    ChecklistItem(
      "11", "Study design", "Eligibility criteria",
      .partly(
        "The run lists the causes of exclusion with numbers.",
        ask: "What were the criteria of inclusion, and were patients consecutive?"
      ) { [$0.results["flow"]?["screened"], $0.file(.exclusions), $0.results["flow"]?["exclusions"]] }),
    ChecklistItem(
      "12", "Study design", "Flowchart of the technical steps",
      .reported(
        "The run draws the steps with their numbers.",
        orAsk: "Which figure of the paper shows the steps from image to result?"
      ) { [$0.file(.figures, "pipeline.svg")] }),
  ]

  static let data = [
    ChecklistItem(
      "13", "Data", "Source of the data",
      .authors("Are the data private or public, and which part of them is in which set?")),
    ChecklistItem(
      "14", "Data", "Overlap with earlier publications",
      .authors("Were any of these patients published before, and for what?")),
    ChecklistItem(
      "15", "Data", "Split of the data, and what keeps information apart",
      .sound(
        RunEvidence.partition + [.foldsHonest],
        "The split is described, and the audit found no fit that saw a patient whom it should not see.",
        orAsk: "How were patients split, and what kept test patients out of every fit?"
      ) { [$0.results["evaluation"], $0.method(.split)] }),
    ChecklistItem(
      "16", "Data", "Imaging protocol",
      .partly(
        "The results have the patients of each scanner.",
        ask: "Which sequences, parameters, contrast and voxel sizes were used, with the number of patients of each?"
      ) { [$0.scanners] }),
    ChecklistItem(
      "17", "Data", "Predictors other than radiomics",
      .notApplicable(
        "The study has no clinical factor.", if: { [$0.lacks("factors")] },
        otherwise: .partly(
          "The run lists every factor and how it enters the models.", ask: "Why were these factors chosen?"
        ) { [$0.results["factors"], $0.method(.factors)] })),
    ChecklistItem(
      "18", "Data", "Reference standard",
      .partly(
        "The study file defines event and non-event.",
        ask: "How and when was the outcome determined, and how reliable is that?"
      ) { [$0.key("outcome", "column"), $0.results["study"]?["event"], $0.results["study"]?["nonEvent"]] }),
  ]

  static let segmentation = [
    ChecklistItem(
      "19", "Segmentation", "How regions were drawn",
      .partly(
        "The study file names the contours of each series.",
        ask: "With which program and by which rules were they drawn? Apus reads contours and draws none."
      ) { [$0.key("series")] }),
    ChecklistItem(
      "20", "Segmentation", "Who drew them",
      .authors("How many readers drew the contours, with what experience, and how did they agree on one?")),
  ]

  static let features = [
    ChecklistItem(
      "21", "Pre-processing", "Pre-processing of images",
      .reported(
        "Methods and settings name every step, or that there was none.",
        orAsk: "Which steps of pre-processing had the images, with which program and parameters?"
      ) { $0.settings + [$0.method(.features), $0.results["study"]?["software"]] }),
    ChecklistItem(
      "22", "Pre-processing", "Resampling",
      .reported(
        "The settings of the features say whether and how voxels were resampled.",
        orAsk: "Were voxels resampled, to which size and by which interpolation?"
      ) { $0.settings + [$0.method(.features)] }),
    ChecklistItem(
      "23", "Pre-processing", "Discretisation",
      .partly(
        "The settings of the features have the discretisation.", ask: "Why was this discretisation chosen?"
      ) { $0.settings + [$0.method(.features)] }),
    ChecklistItem(
      "24", "Pre-processing", "Types of image",
      .reported(
        "The columns of the features name the type of image of each.",
        orAsk: "From which types of image (original, filtered) do the features come?"
      ) { $0.settings + [$0.imageTypes] }),
    ChecklistItem(
      "25", "Feature extraction", "Program and method",
      .reported(
        "The table of features has program, version, definitions and a hash of all settings.",
        orAsk: "Which program and version computed the features, by which definitions?"
      ) { $0.settings + [$0.column("diagnostics_Versions_Apus", of: .features), $0.method(.features)] }),
    ChecklistItem(
      "26", "Feature extraction", "Classes of features",
      .reported(
        "The columns of the features name the class of each.", orAsk: "How many features of which class were computed?"
      ) { [$0.featureClasses] }),
    ChecklistItem(
      "27", "Feature extraction", "Number of features",
      .reported("The results have the number.", orAsk: "How many features has a patient?") {
        [$0.results["study"]?["featureCount"]]
      }),
    ChecklistItem(
      "28", "Feature extraction", "Statement on all other parameters",
      .reported(
        "The study file of the run is written with every default, and its hash is in the results.",
        orAsk: "Does the paper say that all other parameters were left at their defaults?"
      ) { $0.settings + [$0.file(.study), $0.results["study"]?["studyHash"]] }),
  ]
}
