import Cohorts
import Results
import Statistics

/// The prediction of every model for every patient it had not seen.
struct PredictionsSection: ReportSection {
  let results: StudyResults
  let id = "predictions"
  let title = "Predictions"

  var content: Markup {
    HTML.details(.class("listing")) {
      HTML.summary { "Every prediction, patient by patient (\(Numbers.count(subjects.count, "patient")))" }
      table.markup
    }
  }

  /// Subjects in the order of the first model that scored them; models may differ in the subjects they could score.
  private var subjects: [(id: String, outcome: Bool)] {
    var seen: Set<String> = []
    return results.models.flatMap(\.predictions).filter { seen.insert($0.subject).inserted }
      .map { ($0.subject, $0.outcome) }
  }

  private var table: CaptionedTable {
    let lookups = results.models.map { model in
      Dictionary(model.predictions.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let rows = subjects.map { subject in
      HTML.tr {
        HTML.th(subject.id, .scope(.row))
        HTML.td(subject.outcome ? "+" : "\u{2212}")
        for (model, lookup) in zip(results.models, lookups) { cells(lookup[subject.id], of: model) }
      }
    }
    return CaptionedTable(
      label: nil,
      caption: "Scores, probabilities of the event and predicted classes.", isSynthetic: results.study.synthetic,
      footer: [
        "Class: predicted class. + event, \u{2212} non-event, \u{2715} misclassified, \u{2013} not available."
          + (results.models.contains { $0.conformal != nil }
            ? " Set: the outcomes that are not ruled out, 1 event and 0 non-event." : "")
          + (results.models.contains(where: hasSpread)
            ? " Spread: standard deviation of the probability over the heads, before calibration." : "")
      ], head: head,
      bodies: HTML.tbody { for row in rows { row } })
  }

  private var head: Markup {
    .group([
      HTML.tr {
        HTML.th("Patient", .scope(.column), .rowSpan(2))
        HTML.th("Observed", .scope(.column), .rowSpan(2))
        for model in results.models {
          HTML.th(model.name, .scope(.columns), .columnSpan(names(of: model).count), .class("group"))
        }
      },
      HTML.tr {
        for model in results.models { for name in names(of: model) { HTML.th(name, .scope(.column)) } }
      },
    ])
  }

  private func cells(_ prediction: Prediction?, of model: ModelResult) -> Markup {
    let first = [number(prediction?.score), number(prediction?.probability), call(prediction)]
    let set = model.conformal == nil ? [] : [prediction?.set?.rawValue ?? "\u{2013}"]
    let spread = hasSpread(model) ? [number(prediction?.spread)] : []
    return .group((first + set + spread).map { HTML.td($0) })
  }

  /// The columns of a model.
  private func names(of model: ModelResult) -> [String] {
    ["Score", "Probability", "Class"] + (model.conformal == nil ? [] : ["Set"]) + (hasSpread(model) ? ["Spread"] : [])
  }

  private func hasSpread(_ model: ModelResult) -> Bool { model.predictions.contains { $0.spread != nil } }

  private func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return NumberStyle.fraction.text(value)
  }

  private func call(_ prediction: Prediction?) -> String {
    guard let prediction, let call = prediction.isCalledEvent else { return "\u{2013}" }
    return (call ? "+" : "\u{2212}") + (call == prediction.outcome ? "" : " \u{2715}")
  }
}
