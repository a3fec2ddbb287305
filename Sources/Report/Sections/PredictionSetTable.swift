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

  private var table: CaptionedTable {
    var notes = TableNotes()
    let lines = rows.map { line($0.model, sets: $0.sets, notes: &notes) }
    let names = [
      "Model", "Sets with the outcome", "Events", "Non-events", "Mean size", "One outcome (right)", "Both", "Neither",
    ]
    return CaptionedTable(
      label: nil,
      caption: "Prediction sets of \(results.evaluation.unseenPatients): the outcomes that a model does not rule out, "
        + "at a stated coverage of \(aim).",
      isSynthetic: results.study.synthetic, notes: notes, footer: [meaning, limits],
      head: HTML.tr { for name in names { HTML.th(name, .scope(.column)) } },
      bodies: HTML.tbody { for line in lines { line } })
  }

  private func line(_ model: ModelResult, sets: ConformalResult, notes: inout TableNotes) -> Markup {
    let size = notes.quantity(sets.meanSize, as: .fraction)
    let covered = notes.estimate(sets.covered, as: .fraction)
    let cells = [
      TableNotes.beside(covered, marks: sets.unlimited.map { notes.mark(unlimited($0, in: sets)) }),
      notes.estimate(sets.coveredEvents, as: .fraction), notes.estimate(sets.coveredNonEvents, as: .fraction), size,
      .text("\(sets.singletons) (\(sets.rightSingletons))"), .text("\(sets.both)"), .text("\(sets.neither)"),
    ]
    return HTML.tr {
      HTML.th(model.name, .scope(.row))
      for cell in cells { HTML.td { cell } }
    }
  }

  private var aim: String {
    guard let rule = rows.first?.sets.rule else { return "" }
    return "\(Numbers.fixed(rule.coverage * 100, decimals: 0)) %"
      + (rule.isByClass ? " for each outcome by itself" : "")
  }

  private func unlimited(
    _ outcome: ConformalResult.Class, in sets: ConformalResult
  ) -> String {
    let count = sets.calibrated
    let known =
      sets.rule.isByClass ? (outcome == .event ? count.events : count.nonEvents) : count.events + count.nonEvents
    let name = outcome == .event ? results.study.event : results.study.nonEvent
    return "No set rules out \(name): with \(Numbers.count(known, "training patient")) there is no limit at this "
      + "coverage, which needs \(Self.fewest(sets.rule.coverage)) at least."
  }

  /// `⌈c / (1 − c)⌉`, the smallest n with `⌈(n + 1) c⌉ ≤ n`.
  private static func fewest(_ coverage: Double) -> Int { Int((coverage / (1 - coverage) - 1e-9).rounded(.up)) }

  private var meaning: String {
    """
    A set holds every outcome whose probability is not lower than the probabilities that the model gave, while they \
    were held out, to nearly all training patients with their own outcome (limits: rank \u{2308}(n + 1)(1 \u{2212} \
    \u{3b1})\u{2309} of 1 \u{2212} p among out-of-fold probabilities). Both outcomes in a set mean that the model \
    cannot tell; shares have exact binomial 95 % intervals.
    """
  }

  private var limits: String {
    let apart =
      rows.contains { $0.sets.rule.isByClass }
      ? "" : " It is meant over all patients, and the rarer outcome may be covered less (conformal: {by-class: true})."
    return "The coverage holds if new patients are exchangeable with those of the training (same population, scanners "
      + "and contours), on average over training sets, and not for a single patient or subgroup "
      + "(doi 10.1007/b106715; arXiv 2107.07511).\(apart) "
      + "The limits come from out-of-fold scores and not from patients set aside, so the guarantee is weaker: "
      + "cross-conformal prediction (CV+) guarantees 1 \u{2212} 2\u{3b1} (doi 10.1214/20-AOS1965), and here one model "
      + "refitted on all training patients gives the probabilities, so that the observed coverage is the evidence. "
      + "With few patients the observed coverage is imprecise, and the limits vary from one training set to the next."
  }
}
