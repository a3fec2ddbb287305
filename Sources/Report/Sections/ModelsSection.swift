import Results

/// The details of each model: hyperparameter setting, cutoff, columns kept, and departures from the plan.
struct ModelsSection: ReportSection {
  let results: StudyResults
  let id = "models"
  let title = "Models"

  var content: Markup { .group(results.models.map(card)) }

  private func card(_ model: ModelResult) -> Markup {
    HTML.article(.class("model")) {
      HTML.h3(model.name)
      HTML.p(model.summary)
      if !results.evaluation.hasTestSet {
        HTML.p(
          "Hyperparameter setting, cutoff and columns are those of a final fit on "
            + "all patients. That fit was not evaluated.")
      }
      HTML.dl(.class("facts")) {
        HTML.dt("Hyperparameter setting")
        HTML.dd(model.setting)
        HTML.dt("Cutoff")
        HTML.dd(cutoff(model))
        HTML.dt("Departures")
        HTML.dd(model.flags.isEmpty ? "none" : model.flags.joined(separator: "; "))
        HTML.dt("Identifier")
        HTML.dd { HTML.code(model.id) }
      }
      columns(model)
    }
  }

  private func cutoff(_ model: ModelResult) -> String {
    if let cutoff = model.cutoff, cutoff.isFinite {
      return "a decision score of \(Numbers.fixed(cutoff, decimals: 3)) or more is classified as event"
    }
    return model.test.confusion == nil
      ? "undefined, so no patient is classified"
      : "beyond every score (see the departures)"
  }

  private func columns(_ model: ModelResult) -> Markup {
    guard !model.selectedColumns.isEmpty else { return HTML.p("No columns were kept.") }
    return HTML.details {
      HTML.summary { "Columns kept (\(model.selectedColumns.count))" }
      HTML.ol(.class("column-names")) {
        for column in model.selectedColumns { HTML.li { HTML.code(column) } }
      }
    }
  }
}
