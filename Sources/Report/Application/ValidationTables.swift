import Results
import SavedModels
import Statistics

/// The tables of numbers of a validation.
struct ValidationTables {
  let validation: ExternalValidation

  init(_ validation: ExternalValidation) { self.validation = validation }

  private var model: PredictionReport.Model { validation.model }

  private func estimate(_ value: Statistic, interval: ConfidenceInterval?) -> Estimate {
    Estimate(value.quantity, lower: interval?.lower, upper: interval?.upper, intervalNote: nil)
  }

  private func table(
    _ caption: String, head: Markup, rows: Markup, notes: TableNotes = TableNotes(), footer: [String] = []
  ) -> Markup {
    CaptionedTable(
      label: nil, caption: caption, isSynthetic: model.synthetic, notes: notes, footer: footer, head: head,
      bodies: HTML.tbody { rows }
    ).markup
  }

  private static func row(_ name: String, cells: [Markup], words: Set<Int> = []) -> Markup {
    HTML.tr {
      HTML.th(name, .scope(.row))
      for (at, cell) in cells.enumerated() {
        if words.contains(at) { HTML.td(.class("brief")) { cell } } else { HTML.td { cell } }
      }
    }
  }

  /// AUC on this cohort, and in the study that the model comes from.
  var discrimination: Markup {
    var notes = TableNotes()
    let auc = validation.auc
    let counts = "\(auc.events + auc.nonEvents) (\(auc.events))"
    var rows = [
      Self.row(
        "This cohort",
        cells: [
          .text(counts), notes.estimate(estimate(auc.auc, interval: auc.interval), as: .fraction),
          .text(validation.aucMethod),
        ],
        words: [2]),
      Self.row(
        "This cohort",
        cells: [
          .text(counts), notes.estimate(estimate(auc.auc, interval: validation.bootstrapInterval), as: .fraction),
          .text(validation.bootstrapMethod),
        ], words: [2]),
    ]
    if let development = validation.developmentAUC {
      rows.append(
        Self.row(
          "Held-out patients of the model\u{2019}s own study",
          cells: [.text("\u{2013}"), notes.estimate(development, as: .fraction), .text("as in its report")], words: [2])
      )
    }
    return table(
      "Area under the ROC curve of the frozen model's scores, with 95 % confidence intervals.",
      head: HTML.head(["Patients", "Number (events)", "AUC", "Interval"], brief: ["Interval"]), rows: .group(rows),
      notes: notes,
      footer: ["The same model has a lower AUC in a cohort whose patients are more alike. See Case-mix."])
  }

  /// The 2 x 2 table and the measures that follow from it.
  var cutoff: Markup {
    guard let cutoff = validation.cutoff else {
      return HTML.p("The model has no cutoff, so no patient is classified.")
    }
    let t = cutoff.table
    var notes = TableNotes()
    let counts = table(
      "Predicted classes at the cutoff saved with the model (\(Self.place(cutoff.threshold.value)) on the score).",
      head: observedHead,
      rows: .group([
        Self.row(model.event, cells: [t.truePositives, t.falsePositives, t.positiveCalls].map { .text("\($0)") }),
        Self.row(model.nonEvent, cells: [t.falseNegatives, t.trueNegatives, t.negativeCalls].map { .text("\($0)") }),
        Self.row("All", cells: [t.events, t.nonEvents, t.subjects].map { .text("\($0)") }),
      ]))
    let shares = cutoff.proportions.map { name, share in
      Self.row(
        name.count == 3 ? name.uppercased() : name.capitalised,
        cells: [
          .text("\(share.count) of \(share.total)"), notes.quantity(share.estimate.quantity, as: .percentage),
          Self.interval(cutoff.wilson(share)), Self.interval(cutoff.exact(share)),
        ])
    }
    let indices = cutoff.indices.map { name, value in
      Self.row(
        name.count <= 3 ? name.uppercased() : name.capitalised,
        cells: [
          .text("\u{2013}"), notes.quantity(value.quantity, as: .percentage), .text("\u{2013}"), .text("\u{2013}"),
        ])
    }
    let figures = table(
      "Measures at this cutoff, in per cent, with 95 % confidence intervals.",
      head: HTML.head(["Measure", "Number", "%", "Wilson", "Clopper-Pearson"]), rows: .group(shares + indices),
      notes: notes,
      footer: [
        "PPV, NPV: positive and negative predictive value at the prevalence of "
          + "this cohort. MCC and kappa are multiplied by 100."
      ] + (cutoff.intervalReason.map { ["Intervals: \($0.explanation)."] } ?? []))
    return .group([counts, figures])
  }

  private var observedHead: Markup {
    .group([
      HTML.tr {
        HTML.th("Predicted", .scope(.column), .rowSpan(2))
        HTML.th("Observed", .scope(.columns), .columnSpan(2), .class("group"))
        HTML.th("All", .scope(.column), .rowSpan(2))
      },
      HTML.tr { for name in [model.event, model.nonEvent] { HTML.th(name, .scope(.column)) } },
    ])
  }

