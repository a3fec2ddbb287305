import Comparison
import Results
import SavedModels
import Statistics

/// The external validation of a frozen model on the cohort of another study, as one page that opens offline.
package struct ValidationPage {
  let validation: ExternalValidation

  /// The page of this validation.
  package init(_ validation: ExternalValidation) {
    self.validation = validation
  }

  var model: PredictionReport.Model { validation.model }
  var events: Int { validation.rows.count { $0.outcome } }

  /// The page, well-formed as XML as well as HTML.
  package var html: String {
    let (tables, lists) = (ValidationTables(validation), ValidationLists(validation))
    return OfflinePage(
      title: "External validation of \(model.name)",
      line: "Frozen model of \u{201C}\(model.study)\u{201D} on \u{201C}\(validation.study)\u{201D}.",
      software: model.software, isSynthetic: model.synthetic,
      parts: [
        OfflinePage.Part(id: "findings", title: "Read this first", content: cautions),
        OfflinePage.Part(id: "summary", title: "Summary", content: summary),
        OfflinePage.Part(id: "discrimination", title: "Discrimination", content: tables.discrimination),
        OfflinePage.Part(id: "cutoff-table", title: "At the frozen cutoff", content: tables.cutoff),
        OfflinePage.Part(id: "calibration-section", title: "Calibration", content: calibration(tables)),
        OfflinePage.Part(id: "benefit", title: "Decision curve", content: benefit),
        OfflinePage.Part(id: "case-mix", title: "Case-mix", content: tables.caseMix),
        OfflinePage.Part(id: "outside", title: "Outside the training range", content: lists.outside),
        OfflinePage.Part(id: "recalibrated", title: "Recalibrated on this cohort", content: tables.recalibrated),
        OfflinePage.Part(id: "left-out", title: "Left out", content: lists.leftOut),
        OfflinePage.Part(id: "predictions", title: "Predictions", content: lists.predictions),
      ]
    ).html
  }

  private var cautions: Markup {
    guard validation.evaluated > 0 else {
      return Caution(
        title: "Nobody could be evaluated.",
        detail: "Every patient failed or lay outside the training range. The reasons are listed below.",
        isGrave: true
      ).markup
    }
    let list = gravest + validation.notes.map { Caution(title: $0.sentence) } + others
    return list.isEmpty ? HTML.p("No caution was raised.") : .group(list.map(\.markup))
  }

  private var gravest: [Caution] {
    let oneClass = Caution(title: "All patients have the same outcome, so nothing can be validated.", isGrave: true)
    let synthetic = Caution(title: "The model was trained on a synthetic cohort, so no number here describes patients.")
    return (events == 0 || events == validation.evaluated ? [oneClass] : []) + (model.synthetic ? [synthetic] : [])
  }

  private var others: [Caution] {
    var list: [Caution] = []
    let flagged = validation.rows.count { $0.prediction.status == .flagged }
    if flagged > 0 {
      list.append(
        Caution(
          title: "\(flagged) of the \(validation.evaluated) patients evaluated lie outside the training range.",
          detail: "They were accepted by --accept. A table below says in what way they lie outside."))
    }
    let lost = validation.leftOut.count + validation.unusable.count
    if lost > 0 {
      list.append(
        Caution(
          title: "\(Numbers.count(lost, "patient")) could not be evaluated.",
          detail:
            "Their data are missing or unusable, or lie outside the training range. "
            + "The results hold for the other patients only."
        ))
    }
    if events < SmallClasses.eventsForCalibration {
      list.append(
        Caution(
          title: "There are fewer than 100 events, so the calibration curve and the ICI are imprecise."))
    }
    if let recalibrated = validation.recalibrated {
      list.append(
        Caution(title: "The model was recalibrated on this cohort.", detail: recalibrated.warning.sentence))
    }
    return list
  }

  private var summary: Markup {
    let facts: [(String, Markup)] = [
      ("Evaluated", .text("\(Numbers.count(validation.evaluated, "patient")), \(events) with \(model.event)")),
      (
        "Left out",
        .text(
          "\(validation.leftOut.count) by the model, \(planned) by the study file, \(validation.unusable.count) "
            + "with unusable data"
        )
      ),
      ("AUC", .text(area)),
      ("AUC in its own study", .text(validation.developmentAUC?.text(.fraction) ?? "\u{2013}")),
      ("Model", .text("\(model.name) of \u{201C}\(model.study)\u{201D}")),
      ("Protocol", .text(model.evaluationProtocol.rawValue)),
      (
        "Training",
        .text("\(Numbers.count(model.trainingPatients, "patient")), \(model.trainingEvents) with \(model.event)")
      ),
      ("Event", .text(model.event)), ("No event", .text(model.nonEvent)), ("Program", .text(model.software)),
      ("SHA-256", HTML.code(model.sha256)),
    ]
    return HTML.div(.class("columns")) {
      HTML.facts(facts)
      ValidationROCFigure(validation: validation).markup
    }
  }

  private var planned: Int { validation.exclusions.filter { !$0.isFailure }.reduce(0) { $0 + $1.subjects.count } }

  private var area: String {
    Estimate(
      validation.auc.auc.quantity, lower: validation.auc.interval?.lower, upper: validation.auc.interval?.upper,
      intervalNote: nil
    ).text(.fraction)
  }

  private func calibration(_ tables: ValidationTables) -> Markup {
    .group([ValidationCalibrationFigure(validation: validation).markup, tables.calibration])
  }

  private var benefit: Markup { ValidationDecisionFigure(validation: validation).markup }
}
