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

  var table: CaptionedTable {
    var notes = TableNotes()
    let rows = results.models.map { row($0, notes: &notes) }
    return CaptionedTable(
      label: ReportLabel.overfitting,
      caption: "The same models on training, out-of-fold and \(results.evaluation.unseenPatients).",
      isSynthetic: results.study.synthetic, notes: notes,
      footer: [
        "Training: the model scores the patients on whom it was fitted, so these values are too optimistic. "
          + "Out-of-fold: training patients scored by models that had not seen them; "
          + "cutoff and calibration were fitted to these scores."
      ], head: head, bodies: HTML.tbody { for row in rows { row } })
  }

  private var head: Markup {
    .group([
      HTML.tr {
        HTML.th("Model", .scope(.column), .rowSpan(2))
        for measure in Measure.allCases {
          HTML.th(
            measure.name(hasIntervals: results.hasAUCIntervals), .scope(.columns), .columnSpan(3), .class("group"))
        }
      },
      HTML.tr {
        for _ in Measure.allCases {
          HTML.th("Training", .scope(.column))
          HTML.th("Out-of-fold", .scope(.column))
          HTML.th(results.evaluation.unseenHeading, .scope(.column))
        }
      },
    ])
  }

  private func row(_ model: ModelResult, notes: inout TableNotes) -> Markup {
    var cells: [Markup] = []
    for measure in Measure.allCases {
      cells.append(cell(measure, of: model.training, model: model, orElse: missingTraining, notes: &notes))
      cells.append(cell(measure, of: model.outOfFold, model: model, orElse: missingOutOfFold(model), notes: &notes))
      cells.append(cell(measure, of: model.test, model: model, orElse: "", notes: &notes))
    }
    return HTML.tr {
      HTML.th(model.name, .scope(.row))
      for cell in cells { HTML.td { cell } }
    }
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
