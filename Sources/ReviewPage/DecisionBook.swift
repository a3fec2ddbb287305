import Cohorts
import Foundation
import LocalServer
import Synchronization

/// The decisions in the file beside the study, for a page that stays open while others may write to it too: another
/// browser, the command, an editor.
package final class DecisionBook: Sendable {
  private struct State {
    var decisions: ReviewDecisions
    var stamp: Stamp?
    /// Grows whenever the decisions change.
    var changes = 0
    /// What was written under the keys of recent requests, so that one sent again is not written again.
    var recent: [(key: String, decision: ReviewDecision)] = []
  }

  /// By what a file that was replaced or edited is known.
  private struct Stamp: Equatable {
    let node: UInt64
    let size: UInt64
    let date: Date?

    init?(_ path: String) {
      guard let facts = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
      node = (facts[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
      size = (facts[.size] as? NSNumber)?.uint64Value ?? 0
      date = facts[.modificationDate] as? Date
    }
  }

  private let path: String
  private let patients: [String]
  private let series: [String]
  private let state: Mutex<State>
  /// Is told of a file that cannot be read any more.
  private let failed: @Sendable (any Error) -> Void

  /// - Parameters:
  ///   - patients: ids of the clinical table.
  ///   - series: names of the study.
  package init(
    _ decisions: ReviewDecisions, path: String, patients: [String], series: [String],
    failed: @escaping @Sendable (any Error) -> Void
  ) {
    (self.path, self.patients, self.series, self.failed) = (path, patients, series, failed)
    state = Mutex(State(decisions: decisions, stamp: Stamp(path)))
  }

  /// The decisions as the file has them now, and a number that grows with every change.
  package var current: (decisions: ReviewDecisions, changes: Int) {
    state.withLock { state in
      let stamp = Stamp(path)
      if stamp != state.stamp {
        state.stamp = stamp
        do {
          state.decisions = try read()
          state.changes += 1
        } catch {
          // Somebody edits the file. The page goes on with what it had, and the terminal says why.
          failed(error)
        }
      }
      return (state.decisions, state.changes)
    }
  }

  private func read() throws -> ReviewDecisions {
    let decisions = try ReviewDecisions(reading: path)
    try decisions.check(patients: patients, series: series)
    return decisions
  }

  /// Writes a decision: the file is on disk when this returns. The same key writes once.
  /// - Throws: ``RequestRefusal`` with a sentence for the page, which names no patient.
  package func add(_ decision: ReviewDecision, key: String?) throws -> ReviewDecision {
    if let problem = decision.problem {
      throw RequestRefusal(.unprocessable, ReviewDecisionError(file: "decision", problem).description)
    }
    return try state.withLock { state in
      if let key, let known = state.recent.first(where: { $0.key == key }) { return known.decision }
      do {
        state.decisions = try DecisionWriter(path).add(decision) { try $0.check(patients: patients, series: series) }
      } catch {
        failed(error)
        throw RequestRefusal(
          .conflict,
          "The decision was not written, because the file of decisions cannot be used as it is. The terminal says why.")
      }
      (state.stamp, state.changes) = (Stamp(path), state.changes + 1)
      if let key { state.recent = state.recent.suffix(499) + [(key, decision)] }
      return decision
    }
  }
}
