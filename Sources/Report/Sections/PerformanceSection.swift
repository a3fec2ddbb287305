import Study

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
          caption: "ROC curves of the decision scores, \(results.evaluation.unseenPatients) only; dotted: chance."
            + (results.hasAUCIntervals ? " AUC with 95 % CI." : "")
        ).markup
        CaptionedFigure(
          drawing: ConfusionFigure(results).drawing, label: ReportLabel.confusion,
          caption: "Confusion matrices, \(results.evaluation.unseenPatients). Rows: observed class "
            + "(event: \(results.study.event); non-event: \(results.study.nonEvent)). Shares are of the row."
        ).markup
      },
      OverfittingTable(results: results).table.markup, ComparisonTable(results: results).markup,
    ])
  }
}
