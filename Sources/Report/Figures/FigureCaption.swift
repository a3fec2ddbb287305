import Results

/// What stands below a figure: what is drawn, of which patients, and how the marks are read.
struct FigureCaption {
  let results: StudyResults

  init(_ results: StudyResults) { self.results = results }

  private var patients: String { results.evaluation.unseenPatients }

  /// The caption of a kind; of one row where the figure is about it.
  func text(_ kind: FigureKind, model: ModelResult?) -> String {
    let name = model.map { named($0) + ": " } ?? ""
    return switch kind {
    case .flowchart: flowchart
    case .pipeline:
      "The way from patients to results in this study, with its numbers. Letters are those of all figures."
    case .scanners: "Patients by scanner and series, with and without the event."
    case .roc: roc
    case .confusion: confusion
    case .rocAndConfusion: "A: \(roc) B: \(confusion)"
    case .discrimination: discrimination
    case .calibration: calibration
    case .decision: decision
    case .learning: name + learning(model)
    case .contributions: name + contributions(model)
    case .beeswarm:
      name + "exact Shapley values of the clinical factors for each of the \(patients). The shade is the value of the "
        + "factor, from dark (low) to light (high); levels are in the order of the study file. Open: value not known."
    case .slices:
      name + "slices of one patient as the network gets them, with the contour in blue, at the superior, middle and "
        + "inferior level; maps of the first layer, each with its own scale of greys; and Grad-CAM, from dark red (little) "
        + "to yellow. The patient was chosen by score and outcome before any map was made. A map shows what raises the "
        + "score, not why the outcome happened."
    case .stability:
      name + "in how many training sets the selection kept each image feature. Features that are kept in few sets are "
        + "exchangeable for others, and their names should not be interpreted."
    case .values:
      name
        + "image features that the model keeps, in all patients analysed: boxes are quartiles with the median, lines "
        + "reach to the extremes, or to the frame for extremes beyond it. Features were selected with the outcomes of "
        + "training patients, so a difference between the classes is no evidence of its own."
    case .correlation:
      name
        + "Spearman's correlation of the image features that the model keeps, in all patients analysed. The area of a "
        + "disc is the absolute value; filled is positive, open is negative."
    case .protocols:
      "AUC of every model in both protocols, joined by a line. Filled: \(patients); open: cross-validated in tuning."
    }
  }

  /// A row by its name; with its protocol where there are several.
  private func named(_ model: ModelResult) -> String {
    let blocks = results.protocols.filter { $0.models.contains { $0.id == model.id } }
    guard results.protocols.count > 1, let block = blocks.first else { return model.name }
    return "\(model.name), \(block.evaluation.name.label)"
  }

  private var flowchart: String {
    "From the patients screened to the patients analysed. Each patient is counted at the first cause that applied. A "
      + "dashed box shows patients with missing or unusable data, who were not excluded by plan."
  }

  private var roc: String {
    let regions = results.models.contains { $0.test.regions?.isEmpty == false }
    let byCalls = results.models.filter { $0.choices.contains(.labelAUC) }.map(\.name)
    let cutoffs =
      results.evaluation.hasTestSet || results.models.allSatisfy { $0.test.confusion == nil }
      ? ""
      : " Each patient was classified at the cutoff of the fit that had not seen the patient, so a dot may lie off its curve."
    return
      "ROC curves of the decision scores, \(patients) only. Dots: operating points at each model's cutoff.\(cutoffs) "
      + "Dotted: chance."
      + (regions
        ? " Shaded: the union of the 95 % confidence rectangles of all operating points (Wilson's intervals of "
          + "sensitivity and specificity)." : "")
      + (results.hasAUCIntervals ? " AUC with 95 % CI." : "")
      + (byCalls.isEmpty
        ? ""
        : " In the published protocol the curves of \(byCalls.joined(separator: ", ")) are those of predicted classes.")
  }

  private var confusion: String {
    let study = results.study
    return "Confusion matrices, \(patients). Rows: observed class (event, +: \(study.event); non-event, \u{2212}: "
      + "\(study.nonEvent)). Shares are of the row."
  }

  private var discrimination: String {
    let showsOthers = results.models.contains { $0.training != nil || $0.outOfFold != nil }
    return "Area under the ROC curve, \(patients)\(results.hasAUCIntervals ? ", with 95 % interval" : "")."
      + (showsOthers ? " A training or out-of-fold mark far to the right of it is a sign of overfitting." : "")
  }

  private var calibration: String {
    let few = results.models.lazy.compactMap { $0.test.probabilities?.imprecision }.first.map {
      " With \(Numbers.count($0.events, "event")) the curves are imprecise. Shaded: pointwise 95 % band from bootstrap "
        + "samples of the patients."
    }
    return "Calibration, \(patients): smoothed share of events (loess) over predicted probability. Dotted: perfect "
      + "calibration. Bars: number of patients by predicted probability, upwards with the event and downwards without "
      + "it; where there are none, the curve is extrapolated.\(few ?? "")"
  }

  private var decision: String {
    let hasIntervals = results.models.contains {
      $0.test.probabilities?.netBenefit.contains { $0.lower != nil } ?? false
    }
    return
      "Decision curves, \(patients): net benefit per patient of treating those whose probability is at or above the "
      + "threshold. Dotted: treating everybody. Zero: treating nobody. Lines that reach the lower edge go on below it."
      + (hasIntervals ? " Shaded: pointwise 95 % interval." : "")
  }

  private func learning(_ model: ModelResult?) -> String {
    let count = model?.deep?.curves.count ?? 1
    let whose = count > 1 ? " of each of \(count) heads, with the kept epochs" : ", with the kept epoch"
    let stopped = model?.deep.map { " Training was stopped by \($0.stoppedBy)." } ?? ""
    return "loss by epoch\(whose). It is the loss that training minimised.\(stopped)"
  }

  private func contributions(_ model: ModelResult?) -> String {
    let deep = model?.deep
    let spread =
      deep?.contributions.contains { $0.deviation != nil } == true
      ? " The line is the standard deviation over the \(deep?.curves.count ?? 0) heads." : ""
    return "exact Shapley values of the factors, as the mean absolute value over \(patients). The background is "
      + "\(deep?.background ?? 0) training patients; the features are held fixed.\(spread) Orange: higher values raise the "
      + "probability; blue: they lower it; grey: no clear direction (r is the correlation of a patient's value of the "
      + "factor with its contribution)."
  }
}