  private static func place(_ cutoff: Double) -> String {
    cutoff.isFinite ? NumberStyle.fraction.text(cutoff) : cutoff > 0 ? "above every score" : "below every score"
  }

  private static func interval(_ interval: ConfidenceInterval?) -> Markup {
    .text(interval.map { Numbers.interval($0.lower, $0.upper, as: .percentage) } ?? "\u{2013}")
  }

  /// Brier scores, the recalibration line, and distances of the calibration curve from the diagonal.
  var calibration: Markup {
    guard let probabilities = validation.probabilities else {
      return HTML.p("The model gives no probabilities, because its study had too few events to calibrate them.")
    }
    let rows = probabilities.lines.map { row in
      Self.row(
        row.statistic.capitalised,
        cells: [.text(estimate(row.value, interval: row.interval).text(.fraction)), .text(row.note)], words: [1])
    }
    return table(
      "Probabilities of the frozen model against outcomes, with 95 % confidence intervals.",
      head: HTML.head(["Statistic", "Value", "Note"], brief: ["Note"]), rows: .group(rows),
      footer: [
        "Perfect calibration has intercept 0, slope 1 and observed / expected 1. With a slope below 1 the "
          + "probabilities are too extreme for this cohort. With an intercept in the large above 0 they are too low."
      ])
  }

  /// Results for the same patients after a recalibration that was fitted to them.
  var recalibrated: Markup {
    guard let own = validation.recalibrated else { return .nothing }
    var notes = TableNotes()
    let before = validation.probabilities
    let index: Statistic =
      before?.curve.map { .defined($0.error.ici) } ?? .undefined(before?.curveReason ?? .tooManyTies)
    let rows = [
      Self.row(
        "Intercept (added to the "
          + "log-odds)", cells: [.text("0"), notes.quantity(own.intercept.quantity, as: .fraction)]),
      Self.row(
        "Slope (multiplies the log-odds)", cells: [.text("1"), notes.quantity(own.slope.quantity, as: .fraction)]),
      Self.row(
        "Brier score",
        cells: [
          notes.quantity((before?.brier.score ?? .undefined(.missingValues)).quantity, as: .fraction),
          notes.quantity((own.brier?.score ?? .undefined(.missingValues)).quantity, as: .fraction),
        ]),
      Self.row(
        "Mean distance from the diagonal (ICI)",
        cells: [
          notes.quantity(index.quantity, as: .fraction), notes.quantity(own.calibrationIndex.quantity, as: .fraction),
        ]),
    ]
    let isInverse = (own.slope.value ?? 1) <= 0
    return .group([
      HTML.p(own.warning.sentence, .class("reminder")),
      isInverse
        ? HTML.p(
          "The slope is not above 0. The model ranks these patients no better than chance, or in the wrong order, and "
            + "no recalibration can repair that.", .class("reminder")) : .nothing,
      table(
        "Recalibration by \(own.kind == .intercept ? "intercept" : "intercept and slope"), fitted to this cohort.",
        head: HTML.head(["", "Frozen", "Recalibrated"]), rows: .group(rows), notes: notes),
    ])
  }
}

// How the cohorts differ.
extension ValidationTables {
  var caseMix: Markup {
    let mix = validation.caseMix
    let odds: [(String, CaseMix.LogOdds?)] = [
      ("Training, out-of-fold", mix.trainingHeldOut), ("Training, final model", mix.trainingSeen),
      ("This cohort", mix.validation),
    ]
    let share = { (value: Double?) in value.printed(.percentage) }
    let prevalence = table(
      "Share of patients with \(model.event), in per cent.", head: HTML.head(["", "Training", "This cohort"]),
      rows: Self.row(
        model.event, cells: [.text(share(mix.trainingPrevalence)), .text(share(mix.validationPrevalence))]))
    let spread = table(
      "Log-odds predicted by the model.", head: HTML.head(["Patients", "Number", "Mean", "Standard deviation"]),
      rows: .group(
        odds.compactMap { name, own in
          own.map {
            Self.row(
              name,
              cells: [
                .text("\($0.patients)"), .text(Double?($0.mean).printed(.fraction)),
                .text($0.deviation.printed(.fraction)),
              ])
          }
        }),
      footer: [
        "If the standard deviation is smaller than that of the out-of-fold training patients, the patients here are "
          + "more alike; that lowers the AUC of any model. If both mean and prevalence differ, the intercept in the "
          + "large says whether they agree."
      ])
    guard !mix.factors.isEmpty else { return .group([prevalence, spread]) }
    let factors = table(
      "Factors of the model.", head: HTML.head(["Factor", "Level", "Training", "This cohort"], brief: ["Level"]),
      rows: .group(
        mix.factors.map { row in
          Self.row(row.factor, cells: [.text(row.value), .text(row.training), .text(row.validation)], words: [0])
        }))
    return .group([prevalence, spread, factors])
  }
}
