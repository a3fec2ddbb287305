import Results

/// The patients whom the report explains, chosen by a rule on scores and outcomes: the highest, the middle and the
/// lowest score, the event with the lowest score and the non-event with the highest.
///
/// The rule sees no image. Of equal scores, the patient who stands first in the cohort is taken.
package struct ChosenPatients {
  /// The patients with their reasons, each once, from the highest score to the lowest.
  package let all: [(prediction: Prediction, reasons: [ExplainedPatient.Reason])]

  /// The choice among the patients of a row; those without a score are left out.
  package init(_ predictions: [Prediction]) {
    let scored = predictions.compactMap { one in one.score.map { (prediction: one, score: $0) } }
    let order = scored.indices.sorted { (-scored[$0].score, $0) < (-scored[$1].score, $1) }
    var reasons: [Int: [ExplainedPatient.Reason]] = [:]
    func choose(_ position: Int?, _ reason: ExplainedPatient.Reason) {
      if let position { reasons[position, default: []].append(reason) }
    }
    let least = scored.map(\.score).min()
    choose(order.first, .highest)
    choose(order.isEmpty ? nil : order[order.count / 2], .middle)
    choose(scored.indices.first { scored[$0].score == least }, .lowest)
    let events = scored.indices.filter { scored[$0].prediction.outcome.hadEvent }
    choose(events.min { (scored[$0].score, $0) < (scored[$1].score, $1) }, .missedEvent)
    choose(order.first { !scored[$0].prediction.outcome.hadEvent }, .falseAlarm)
    all = order.compactMap { at in reasons[at].map { (scored[at].prediction, $0) } }
  }
}
