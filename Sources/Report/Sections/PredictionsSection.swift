import Cohorts
import Results

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
        for lookup in lookups { cells(lookup[subject.id]) }
      }
    }
    return CaptionedTable(
      label: nil,
      caption: "Scores, probabilities of the event and predicted classes.", isSynthetic: results.study.synthetic,
      footer: [
        "Class: predicted class. + event, \u{2212} non-event, \u{2715} misclassified, \u{2013} not available."
      ], head: head,
      bodies: HTML.tbody { for row in rows { row } })
  }

  private var head: Markup {
    .group([
      HTML.tr {
        HTML.th("Patient", .scope(.column), .rowSpan(2))
        HTML.th("Observed", .scope(.column), .rowSpan(2))
        for model in results.models { HTML.th(model.name, .scope(.columns), .columnSpan(3), .class("group")) }
      },
      HTML.tr {
        for _ in results.models {
          for name in ["Score", "Probability", "Class"] { HTML.th(name, .scope(.column)) }
        }
      },
    ])
  }

  private func cells(_ prediction: Prediction?) -> Markup {
    .group([
      HTML.td(number(prediction?.score)), HTML.td(number(prediction?.probability)),
      HTML.td(call(prediction)),
    ])
  }

  private func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return NumberStyle.fraction.text(value)
  }

  private func call(_ prediction: Prediction?) -> String {
    guard let prediction, let call = prediction.isCalledEvent else { return "\u{2013}" }
    return (call ? "+" : "\u{2212}") + (call == prediction.outcome ? "" : " \u{2715}")
  }
}
