import Report
import Results

/// Table 2: the models on patients whom they have not seen.
struct PerformancePaperTable {
  let results: StudyResults
  let block: ProtocolResults

  /// The table.
  func table(_ label: PaperLabel) -> PaperTable? {
    guard !block.models.isEmpty else { return nil }
    var cells = TableCells()
    let rows = block.models.map { PaperTable.Row.cells(self.row($0, &cells), isIndented: false) }
    return PaperTable(
      label, PaperText(title),
      columns: [
        "Model", "AUC (95\u{A0}%\u{A0}CI)", "Balanced accuracy, %", "Sensitivity, % (95\u{A0}%\u{A0}CI)",
        "Specificity, % (95\u{A0}%\u{A0}CI)",
        "PPV, % (95\u{A0}%\u{A0}CI)", "NPV, % (95\u{A0}%\u{A0}CI)", "F1", "MCC", "Brier score",
      ], rows: rows,
      footer: [
        "AUC: area under the receiver operating characteristic curve; CI: confidence interval; PPV, NPV: positive and "
          + "negative predictive value at the prevalence of these patients; MCC: Matthews correlation coefficient."
      ], reasons: cells.reasons)
  }

  private var title: String {
    let way = block.evaluation.name == .sound ? "" : ", as published"
    let counts = block.models.first.map { $0.test.patients }
    let patients = counts.map { " (\($0.total) patients, \(Numbers.count($0.events, "event")))" } ?? ""
    return "Performance of the models on \(results.evaluation.unseenPatients)\(patients)\(way)."
  }

  private func row(_ model: ModelResult, _ cells: inout TableCells) -> [PaperTable.Cell] {
    var auc = cells.estimate(model.test.auc, as: .fraction)
    auc.marks += choices(model, .auc, &cells)
    var shares = shares(model, &cells)
    let marks = choices(model, .calls, &cells)
    for at in shares.indices { shares[at].marks += marks }
    var brier = cells.quantity(model.test.brier, as: .fraction)
    brier.marks += choices(model, .brier, &cells)
    return [PaperTable.Cell(model.name), auc] + shares + [brier]
  }

  private func choices(
    _ model: ModelResult, _ measure: PublishedChoice.Measure, _ cells: inout TableCells
  ) -> [Int] {
    model.choices.filter { $0.measures.contains(measure) }.map { cells.mark($0.sentence) }
  }

  private func shares(_ model: ModelResult, _ cells: inout TableCells) -> [PaperTable.Cell] {
    guard let c = model.test.confusion else {
      let flags = model.flags.isEmpty ? "" : " (\(model.flags.joined(separator: "; ")))"
      let dash = cells.dash("No cutoff could be set, so patients are not classified\(flags)")
      return Array(repeating: dash, count: 7)
    }
    return [
      cells.quantity(c.balancedAccuracy, as: .percentage), cells.estimate(c.sensitivity, as: .percentage),
      cells.estimate(c.specificity, as: .percentage), cells.estimate(c.ppv, as: .percentage),
      cells.estimate(c.npv, as: .percentage), cells.quantity(c.f1, as: .fraction),
      cells.quantity(c.mcc, as: .fraction),
    ]
  }
}
