import Results

/// Table 5: accuracy and calibration of the probabilities.
struct CalibrationTable {
  let results: StudyResults

  /// Nothing if no model has probabilities.
  var markup: Markup {
    results.models.contains { $0.test.probabilities != nil } ? table.markup : .nothing
  }

  private var table: DataTable {
    var notes = TableNotes()
    let rows = results.models.map { row($0, notes: &notes) }
    return DataTable(
      label: results.numbers[.calibration],
      caption: "Accuracy and calibration of the probabilities of \(results.evaluation.unseenPatients), with 95 % "
        + "confidence intervals.",
      isSynthetic: results.study.synthetic, notes: notes,
      footer: [
        "\(origin) Scaled Brier score: 0 for predicting the prevalence for every patient, 1 for perfect predictions. "
          + "Class-weighted Brier score: both classes have the same weight; a constant probability of 0.5 has 0.25. "
          + "Perfect calibration has intercept 0, slope 1 and observed / expected 1. ICI: integrated calibration "
          + "index, the mean distance of the calibration curve from the diagonal.",
        precision,
      ], first: "Model",
      columns: .numbers([
        "Brier score", "Scaled Brier score", "Class-weighted Brier score", "Intercept", "Slope", "Observed / expected",
        "ICI",
      ]), rows: rows)
  }

  private var origin: String {
    let own = results.models.filter { $0.choices.contains(.deepStoppingOnTest) }.map(\.name)
    return "Probabilities were calibrated on out-of-fold training scores"
      + (own.isEmpty ? "." : "; those of \(own.joined(separator: ", ")) are the output of the head.")
  }

  private var precision: String {
    let events = results.models.first?.test.patients.events ?? 0
    return events < 100
      ? "With \(Numbers.count(events, "event")) the calibration curve and the ICI are imprecise; about 100 events are "
        + "needed. The interval of the ICI is a bias-corrected bootstrap interval over patients. It is absent where nearly "
        + "all bootstrap samples lie above the ICI, as their curves bend more."
      : ""
  }

  /// The index, with its bootstrap interval if there are few events.
  private func index(_ p: ProbabilityPerformance, notes: inout TableNotes) -> Markup {
    guard let index = p.imprecision?.index else { return notes.quantity(p.calibrationIndex, as: .fraction) }
    return notes.estimate(index, as: .fraction)
  }

  private func row(_ model: ModelResult, notes: inout TableNotes) -> DataTable.Row {
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
    return DataTable.Row(model.name, cells)
  }
}
