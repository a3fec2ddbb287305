import Mathematics

/// The AUC of a resample, from how often each subject was drawn.
///
/// Subjects are sorted by score once; each resample then costs one pass, O(n), and no sort.
package struct WeightedAUC: Sendable {
  /// Subjects by ascending score.
  private let order: [Int]
  /// Whether a subject of `order` is the last of its tie.
  private let endsTie: [Bool]
  private let isEvent: [Bool]

  /// Prepares `scores`, higher meaning event.
  package init(scores: [Double], outcomes: [Bool]) {
    precondition(scores.count == outcomes.count, "one score per outcome")
    let order = ascendingOrder(of: scores)
    self.order = order
    endsTie = order.indices.map { $0 + 1 == order.count || scores[order[$0]] != scores[order[$0 + 1]] }
    isEvent = order.map { outcomes[$0] }
  }

  /// The AUC when subject `i` counts `draws[i]` times; not a number when a class was not drawn.
  package func callAsFunction(_ draws: [Int]) -> Double {
    // Whole numbers: concordance doubled, so that a tie of an event and a non-event adds 1.
    var (below, tiedEvents, tiedNonEvents, events, doubled) = (0, 0, 0, 0, 0)
    for position in order.indices {
      let times = draws[order[position]]
      if isEvent[position] { tiedEvents += times } else { tiedNonEvents += times }
      guard endsTie[position] else { continue }
      doubled += tiedEvents * (2 * below + tiedNonEvents)
      below += tiedNonEvents
      events += tiedEvents
      (tiedEvents, tiedNonEvents) = (0, 0)
    }
    return Double(doubled) / Double(2 * events * below)
  }
}
