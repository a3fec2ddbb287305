import Execution
import Learning
import Results
import StudyFiles

/// The methods section: the steps of the study, in the order in which they were done.
struct StudyMethods {
  let assembly: StudyAssembly

  /// All paragraphs.
  var notes: [MethodNote] {
    let robustness = [assembly.robustness?.note].compactMap(\.self)
    let images = study.linkingText.map { [MethodNote("Images", $0)] } ?? []
    let review = [ReviewedExclusions(assembly.exclusions)?.note].compactMap(\.self)
    return [protocolNote] + images + review + [features] + intensities + robustness + [factors, split, models] + deep
      + [cutoffs, statistics]
  }

  var study: StudyFile { assembly.study }

  private var protocolNote: MethodNote {
    let sound =
      "Sound: imputation, scaling, feature selection, tuning, calibration and cutoff were fitted on training patients "
      + "only. The file fits.json records every fit with the patients it used. "
      + "Decision scores were evaluated, not labels."
    let published =
      "As published: the choices of Jeong et al. 2024 (doi 10.1038/s41598-024-51742-z), as listed with its "
      + "results, with the same patients, split, seeds and number of hyperparameter settings. Some details are not "
      + "shown by the code of that study and are assumed here: scaling and imputation were fitted together with the "
      + "selection; the logistic step left three times the number of features to keep; probabilities and cutoff of "
      + "handcrafted models come from out-of-fold training scores."
    switch study.evaluationProtocol {
    case .sound: return MethodNote("Protocol", sound)
    case .asPublished: return MethodNote("Protocol", published)
    case .both: return MethodNote("Protocols", "\(sound) \(published) The main text shows the results of sound.")
    }
  }

  private var features: MethodNote {
    let series = study.series.map(\.name).joined(separator: ", ")
    let recipe =
      switch study.features {
      case .recipe:
        """
        Recipe jeong2024, inferred from the published count: the 105 features of PyRadiomics 2.0 (shape 13, first \
        order 18, GLCM 23, GLRLM 16, GLSZM 16, GLDM 14, NGTDM 5) on the original image and the 8 sub-bands of an \
        undecimated coif1 wavelet, shape features repeated for every sub-band; bin width 25, no normalisation in the \
        recipe, no resampling.
        """
      case .parameters(let path):
        assembly.settings?.ibsi.map { "Settings of the parameter file \(path): \($0.summary.joined(separator: "; "))." }
          ?? "Settings of the PyRadiomics parameter file \(path)."
      case .table: ""
      }
    if case .table(let source) = study.features { return tableNote(source) }
    let definitions =
      assembly.settings?.profile == .ibsi
      ? "IBSI's definitions (doi 10.1148/radiol.2020191145)" : "PyRadiomics' definitions"
    return MethodNote(
      "Features",
      "\(assembly.cohort.columns.count) features from \(series), by \(definitions). \(recipe) Values that "
        + "are mathematically undefined are empty in features.csv, with their reasons, and were imputed\(imputation)."
    )
  }

  private func tableNote(_ source: StudyFile.FeatureSource) -> MethodNote {
    MethodNote(
      "Features",
      "\(assembly.cohort.columns.count) columns of the table \(source.table), which another program or an earlier run "
        + "wrote. They were joined to the patients by the column \(source.id). Missing values were "
        + "imputed\(imputation).")
  }

  private var imputation: String {
    study.learning == nil ? " by the median of the training patients" : " as described in the section on models"
  }

  private var factors: MethodNote {
    let used = study.models.factors.compactMap { name in study.factors.first { $0.name == name } }
    let encodings = used.map {
      "\($0.label) (\(words(for: $0.encoding(unknown: study.unknownEncoding(in: study.protocols[0])), unit: $0.unit)))"
    }
    let imputed = used.isEmpty ? "" : " Unknown numbers were imputed\(imputation)."
    return MethodNote(
      "Clinical factors",
      "Used in models: \(used.isEmpty ? "none" : encodings.joined(separator: ", ")).\(imputed) "
        + "Rows of the clinical table were joined to images by id.")
  }

  private func words(for encoding: ClinicalEncoding, unit: String?) -> String {
    switch encoding {
    case .oneHot: "one column for each level, with unknown as a level"
    case .ordinalWithUnknown(let negative, let positive):
      "one column: \(negative) 0, unknown 0.5, \(positive) 1; inferred, because the "
        + "published code has one column for HPV"
    case .dichotomisedLevels(let high): "one column: 1 for \(high.joined(separator: ", ")), otherwise 0"
    case .dichotomised(let cut):
      "one column: 1 for \([cut.short, unit ?? ""].joined(separator: " ").trimmed) or more, otherwise 0"
    case .continuous: "the number itself"
    case .position: "its levels, with unknown imputed"
    }
  }

