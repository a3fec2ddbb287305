import Results

/// Performance, ROC curves, confusion matrices, overfitting, paired comparisons, and the quality of probabilities.
struct PerformanceSection: ReportSection {
  let results: StudyResults
  let id = "performance"
  let title = "Performance"

  var content: Markup {
    .group([
      results.reminder, PerformanceTable(results: results).markup,
      figures([.roc, .confusion]),
      OverfittingTable(results: results).markup, ComparisonTable(results: results).markup,
      CalibrationTable(results: results).markup, PredictionSetTable(results: results).markup,
      // Both figures are nearly as high as a printed page, so they stand where only a heading follows.
      figures([.calibration, .decision]),
    ])
  }

  private func figures(_ kinds: [FigureKind]) -> Markup {
    let all = kinds.flatMap(StudyFigures(results).captioned)
    return all.isEmpty ? .nothing : HTML.div(.class("columns figures")) { for figure in all { figure.markup } }
  }
}
