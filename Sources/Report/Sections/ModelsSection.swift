import Cohorts
import Results

/// The details of each model: hyperparameter setting, cutoff, columns kept, and departures from the plan.
struct ModelsSection: ReportSection {
  let results: StudyResults
  let id = "models"
  let title = "Models"

  var content: Markup {
    .group([
      results.evaluation.hasTestSet
        ? .nothing
        : HTML.p(
          "Hyperparameters, cutoffs and features are those of a final fit on all patients. That fit was not evaluated."),
      HTML.div(.class("models")) { for model in results.models { card(model) } }, features,
    ])
  }

  /// Values, correlation and stability of the selected features, model after model.
  private var features: Markup {
    let numbers = results.numbers
    let all = FigureKind.ofFeatures.flatMap { (try? StudyFigures(results).figures(of: $0).get()) ?? [] }
    let figures = results.models.flatMap { row in all.filter { $0.model == row.id } }
      .map { CaptionedFigure($0, numbers) }
    guard !figures.isEmpty else { return .nothing }
    return HTML.details {
      HTML.summary("Figures of the selected features (\(figures.count))")
      HTML.div(.class("columns figures")) { for figure in figures { figure.markup } }
    }
  }

  private func card(_ model: ModelResult) -> Markup {
    HTML.article(.class("model")) {
      HTML.h3(model.name)
      HTML.p(model.summary)
      HTML.dl(.class("facts")) {
        HTML.dt("Hyperparameters")
        HTML.dd(model.setting)
        HTML.dt("Cutoff")
        HTML.dd(cutoff(model))
        if !model.flags.isEmpty {
          HTML.dt("Departures from the plan")
          HTML.dd(model.flags.joined(separator: "; "))
        }
        HTML.dt("Name in the files")
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
    // A head of a network takes every feature.
    guard !model.selectedColumns.isEmpty else {
      return model.deep == nil ? HTML.p("No features were selected.") : .nothing
    }
    return HTML.details {
      HTML.summary("Selected features (\(model.selectedColumns.count))")
      HTML.ol(.class("column-names")) { for column in model.selectedColumns { HTML.li { name(column) } } }
    }
  }

  /// A feature keeps the name that it has in the tables, by which it can be found; clinical factors have labels.
  private func name(_ column: String) -> Markup {
    results.study.label(of: column).map { .text($0) } ?? HTML.code(column)
  }
}

extension StudyDescription {
  /// What readers read for a column that is no image feature; `nil` for an image feature.
  package func label(of column: String) -> String? {
    if column == FeatureFile.volume { return "Lesion volume (ml)" }
    let parts = column.split(separator: "=", maxSplits: 1).map(String.init)
    guard let first = parts.first, let label = factorLabels?[first] else { return nil }
    return parts.count > 1 ? "\(label): \(parts[1])" : label
  }
}
