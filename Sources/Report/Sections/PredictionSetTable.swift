import Results
import Statistics

/// Split-conformal prediction sets: how often they hold the outcome of unseen patients, and how much they leave open.
struct PredictionSetTable {
  let results: StudyResults

  /// Nothing if no model has sets.
  var markup: Markup { rows.isEmpty ? .nothing : table.markup }

  private var rows: [(model: ModelResult, sets: ConformalResult)] {
    results.models.compactMap { model in model.conformal.map { (model, $0) } }
  }

  private var table: DataTable {
    var notes = TableNotes()
    let lines = rows.map { line($0.model, sets: $0.sets, notes: &notes) }
    return DataTable(
      label: results.numbers[.predictionSets],
      caption: "Prediction sets of \(results.evaluation.unseenPatients) (split-conformal prediction) at a nominal "
        + "coverage of \(aim): observed coverage with exact binomial 95 % intervals, and sizes.",
      isSynthetic: results.study.synthetic, notes: notes, footer: [meaning, limits], first: "Model",
      columns: .numbers(["All patients", "Events", "Non-events"], under: "Observed coverage")
        + .numbers(["Mean size", "One outcome (correct)", "Both outcomes", "Empty"], under: "Sets"),
      rows: lines)
  }

  private func line(_ model: ModelResult, sets: ConformalResult, notes: inout TableNotes) -> DataTable.Row {
    let size = notes.quantity(sets.meanSize, as: .fraction)
    let covered = notes.estimate(sets.covered, as: .fraction)
    return DataTable.Row(
      model.name,
      [
        TableNotes.beside(covered, marks: sets.unlimited.map { notes.mark(unlimited($0, in: sets)) }),
        notes.estimate(sets.coveredEvents, as: .fraction), notes.estimate(sets.coveredNonEvents, as: .fraction), size,
        .text("\(sets.singletons) (\(sets.rightSingletons))"), .text("\(sets.both)"), .text("\(sets.neither)"),
      ])
  }

  private var aim: String {
    guard let rule = rows.first?.sets.rule else { return "" }
    return "\(Numbers.fixed(rule.coverage * 100, decimals: 0)) %"
      + (rule.isByClass ? " for each outcome" : "")
  }

  private func unlimited(
    _ outcome: ConformalResult.Class, in sets: ConformalResult
  ) -> String {
    let count = sets.calibrated
    let known =
      sets.rule.isByClass ? (outcome == .event ? count.events : count.nonEvents) : count.events + count.nonEvents
    let name = outcome == .event ? results.study.event : results.study.nonEvent
    return "No set excludes \(name): with \(Numbers.count(known, "training patient")) there is no limit at this "
      + "coverage, which needs \(Self.fewest(sets.rule.coverage)) at least."
  }

  /// `⌈c / (1 − c)⌉`, the smallest n with `⌈(n + 1) c⌉ ≤ n`.
  private static func fewest(_ coverage: Double) -> Int { Int((coverage / (1 - coverage) - 1e-9).rounded(.up)) }

  private var meaning: String {
    """
    A prediction set holds the outcomes that the model does not exclude for a patient: those whose nonconformity, 1 \
    \u{2212} p, is at most the \u{2308}(n + 1)(1 \u{2212} \u{3b1})\u{2309}-th smallest of the training patients' \
    out-of-fold values. A set with both outcomes means that the model cannot decide.
    """
  }

  private var limits: String {
    let apart =
      rows.contains { $0.sets.rule.isByClass }
      ? "" : " It is meant over all patients, so the rarer outcome may be covered less."
    return "The coverage holds on average over training sets, if new patients are exchangeable with the training "
      + "patients (same population, scanners and contours), and not for a single patient or subgroup (doi "
      + "10.1007/b106715; arXiv 2107.07511).\(apart) The limits come from out-of-fold scores and not from patients set "
      + "aside, so the guarantee is weaker (1 \u{2212} 2\u{3b1} for cross-conformal prediction, doi "
      + "10.1214/20-AOS1965), and the observed coverage is the evidence. With few patients it is imprecise."
  }
}
