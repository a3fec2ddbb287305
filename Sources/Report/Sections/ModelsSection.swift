import Results

/// What each model is: setting, cutoff, columns kept, departures from the plan.
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
        HTML.p("Setting, cutoff and columns are those of a last fit on all patients, which was not evaluated.")
      }
      HTML.dl(.class("facts")) {
        HTML.dt("Setting")
        HTML.dd(model.setting)
        HTML.dt("Cutoff")
        HTML.dd(cutoff(model))
        HTML.dt("Departures")
        HTML.dd(model.flags.isEmpty ? "none from the plan" : model.flags.joined(separator: "; "))
        HTML.dt("Identifier")
        HTML.dd { HTML.code(model.id) }
      }
      columns(model)
    }
  }

  private func cutoff(_ model: ModelResult) -> String {
    if let cutoff = model.cutoff, cutoff.isFinite {
      return "decision score of \(Numbers.fixed(cutoff, 3)) or more is called an event"
    }
    return model.test.confusion == nil ? "undefined, so no patient is called" : "beyond every score, see the departures"
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
