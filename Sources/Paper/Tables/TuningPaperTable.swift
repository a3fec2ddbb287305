import Learning
import Report
import Results

/// Every setting that was tried, with its mean AUC over the tuning folds.
struct TuningPaperTable {
  let run: FinishedRun

  /// The table; `nil` where nothing was tuned.
  func table(_ label: PaperLabel) -> PaperTable? {
    let tuned = run.results.models.compactMap { model -> (name: String, record: PipelineRecord)? in
      guard let record = run.training(of: model), record.candidates.count > 1 else { return nil }
      return (model.name, record)
    }
    guard !tuned.isEmpty else { return nil }
    var seen: Set<String> = []
    let settings = tuned.flatMap { $0.record.candidates.map(\.settings.description) }.filter {
      seen.insert($0).inserted
    }
    var cells = TableCells()
    let rows = settings.map { setting in
      PaperTable.Row.cells(
        [PaperTable.Cell(setting)] + tuned.map { cell(setting, $0.record, &cells) }, isIndented: false)
    }
    return PaperTable(
      label, "Settings tried, with the mean AUC over the tuning folds.", columns: ["Setting"] + tuned.map(\.name),
      rows: rows,
      footer: [
        "An asterisk marks the setting that was chosen. This AUC served the choice alone; the performance of a model is "
          + "that of patients whom it has not seen."
      ], reasons: cells.reasons)
  }

  /// The last trial of a setting: in successive halving, the one on the most patients.
  private func cell(_ setting: String, _ record: PipelineRecord, _ cells: inout TableCells) -> PaperTable.Cell {
    guard let trial = record.candidates.last(where: { $0.settings.description == setting }) else {
      return cells.dash("Not among the settings of this model")
    }
    let isChosen = record.chosen.description == setting
    guard trial.meanAUC.isFinite else { return cells.dash("No fold has an AUC") }
    return PaperTable.Cell(Numbers.fixed(trial.meanAUC, decimals: 3) + (isChosen ? "*" : ""))
  }
}