  private var split: MethodNote {
    let text =
      switch assembly.split.evaluation {
      case .heldOut(let rule): "Training and test: \(rule); seed \(study.seed). \(uses)"
      case .leaveOneOut:
        "Leave-one-out: each patient was scored and classified by models that were fitted on all other patients, "
          + "selection and tuning included. Such scores come from as many models as there are patients. DeLong's "
          + "interval and test assume one model, so they are not given. A final fit on all patients is kept in "
          + "models/; it was not evaluated."
      case .sites(let column, let count):
        "Leave-one-site-out: for each of \(count) values of \(column), its patients were scored and classified by "
          + "models that were fitted on the patients of all other values, selection and tuning included. AUCs are "
          + "means over the sites. A final fit on all patients is kept in models/; it was not evaluated."
      case .crossValidated(let folds, let times):
        "Nested cross-validation: \(folds) stratified folds, drawn \(times == 1 ? "once" : "\(times) times"). Each "
          + "patient was scored and classified by models fitted on the other folds, with selection and tuning inside "
          + "those folds. AUCs are means over the folds. A final fit on all patients is "
          + "kept in models/; it was not evaluated."
      }
    return MethodNote("Training and test", text)
  }

  /// How the test patients were used.
  private var uses: String {
    let chosenOnTest = study.deep != nil && study.protocols.contains { $0.makes(.deepStoppingOnTest) }
    let once = "The test patients were scored once."
    guard chosenOnTest else { return once }
    let published =
      "early stopping, choice and cutoff of the deep arm's heads used the test patients, "
      + "on whom the heads were then evaluated."
    return study.evaluationProtocol == .both
      ? "Sound: the test patients were scored once. As published: \(published)" : "As published, \(published)"
  }

  private var models: MethodNote {
    if let learning = study.learning { return chosenModels(learning) }
    if study.evaluationProtocol == .asPublished { return publishedModels }
    return MethodNote(
      "Models",
      "HCR: features were scaled to mean 0 and standard deviation 1. Recursive elimination kept "
        + "\(study.models.selectedFeatures) of them: it removed, one at a time, the feature with the smallest squared "
        + "coefficient of a logistic regression (L2, C = 1). A support vector machine was then chosen among 28 "
        + "settings by its mean AUC over stratified folds (5, or the number of training patients of the rarer class, "
        + "if smaller): linear with C 1, 10, 100, 1000, and radial and sigmoid kernels with the same C and gamma "
        + "0.01, 0.001, 0.0001. Imputation, scaling and selection were repeated inside every fold. \(others): "
        + "logistic regression (L2, C = 1) on scaled columns.")
  }

  /// The steps that the study file chooses.
  private func chosenModels(_ steps: StudyFile.LearningSteps) -> MethodNote {
    let scope =
      switch study.evaluationProtocol {
      case .sound: "All steps were fitted again in every tuning fold, and once more on all training patients."
      case .asPublished:
        "All steps but the classifier were fitted once, on all training patients, before the tuning folds."
      case .both:
        "All steps were fitted again in every tuning fold, and once more on all training patients. In the published "
          + "protocol, all steps but the classifier were fitted once, before the tuning folds."
      }
    return MethodNote(
      "Models",
      """
      HCR, by the steps that the study file names: \(steps.sentences.joined(separator: " ")) \(scope) \(others): \
      logistic regression (L2, C = 1) on scaled columns.
      """)
  }

  private var publishedModels: MethodNote {
    MethodNote(
      "Models",
      "HCR: features were scaled to mean 0 and standard deviation 1. Elimination by a logistic regression left "
        + "\(3 * study.models.selectedFeatures) of them. A random forest (100 trees) then eliminated further "
        + "features, one at a time, down to the number that five stratified, unshuffled folds chose by AUC. All these "
        + "steps were done once, on all training patients. A support vector machine was then chosen by mean AUC over "
        + "five shuffled folds among 28 settings: linear with C 1, 10, 100, 1000, and radial and sigmoid kernels with "
        + "the same C and gamma 0.01, 0.001, 0.0001. \(others): logistic regression (L2, C = 1) on scaled columns.")
  }

  private var deep: [MethodNote] {
    guard let settings = study.deep else { return [] }
    let source =
      settings.readsTables
      ? "vectors that were computed elsewhere and read from \(settings.origin)"
      : "features of the \(settings.lastBlock == nil ? "frozen " : "")network \(settings.network)"
    return [
      MethodNote(
        "Deep arm",
        "DLR: \(source)\(further(settings)) were the input of a linear "
          + "layer, batch normalisation, LeakyReLU 0.2 and a linear layer with two outputs. Clinical factors were "
          + "scaled to 0 to 1 by the training patients and passed through a separate branch with two layers of 64 "
          + "units. Training used focal loss (gamma 2) with class weights and sharpness-aware minimisation (radius "
          + "0.05, momentum 0.9). The learning rate was multiplied by 0.75 every 5 epochs, for at most 25 epochs. "
          + "\(ways(settings))\(trainedBlocks)\(geometry(settings)) Contributions of factors are exact Shapley values.")
    ]
  }

