import Results

/// METRICS, the methodological radiomics score: 30 weighted items and five conditions.
extension Checklist {
  /// The list. An item that does not apply leaves both sums of the score, so the score stays a share of what applies.
  package static let metrics = Checklist(
    name: .metrics, title: "METhodological RadiomICs Score",
    citation: "Kocak et al. 2024, Insights into Imaging 15:8, doi 10.1186/s13244-023-01572-w",
    source: "Numbers, conditions, weights and the formula of the score were read from the authors' own calculator, "
      + "version 1.0 (github.com/metricsscore/metrics, METRICS.html), on 2026-12-01; Table 1 of the paper has the "
      + "same weights. Subjects are in our words.",
    conditions: METRICSItems.conditions,
    items: METRICSItems.design + METRICSItems.imaging + METRICSItems.segmentation + METRICSItems.processing
      + METRICSItems.features + METRICSItems.preparation + METRICSItems.comparison + METRICSItems.testing
      + METRICSItems.open)
}

/// Items 1 to 17 and the conditions.
enum METRICSItems {
  static func item(_ number: Int, _ section: String, _ text: String, _ weight: Double, _ rule: ItemRule)
    -> ChecklistItem
  {
    ChecklistItem("\(number)", section, text, worth: .weight(weight), rule)
  }

  static let conditions = [
    ChecklistItem(
      "C1", "Segmentation", "The study has contours",
      .reported("The study file names contours of each series.", orAsk: "Were regions drawn?") { [$0.key("series")] }),
    ChecklistItem(
      "C2", "Segmentation", "The contours are fully automatic",
      .authors("Were the contours drawn by a program without any person?")),
    ChecklistItem(
      "C3", "Feature extraction", "The study has handcrafted features",
      .reported("The main protocol has models of handcrafted features.", orAsk: "Are features handcrafted?") {
        [$0.models(.handcrafted).first?["family"]]
      }),
    ChecklistItem(
      "C4", "Feature processing", "The study has a table of features",
      .reported("The run has it.", orAsk: "Are features a table?") { [$0.file(.features)] }),
    ChecklistItem(
      "C5", "Feature processing", "The study has deep learning from end to end",
      .notDone(
        "Every model stands on a table of features; no network was trained.",
        if: { run in run.trainsNetworks == nil ? [run.file(.features)] : [nil] },
        otherwise: .reported("A block of a network was trained.", orAsk: "Was a network trained from end to end?") {
          [$0.trainsNetworks]
        })),
  ]

  static let design = [
    item(
      1, "Study design", "Use of a checklist for radiomics", 0.0368,
      .authors("Was the study designed and reported by a checklist such as CLEAR?")),
    item(
      2, "Study design", "Criteria that give a representative sample", 0.0735,
      .partly(
        "The run lists the causes of exclusion with numbers.",
        ask: "What were the criteria of inclusion, and do these patients represent those the model is for?"
      ) { [$0.results["flow"]?["screened"], $0.results["flow"]?["exclusions"]] }),
    item(
      3, "Study design", "A good reference standard, clearly defined", 0.0919,
      .partly(
        "The study file defines event and non-event.",
        ask: "How was the outcome determined, and is that today's practice?"
      ) { [$0.key("outcome", "column"), $0.results["study"]?["event"]] }),
  ]

  static let imaging = [
    item(
      4, "Imaging data", "More than one institution", 0.0438,
      .authors("From how many institutions do the images come?")),
    item(
      5, "Imaging data", "Imaging that practice uses", 0.0292,
      .authors("Does the imaging follow a guideline of acquisition?")),
    item(
      6, "Imaging data", "Protocol with parameters of acquisition", 0.0438,
      .partly(
        "The results have the patients of each scanner.", ask: "Where does the paper give sequences and parameters?"
      ) { [$0.scanners] }),
    item(
      7, "Imaging data", "Time between imaging and reference standard", 0.0292,
      .authors("How much time was between imaging and outcome, and is that suitable?")),
  ]

  static let segmentation = [
    item(
      8, "Segmentation", "Clear description of segmentation", 0.0337,
      .partly("The study file names the contours.", ask: "By which rules and with which program were they drawn?") {
        [$0.key("series")]
      }),
    item(
      9, "Segmentation", "Formal evaluation of automatic segmentation", 0.0225,
      .authors("If contours were automatic, how well did they agree with an expert? Otherwise the item does not apply.")
    ),
    item(
      10, "Segmentation", "Test contours by one reader or one program", 0.0112,
      .authors("Who drew the contours of the test patients: one reader, or one program?")),
  ]

  static let processing = [
    item(
      11, "Image processing", "Suitable pre-processing, clearly described", 0.0622,
      .partly(
        "Every step and every parameter is in the settings.",
        ask: "Does this pre-processing suit modality and slice thickness?"
      ) { $0.settings + [$0.method(.features)] }),
    item(
      12, "Feature extraction", "Standardised program for features", 0.0311,
      .reported(
        "The table of features names program, version and definitions.",
        orAsk: "Which program and version computed the features, and does it agree with IBSI?"
      ) { $0.settings + [$0.column("diagnostics_Versions_Apus", of: .features)] }),
    item(
      13, "Feature extraction", "Parameters of extraction", 0.0415,
      .reported(
        "The run has its study file with every default, and the table a hash of all settings.",
        orAsk: "Which file gives the settings of the features?"
      ) { $0.settings + [$0.file(.study), $0.featureClasses] }),
  ]

  static let features = [
    item(
      14, "Feature processing", "Removal of features that are not robust", 0.0200,
      .notDone(
        "No test of robustness was asked for.", if: { [$0.lacks("features", "robustness")] },
        otherwise: .sound(
          [.imageFitsHonest, .testUnseen], "Features were kept by their robustness on training patients.",
          orAsk: "Which features were removed because they are not robust?"
        ) { [$0.method(.robustness), $0.file(.robustness)] })),
    item(
      15, "Feature processing", "Removal of redundant features", 0.0200,
      .reported(
        "The methods describe the selection, and the results its columns.",
        orAsk: "By which method were redundant features removed?"
      ) { [$0.method(.models), $0.first(of: $0.imageModels, "selectedColumns")] }),
    item(
      16, "Feature processing", "Number of features for the number of patients", 0.0300,
      .partly(
        "The results have the training patients and the columns of each model.",
        ask: "Why is this number of features suitable for these patients? apus study size computes the criteria."
      ) { run in
        [
          run.results["flow"]?["split"]?["training"] ?? run.results["flow"]?["analysed"],
          run.first(of: run.imageModels, "selectedColumns"),
        ]
      }),
    item(
      17, "Feature processing", "Robustness of deep learning from end to end", 0.0200,
      .notApplicable(
        "Every model stands on a table of features; no network was trained.",
        if: { run in run.trainsNetworks == nil ? [run.file(.features)] : [nil] },
        otherwise: .authors("How stable are the network's scores under other contours or scans?"))),
  ]
}

extension RunEvidence {
  /// A block of a network that was trained; `nil` if every network was frozen.
  fileprivate var trainsNetworks: RunField? { first(of: models(.deep), "deep", "block") }
}
