import Results

/// Table 5: accuracy and calibration of the probabilities.
struct CalibrationTable {
  let results: StudyResults

  /// Nothing if no model has probabilities.
  var markup: Markup {
    results.models.contains { $0.test.probabilities != nil } ? table.markup : .nothing
  }

  private var table: CaptionedTable {
    var notes = TableNotes()
    let rows = results.models.map { row($0, notes: &notes) }
    let names = [
      "Model", "Brier", "Scaled Brier", "Brier, equal classes", "Intercept", "Slope", "Observed / expected",
      "Mean distance (ICI)",
    ]
    return CaptionedTable(
      label: ReportLabel.calibration,
      caption: "Probabilities of \(results.evaluation.unseenPatients), with 95 % intervals.",
      isSynthetic: results.study.synthetic, notes: notes,
      footer: [
        "\(origin) Scaled Brier: 0 for predicting the prevalence for every patient, 1 for perfect "
          + "predictions. Brier, equal classes: both classes have the same weight; a constant 0.5 has 0.25. Perfect "
          + "calibration has intercept 0, slope 1 and observed / expected 1. "
          + precision
      ], head: HTML.tr { for name in names { HTML.th(name, .scope(.column)) } },
      bodies: HTML.tbody { for row in rows { row } })
  }

  private var origin: String {
    let own = results.models.filter { $0.choices.contains(.deepStoppingOnTest) }.map(\.name)
    return "Probabilities were calibrated on out-of-fold training scores"
      + (own.isEmpty ? "." : "; those of \(own.joined(separator: ", ")) are the output of the head.")
  }

  private var precision: String {
    let events = results.models.first?.test.patients.events ?? 0
    return events < 100
      ? "With \(Numbers.count(events, "event")) the calibration curve and its distance are imprecise; about 100 "
        + "events are needed. The interval of the distance is a bias-corrected bootstrap interval over patients. It "
        + "is absent where nearly all bootstrap samples lie above the distance, as their curves bend more."
      : ""
  }

  /// The index, with its bootstrap interval if there are few events.
  private func index(_ p: ProbabilityPerformance, notes: inout TableNotes) -> Markup {
    guard let index = p.imprecision?.index else { return notes.quantity(p.calibrationIndex, as: .fraction) }
    return notes.estimate(index, as: .fraction)
  }

  private func row(_ model: ModelResult, notes: inout TableNotes) -> Markup {
    var cells: [Markup] = []
    if let p = model.test.probabilities {
      cells = [
        notes.quantity(p.brier, as: .fraction), notes.quantity(p.scaledBrier, as: .fraction),
        notes.quantity(p.weightedBrier, as: .fraction), notes.estimate(p.intercept, as: .fraction),
        notes.estimate(p.slope, as: .fraction), notes.quantity(p.observedToExpected, as: .fraction),
        index(p, notes: &notes),
      ]
    } else {
      cells = (0..<7).map { _ in
        notes.dash(
          "The model has no probabilities, because there were too few events to calibrate them.")
      }
    }
    return HTML.tr {
      HTML.th(model.name, .scope(.row))
      for cell in cells { HTML.td { cell } }
    }
  }
}