  /// How the heads were chosen, and how training was stopped, in each protocol.
  private func ways(_ settings: StudyFile.Deep) -> String {
    let draws = "\(study.tuningSettings) random draws of learning rate, hidden units and batch size"
    let heads =
      settings.ensemble == 1 ? "the probability of one head" : "the mean probability of \(settings.ensemble) heads"
    let sound =
      "the focal factor was computed for each patient; early stopping used a fifth of the training patients; the head "
      + "was chosen among \(draws) by mean AUC over the same folds as in every arm; scores are log odds of \(heads)."
    let published =
      "the focal factor was computed from the mean of a batch; early stopping, and the choice of the head among "
      + "\(draws), used the loss of the test patients; one head gave the scores."
    switch study.evaluationProtocol {
    case .sound: return sound.prefix(1).uppercased() + sound.dropFirst()
    case .asPublished: return "As published: \(published)"
    case .both: return "Sound: \(sound) As published: \(published)"
    }
  }

  /// The networks whose last block is trained; empty if all are frozen.
  private var trainedBlocks: String {
    let names = study.networks.filter { $0.lastBlock != nil }.map { $0.label.isEmpty ? $0.network : $0.label }
    guard !names.isEmpty else { return "" }
    return
      """
       In sound, the last block of \(names.joined(separator: ", ")) (layer4, batch normalisation frozen and folded) \
      was trained together with each head, in every fold too, after the head had been trained on the frozen features, \
      at a tenth of the head's learning rate. Where this did not lower the loss of the early-stopping patients, head \
      and block stayed as they were. There were fewer events than any rule asks for; the study file asks for it by \
      name.
      """
  }

  /// The geometry of the input, where that of the published protocol differs.
  private func geometry(_ settings: StudyFile.Deep) -> String {
    settings.published == nil
      ? ""
      : " Networks and inputs of the two protocols differ, since that as published keeps the published geometry; "
        + "study.yaml has both."
  }

  /// The networks after the first. They differ from it only in what the study file says.
  private func further(_ first: StudyFile.Deep) -> String {
    guard !first.further.isEmpty else { return "" }
    let names = first.further.map { "\($0.label): \($0.origin)" }
    return " (and, in separate models with the same head, folds and budget, \(names.joined(separator: ", ")))"
  }

  private var others: String {
    study.models.factors.isEmpty
      ? "Lesion volume only"
      : "Clinical factors were appended to the selected features. Clinical only and lesion volume only"
  }

  private var cutoffs: MethodNote {
    MethodNote(
      "Cutoff and probabilities",
      "The cutoff maximises the Youden index of out-of-fold training scores. Among cutoffs with the same index, the "
        + "lowest was taken, which is the most sensitive. Probabilities come from Platt's sigmoid fitted to the same "
        + "scores, with the constraint that they do not decrease as the score increases.")
  }

  private var areas: String {
    switch assembly.split.evaluation {
    case .heldOut where isGrouped:
      "AUC with the 95 % interval and paired test of Obuchowski (doi 10.2307/2533958), which take patients as "
        + "independent, not their rows"
    case .heldOut: "AUC with DeLong's 95 % interval and paired test (doi 10.2307/2531595)"
    case .leaveOneOut: "AUC of all left-out scores together, which tends to be too low (doi 10.1186/1471-2105-8-326)"
    case .crossValidated, .sites:
      """
      AUC as the mean over the folds, with an interval and paired tests by the corrected variance of Nadeau and Bengio \
      (doi 10.1023/A:1024068626366), because folds share training patients
      """
    }
  }

  private var isGrouped: Bool { assembly.split.owners != nil }

  private var shares: String {
    isGrouped
      ? " without intervals, since Wilson's takes rows of a patient as independent" : " with Wilson's interval"
  }

  private var ofTable: String {
    isGrouped ? " (its p-values are withheld, since these tests take rows of a patient as independent)" : ""
  }

  /// What was named before the run, and what the adjustment is over.
  private var comparisons: String {
    let count = assembly.study.primaryPairs.count
    let others = "All other comparisons are exploratory and are not adjusted."
    switch count {
    case 0: return "No comparison was named as primary. \(others)"
    case 1: return "One comparison of AUCs was primary and needs no adjustment. \(others)"
    default:
      return "\(count) comparisons of AUCs were primary; their p-values are also given with Holm's adjustment over "
        + "these \(count). \(others)"
    }
  }

  private var statistics: MethodNote {
    MethodNote(
      "Statistics",
      """
      \(areas); sensitivity, specificity and predictive values\(shares); Brier score. Table 1\(ofTable): Welch's t \
      test if both groups pass Shapiro-Wilk at 0.05, otherwise Mann-Whitney; chi-square (with Yates' correction on 2 x \
      2 tables) if every expected count is at least 5, otherwise Fisher's exact test. Net reclassification by the \
      predicted classes of both models, with separate components, and integrated discrimination by calibrated \
      probabilities (doi 10.1002/sim.2929); calibration intercept and slope; loess calibration curve with its mean \
      distance from the diagonal (doi 10.1002/sim.8281); net benefit (doi 10.1177/0272989X06295361). p-values are \
      two-sided. \(comparisons)
      """
    )
  }
}
