import Results

/// Performance, ROC curves, confusion matrices, overfitting, paired comparisons, and the quality of probabilities.
struct PerformanceSection: ReportSection {
  let results: StudyResults
  let id = "performance"
  let title = "Performance"

  var content: Markup {
    .group([
      results.reminder, PerformanceTable(results: results).markup,
      HTML.div(.class("columns figures")) {
        CaptionedFigure(
          drawing: ROCFigure(results).drawing, label: results.numbers[.roc],
          caption: "ROC curves of the decision scores of \(results.evaluation.unseenPatients)"
            + (results.hasAUCIntervals ? ", with AUC and 95 % confidence interval." : ".")
            + (ofClasses.isEmpty
              ? ""
              : " The curves of \(ofClasses.joined(separator: ", ")) are those of predicted classes, as in the published "
                + "study.") + " Dotted: chance."
        ).markup
        CaptionedFigure(
          drawing: ConfusionFigure(results).drawing, label: results.numbers[.confusion],
          caption:
            "Confusion matrices of \(results.evaluation.unseenPatients) at the cutoff of each model. Rows: observed "
            + "outcome (event: \(results.study.event); non-event: \(results.study.nonEvent)); percentages are of the row."
        ).markup
      },
      OverfittingTable(results: results).markup, ComparisonTable(results: results).markup,
      CalibrationTable(results: results).markup, probabilities, PredictionSetTable(results: results).markup,
    ])
  }

  /// Models whose AUC is that of predicted classes.
  private var ofClasses: [String] { results.models.filter { $0.choices.contains(.labelAUC) }.map(\.name) }

  private var probabilities: Markup {
    let figures = [calibration, decision].compactMap(\.self)
    return figures.isEmpty
      ? .nothing : HTML.div(.class("columns figures")) { for figure in figures { figure.markup } }
  }

  private var calibration: CaptionedFigure? {
    let figure = CalibrationCurvesFigure(results)
    let few = results.models.first?.test.probabilities?.imprecision.map {
      _ in " Shaded: pointwise 95 % band from bootstrap samples of the patients."
    }
    return figure.isEmpty
      ? nil
      : CaptionedFigure(
        drawing: figure.drawing, label: results.numbers[.calibrationCurves],
        caption:
          "Calibration curves of \(results.evaluation.unseenPatients): observed proportion of events (loess) against "
          + "predicted probability. Dotted: perfect calibration. Marks on the axis: patients.\(few ?? "")")
  }

  private var decision: CaptionedFigure? {
    let figure = DecisionFigure(results)
    return figure.isEmpty
      ? nil
      : CaptionedFigure(
        drawing: figure.drawing, label: results.numbers[.decision],
        caption:
          "Decision curves of \(results.evaluation.unseenPatients): net benefit per patient of treating those whose "
          + "probability is at or above the threshold. Dotted: treating everybody. Zero: treating nobody.")
  }
}
