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
      CalibrationTable(results: results).markup, figures([.calibration, .decision]),
      PredictionSetTable(results: results).markup,
    ])
  }

  private func figures(_ kinds: [FigureKind]) -> Markup {
    let all = kinds.flatMap(StudyFigures(results).captioned)
    return all.isEmpty ? .nothing : HTML.div(.class("columns figures")) { for figure in all { figure.markup } }
  }
}
