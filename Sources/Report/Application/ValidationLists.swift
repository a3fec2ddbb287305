import Cohorts
import SavedModels

/// The patients of a validation: outside the training range, left out, and evaluated.
struct ValidationLists {
  let validation: ExternalValidation

  init(_ validation: ExternalValidation) { self.validation = validation }

  private var model: PredictionReport.Model { validation.model }
  private static let limit = PredictionPage.listed

  private static func shortened(_ count: Int) -> [String] {
    count > limit ? ["The first \(limit) of \(count) are listed. The CSV and JSON files have all of them."] : []
  }

  /// The ways in which patients lie outside the training range, with the number of patients for each.
  var outside: Markup {
    guard !validation.outside.isEmpty else {
      return HTML.p("No patient was found outside the training range. Only what could be checked was checked.")
    }
    return CaptionedTable(
      label: nil, caption: "In what way patients lie outside the training range.", isSynthetic: model.synthetic,
      footer: ["A patient may be counted more than once."],
      head: HTML.head(["Kind", "Patients", "Consequence"], brief: ["Consequence"]),
      bodies: HTML.tbody {
        for way in validation.outside {
          HTML.tr {
            HTML.th(way.kind.rawValue, .scope(.row))
            HTML.td("\(way.patients)")
            HTML.td(way.accepted ? "accepted by --accept: kept and flagged" : "left out", .class("brief"))
          }
        }
      }
    ).markup
  }

  /// Patients whom the model could not predict or refused, then those whom the study file leaves out.
  var leftOut: Markup {
    let refused = validation.leftOut.map { ($0.subject, $0.outcome ? "+" : "\u{2212}", $0.reason) }
    let unusable = validation.unusable.map { ($0.subject, "\u{2013}", $0.reason) }
    let planned = validation.exclusions.filter { !$0.isFailure }.flatMap { exclusion in
      exclusion.subjects.map {
        ($0.id, "\u{2013}", $0.detail.isEmpty ? exclusion.cause : "\(exclusion.cause). \($0.detail)")
      }
    }
    return .group([
      listing(
        refused, title: "Refused or failed", caption: "Why the model gave no prediction. + event, \u{2212} non-event."),
      listing(
        unusable, title: "Lost to missing or unusable data",
        caption: "What is missing or unusable in the clinical table."),
      listing(planned, title: "Left out by the study file", caption: "Why the study file leaves them out."),
    ])
  }

  private func listing(_ rows: [(id: String, outcome: String, reason: String)], title: String, caption: String)
    -> Markup
  {
    guard !rows.isEmpty else { return .nothing }
    let table = CaptionedTable(
      label: nil, caption: caption, isSynthetic: model.synthetic, footer: Self.shortened(rows.count),
      head: HTML.head(["Patient", "Observed", "Reason"], words: ["Reason"]),
      bodies: HTML.tbody {
        for row in rows.prefix(Self.limit) {
          HTML.tr {
            HTML.th(row.id, .scope(.row))
            HTML.td(row.outcome)
            HTML.td(row.reason, .class("words"))
          }
        }
      })
    let attributes = [Attribute.class("listing")] + (rows.count <= 50 ? [Attribute("open", "open")] : [])
    return .element(HTML.details, attributes, .group([HTML.summary { "\(title) (\(rows.count))" }, table.markup]))
  }

  /// Every evaluated patient.
  var predictions: Markup {
    guard !validation.rows.isEmpty else { return .nothing }
    let isRecalibrated = validation.recalibrated?.brier != nil
    let names =
      ["Patient", "Observed", "Probability"] + (isRecalibrated ? ["Recalibrated"] : []) + [
        "Class", "Score", "Outside, notes",
      ]
    return HTML.details(.class("listing")) {
      HTML.summary { "Every prediction, patient by patient (\(Numbers.count(validation.rows.count, "patient")))" }
      CaptionedTable(
        label: nil, caption: "Predictions of the frozen model.", isSynthetic: model.synthetic,
        footer: ["Class: predicted class. + event, \u{2212} non-event, \u{2715} misclassified, \u{2013} not available."]
          + Self.shortened(validation.rows.count),
        head: HTML.head(names, words: ["Outside, notes"]),
        bodies: HTML.tbody {
          for row in validation.rows.prefix(Self.limit) { line(row, isRecalibrated: isRecalibrated) }
        }
      ).markup
    }
  }

  private func line(_ row: ExternalValidation.Row, isRecalibrated: Bool) -> Markup {
    let own = row.prediction
    let call = own.isCalledEvent.map { ($0 ? "+" : "\u{2212}") + ($0 == row.outcome ? "" : " \u{2715}") } ?? "\u{2013}"
    let remarks = own.outside.map(\.sentence) + own.notes
    let outside = remarks.isEmpty ? "\u{2013}" : remarks.joined(separator: "; ")
    return HTML.tr {
      HTML.th(row.subject, .scope(.row))
      HTML.td(row.outcome ? "+" : "\u{2212}")
      HTML.td(own.probability.printed(.fraction))
      if isRecalibrated { HTML.td(row.recalibrated.printed(.fraction)) }
      HTML.td(call)
      HTML.td(own.score.printed(.fraction))
      HTML.td(outside, .class("words"))
    }
  }
}
