import Results

/// The study on half a page: patients, features, evaluation, and the AUC of every model.
struct SummarySection: ReportSection {
  let results: StudyResults
  let id = "summary"
  let title = "Summary"

  private var study: StudyDescription { results.study }

  var content: Markup {
    .group([
      results.reminder,
      HTML.div(.class("columns")) {
        HTML.div {
          facts
          HTML.p(results.evaluation.sentence)
        }
        CaptionedFigure(
          drawing: DiscriminationFigure(results).drawing, label: ReportLabel.discrimination,
          caption: caption
        ).markup
      },
    ])
  }

  private var caption: String {
    let showsOthers = results.models.contains { $0.training != nil || $0.outOfFold != nil }
    let interval = results.hasAUCIntervals ? ", with 95 % interval" : ""
    return "Area under the ROC curve, \(results.evaluation.unseenPatients)\(interval)."
      + (showsOthers ? " A training or out-of-fold mark far to the right of it is a sign of overfitting." : "")
  }

  private var facts: Markup {
    let counts = results.flow.analysed
    return HTML.dl(.class("facts")) {
      fact("Screened", Numbers.count(results.flow.screened, "patient"))
      fact("Analysed", Numbers.count(counts.total, "patient"))
      fact("Event", "\(study.event): \(counts.events)")
      fact("No event", "\(study.nonEvent): \(counts.nonEvents)")
      if let split = results.flow.split {
        fact("Training", "\(split.training.total), with event \(split.training.events)")
        fact("Test", "\(split.test.total), with event \(split.test.events)")
      }
      fact(
        "Features",
        "\(study.featureCount) columns from "
          + (study.series.isEmpty ? study.featureRecipe : study.series.joined(separator: " and ")))
      fact("Factors in models", study.modelFactors.isEmpty ? "none" : study.modelFactors.joined(separator: ", "))
      fact("Protocol", study.evaluationProtocol)
    }
  }

  private func fact(_ name: String, _ value: String) -> Markup {
    .group([HTML.dt(name), HTML.dd(value)])
  }
}
