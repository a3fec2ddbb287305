import Results

/// Table 3: the same model on training, out-of-fold and unseen patients, side by side, so that overfitting is visible.
struct OverfittingTable {
  let results: StudyResults

  private enum Measure: CaseIterable {
    case auc, balancedAccuracy, brier

    func name(hasIntervals: Bool) -> String {
      switch self {
      case .auc: hasIntervals ? "AUC (95 % CI)" : "AUC"
      case .balancedAccuracy: "Balanced accuracy (%)"
      case .brier: "Brier score"
      }
    }
  }

  var markup: Markup {
    var notes = TableNotes()
    let rows = results.models.map { row($0, notes: &notes) }
    return DataTable(
      label: results.numbers[.overfitting],
      caption: "Apparent, cross-validated and \(results.evaluation.unseenHeading.lowercased()) performance of the same "
        + "models.",
      isSynthetic: results.study.synthetic, notes: notes,
      footer: [
        "Training (apparent performance): the model scores the patients on whom it was fitted, which is optimistic. "
          + "Out-of-fold: training patients scored by models that had not seen them; cutoff and calibration were "
          + "fitted to these scores. \(results.evaluation.unseenHeading): \(results.evaluation.unseenPatients)."
      ], first: "Model", columns: columns, rows: rows
    ).markup
  }

  private var columns: [DataTable.Column] {
    Measure.allCases.flatMap { measure in
      [DataTable.Column].numbers(
        ["Training", "Out-of-fold", results.evaluation.unseenHeading],
        under: measure.name(hasIntervals: results.hasAUCIntervals))
    }
  }

  private func row(_ model: ModelResult, notes: inout TableNotes) -> DataTable.Row {
    var cells: [Markup] = []
    for measure in Measure.allCases {
      cells.append(cell(measure, of: model.training, model: model, orElse: missingTraining, notes: &notes))
      cells.append(cell(measure, of: model.outOfFold, model: model, orElse: missingOutOfFold(model), notes: &notes))
      cells.append(cell(measure, of: model.test, model: model, orElse: "", notes: &notes))
    }
    return DataTable.Row(model.name, cells)
  }

  private var missingTraining: String {
    switch results.evaluation {
    case .leaveOneOut: "Leave-one-out fits one model for each patient, so there is no single training performance."
    case .crossValidated, .sites:
      "Cross-validation fits one model for each fold, so there is no single training performance."
    case .heldOut: "Training performance was not recorded."
    }
  }

  private func missingOutOfFold(_ model: ModelResult) -> String {
    if model.choices.contains(.deepStoppingOnTest) {
      return "In the published protocol the settings were chosen on the test "
        + "patients, so no training patient was held out."
    }
    switch results.evaluation {
    case .leaveOneOut:
      return "Leave-one-out fits one model for each patient, so there is no single set of out-of-fold scores."
    case .crossValidated, .sites:
      return "Cross-validation fits one model for each fold, so there is no single set of out-of-fold scores."
    case .heldOut: return "There are too few training patients of one class to hold any out."
    }
  }

  private func cell(
    _ measure: Measure, of performance: Performance?, model: ModelResult, orElse reason: String,
    notes: inout TableNotes
  ) -> Markup {
    guard let performance else { return notes.dash(reason) }
    switch measure {
    case .auc: return notes.estimate(performance.auc, as: .fraction)
    case .brier: return notes.quantity(performance.brier, as: .fraction)
    case .balancedAccuracy:
      guard let confusion = performance.confusion else { return notes.dash(model.missingCutoff) }
      return notes.quantity(confusion.balancedAccuracy, as: .percentage)
    }
  }
}
