import Results

/// Table 2, ROC curves, confusion matrices, overfitting, and the paired comparisons.
struct PerformanceSection: ReportSection {
  let results: StudyResults
  let id = "performance"
  let title = "Performance"

  var content: Markup {
    .group([
      results.reminder, PerformanceTable(results: results).table.markup,
      HTML.div(.class("columns figures")) {
        CaptionedFigure(
          drawing: ROCFigure(results).drawing, label: ReportLabel.roc,
          caption: "ROC curves of the decision scores, \(results.evaluation.unseenPatients) only. Dotted: chance."
            + (byCalls.isEmpty
              ? ""
              : " In the published protocol the curves of \(byCalls.joined(separator: ", ")) "
                + "are those of predicted classes.")
            + (results.hasAUCIntervals ? " AUC with 95 % CI." : "")
        ).markup
        CaptionedFigure(
          drawing: ConfusionFigure(results).drawing, label: ReportLabel.confusion,
          caption: "Confusion matrices, \(results.evaluation.unseenPatients). Rows: observed class "
            + "(event: \(results.study.event); non-event: \(results.study.nonEvent)). Shares are of the row."
        ).markup
      },
      OverfittingTable(results: results).table.markup, ComparisonTable(results: results).markup,
      CalibrationTable(results: results).markup, probabilities, PredictionSetTable(results: results).markup,
    ])
  }

  /// Models whose AUC is that of predicted classes.
  private var byCalls: [String] { results.models.filter { $0.choices.contains(.labelAUC) }.map(\.name) }

  private var probabilities: Markup {
    let figures = [calibration, decision].compactMap(\.self)
    return figures.isEmpty
      ? .nothing : HTML.div(.class("columns figures")) { for figure in figures { figure.markup } }
  }

  private var calibration: CaptionedFigure? {
    let figure = CalibrationCurvesFigure(results)
    let few = results.models.first?.test.probabilities?.imprecision.map {
      " With \(Numbers.count($0.events, "event")) the curves are imprecise. Shaded: pointwise 95 % band from "
        + "bootstrap samples of the patients."
    }
    return figure.isEmpty
      ? nil
      : CaptionedFigure(
        drawing: figure.drawing, label: ReportLabel.curves,
        caption:
          "Calibration, \(results.evaluation.unseenPatients): smoothed share of events (loess) over predicted "
          + "probability. Dotted: perfect calibration. Marks on the axis: patients.\(few ?? "")")
  }

  private var decision: CaptionedFigure? {
    let figure = DecisionFigure(results)
    return figure.isEmpty
      ? nil
      : CaptionedFigure(
        drawing: figure.drawing, label: ReportLabel.decision,
        caption:
          "Decision curves, \(results.evaluation.unseenPatients): net benefit per patient of treating those whose "
          + "probability is at or above the threshold. Dotted: treating everybody. Zero: treating nobody.")
  }
}
