import Learning
import Report
import Results
import SavedModels

/// The columns that models keep, with their coefficients and how often the folds chose them.
struct SelectionPaperTable {
  let run: FinishedRun

  /// The table; `nil` where no model keeps a column of a table.
  func table(_ label: PaperLabel) -> PaperTable? {
    var cells = TableCells()
    let rows = run.results.models.flatMap { model -> [PaperTable.Row] in
      // The columns of a head are the features of its network, which have no meaning one by one.
      guard model.deep == nil, !model.selectedColumns.isEmpty, !model.hasOnlyDeepColumns else { return [] }
      return [.group("\(model.name): \(model.setting)")] + self.rows(of: model, &cells)
    }
    guard !rows.isEmpty else { return nil }
    return PaperTable(
      label, "Columns in the final models, with their coefficients.", columns: ["Column", "Coefficient", "Folds"],
      rows: rows,
      footer: [
        "Coefficients are on the scale of the prepared columns (as a rule mean 0 and standard deviation 1 in the "
          + "training patients); a positive one raises the score of the event. Folds: tuning folds whose selection kept "
          + "the column."
      ], reasons: cells.reasons)
  }

  private func rows(of model: ModelResult, _ cells: inout TableCells) -> [PaperTable.Row] {
    let coefficients = run.coefficients(of: model)
    let folds = run.training(of: model)?.selectedInFolds
    return model.selectedColumns.map { column in
      let share = folds.map { all in "\(all.count { $0.contains { $0.contains(column) } }) of \(all.count)" }
      return .cells(
        [
          PaperTable.Cell(run.results.study.label(of: column) ?? column), coefficient(column, coefficients, &cells),
          share.map { PaperTable.Cell($0) } ?? cells.dash("The folds of this model are not recorded"),
        ], isIndented: true)
    }
  }

  private func coefficient(
    _ column: String, _ known: Result<[String: Double], FinishedRun.NoCoefficients>, _ cells: inout TableCells
  ) -> PaperTable.Cell {
    switch known {
    case .success(let values):
      values[column].map { PaperTable.Cell(Numbers.fixed($0, decimals: 4)) }
        ?? cells.dash("The classifier does not use this column")
    case .failure(let reason): cells.dash(reason.sentence)
    }
  }
}

extension ModelResult {
  /// Whether it keeps features of a network alone.
  fileprivate var hasOnlyDeepColumns: Bool {
    if case .deep(.table, _) = role { true } else { false }
  }
}
