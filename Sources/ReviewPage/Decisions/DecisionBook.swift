import Cohorts
import Foundation
import LocalServer
import Records
import Synchronization

/// The decisions in the file beside the study, for a page that stays open while others may write to it too: another
/// browser, the command, an editor.
///
/// What the page has once shown is not lost without a word: if decisions are no longer in the file, the book keeps them
/// and writes nothing until somebody says which of the two counts.
package final class DecisionBook: Sendable {
  private struct State {
    /// The file as it was last understood.
    var file: DecisionFile
    /// The file on disk when it was read; `nil` if that is not known.
    var stamp: Stamp?
    /// Grows whenever the decisions or what is wrong with their file change.
    var changes = 0
    var trouble: Trouble?
    /// What the terminal was told last.
    var told: String?
    /// What was written under the keys of recent requests, so that one sent again is not written again.
    var recent: [(key: String, decision: ReviewDecision)] = []
  }

  /// Why the file cannot be used as it is.
  private enum Trouble: Equatable {
    /// It cannot be read; what the page says of it, and what the terminal says.
    case unusable(words: String, cause: String)
    case conflict(DecisionWriter.Conflict)
  }

  /// By what a file that was replaced or edited is known; all zero for one that is not there.
  private struct Stamp: Equatable {
    let node: UInt64
    let size: UInt64
    let date: Date?

    init(_ path: String) {
      // Behind links, since the file that counts is their target.
      let real = URL(filePath: path).resolvingSymlinksInPath().path
      let facts = (try? FileManager.default.attributesOfItem(atPath: real)) ?? [:]
      node = (facts[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
      size = (facts[.size] as? NSNumber)?.uint64Value ?? 0
      date = facts[.modificationDate] as? Date
    }
  }

  /// What the page shows of the file.
  package struct Shown: Sendable {
    package let decisions: ReviewDecisions
    package let changes: Int
    /// Decisions that are known and no longer in the file.
    package let lost: [ReviewDecision]
    /// Whether the file has other decisions instead.
    package let isReplaced: Bool
    /// Why the file cannot be read, as a sentence that names no patient and no folder.
    package let fault: String?
  }

  private let path: String
  private let watch: StudyWatch
  private let state: Mutex<State>
  /// Of several threads one writes; those that read do not wait for the disk.
  private let writing = NSLock()
  /// Is told of a file that cannot be read any more.
  private let failed: @Sendable (any Error) -> Void

  /// - Parameter file: the file as it was read at the start.
  package init(
    _ file: DecisionFile, path: String, watch: StudyWatch, failed: @escaping @Sendable (any Error) -> Void
  ) {
    (self.path, self.watch, self.failed) = (path, watch, failed)
    // The file may have grown since it was read, so the first question reads it again.
    state = Mutex(State(file: file))
  }

  /// The decisions as the file has them now, or had before something happened to it.
  package var current: Shown {
    let (known, seen) = state.withLock { ($0.file, $0.stamp) }
    let stamp = Stamp(path)
    if stamp != seen { look(known, stamp) }
    return state.withLock { state in
      var (lost, isReplaced, fault): ([ReviewDecision], Bool, String?) = ([], false, nil)
      switch state.trouble {
      case .conflict(let conflict): (lost, isReplaced) = (conflict.lost, !conflict.now.decisions.all.isEmpty)
      case .unusable(let words, _): fault = words
      case nil: break
      }
      return Shown(
        decisions: state.file.decisions, changes: state.changes, lost: lost, isReplaced: isReplaced, fault: fault)
    }
  }

  private func look(_ known: DecisionFile, _ stamp: Stamp) {
    let found = Result { () throws -> DecisionFile in
      let now = try known.following(path)
      try watch.check(now.new(since: known))
      return now
    }
    state.withLock { state in
      // Another thread wrote or looked meanwhile.
      guard state.file == known else { return }
      // What could not be read is read again at the next question: the cause may lie in another file.
      if case .success = found { state.stamp = stamp }
      take(found, &state)
    }
  }

  /// Takes what the file has become, if nothing that is known is missing.
  private func take(_ found: Result<DecisionFile, any Error>, _ state: inout State) {
    let before = (state.file, state.trouble)
    switch found {
    case .success(let now):
      let lost = state.file.lost(in: now)
      if lost.isEmpty {
        (state.file, state.trouble) = (now, nil)
      } else {
        state.trouble = .conflict(DecisionWriter.Conflict(now: now, lost: lost))
      }
    case .failure(let error):
      // Somebody edits the file. The page goes on with what it had, and the terminal says why.
      state.trouble = .unusable(words: Self.words(error), cause: "\(error)")
      tell(error, &state)
    }
    if (state.file, state.trouble) != before { state.changes += 1 }
  }

  /// Tells the terminal, once for each error: a page tries again every few seconds.
  private func tell(_ error: any Error, _ state: inout State) {
    guard state.told != "\(error)" else { return }
    state.told = "\(error)"
    failed(error)
  }

  /// Writes a decision: the file is on disk when this returns. The same key writes once.
  /// - Throws: ``RequestRefusal`` with a sentence for the page, which names no patient.
  package func add(_ decision: ReviewDecision, key: String?) throws -> ReviewDecision {
    if let problem = decision.problem {
      throw RequestRefusal(.unprocessable, ReviewDecisionError(file: "decision", problem).description)
    }
    return try writing.withLock {
      if let key, let known = state.withLock({ $0.recent.first { $0.key == key }?.decision }) {
        guard known.says(as: decision) else {
          throw RequestRefusal(.conflict, "Another decision was written under this key. Reload the page.")
        }
        return known
      }
      let known = state.withLock(\.file)
      do {
        try checkOwn(decision)
        let now = try DecisionWriter(path).add(decision, to: known) { try watch.check($0) }
        put(now, key: key.map { ($0, decision) })
      } catch {
        throw refusal(error)
      }
      return decision
    }
  }

  /// Refuses a decision on a patient whom the clinical table had when the page was opened, and has no more.
  private func checkOwn(_ decision: ReviewDecision) throws {
    do {
      try watch.check(ReviewDecisions(file: path, [decision]))
    } catch is ReviewDecisionError {
      throw RequestRefusal(
        .conflict,
        "The study no longer has this patient or this series: its file or its table was changed. End the review, start it "
          + "again and look at the patient once more.")
    }
  }

  private func put(_ now: DecisionFile, key: (String, ReviewDecision)?) {
    state.withLock { state in
      // The next question reads the file again: since it was written, another page may have added to it.
      (state.file, state.stamp, state.trouble, state.told) = (now, nil, nil, nil)
      state.changes += 1
      if let key { state.recent = state.recent.suffix(499) + [key] }
    }
  }

  /// What is to count after a conflict.
  package enum Choice: String, Decodable, Sendable {
    /// The file as it is now.
    case file
    /// Also the decisions that are no longer in it, which are written back.
    case back
  }

  /// Ends a conflict as somebody wants who saw it.
  /// - Parameter changes: number of changes that the page had seen: a choice about another conflict is none.
  package func settle(_ choice: Choice, changes: Int) throws {
    try writing.withLock {
      let shown = current
      guard !shown.lost.isEmpty, shown.changes == changes else {
        throw RequestRefusal(.conflict, "The file of decisions has changed again since. Look at it once more.")
      }
      let known = state.withLock(\.file)
      do {
        switch choice {
        case .back: put(try DecisionWriter(path).restore(known) { try watch.check($0) }, key: nil)
        case .file:
          let now = try known.following(path)
          try watch.check(now.decisions)
          put(now, key: nil)
        }
      } catch {
        throw refusal(error)
      }
    }
  }
}

// What a page is told if the file cannot be used.
extension DecisionBook {
  private func refusal(_ error: any Error) -> RequestRefusal {
    switch error {
    case let refusal as RequestRefusal: return refusal
    case let conflict as DecisionWriter.Conflict:
      state.withLock { take(.success(conflict.now), &$0) }
      return RequestRefusal(
        .conflict, "Decisions are no longer in the file beside the study. Say above what should count.", isPassing: true
      )
    case let error as ReviewDecisionError where error.isFull:
      state.withLock { tell(error, &$0) }
      return RequestRefusal(.insufficientStorage, Self.words(error), isPassing: true)
    case let error as ReviewDecisionError where error.isPassing:
      state.withLock { tell(error, &$0) }
      return RequestRefusal(.unavailable, Self.words(error), isPassing: true)
    default:
      state.withLock { tell(error, &$0) }
      return RequestRefusal(.conflict, Self.words(error), isPassing: true)
    }
  }

  private static func words(_ error: any Error) -> String {
    let end = " Decisions that are not written are kept in the page, and written as soon as that is possible."
    guard let error = error as? ReviewDecisionError else {
      return "The study file or its table cannot be used as it is, so no decision is written. The terminal says why."
        + end
    }
    let name = URL(filePath: error.file).lastPathComponent
    if case .file(let problem) = error.problem {
      return "The file of decisions, \(name), \(UserFileError(file: "", problem).sentence)" + end
    }
    let line = error.line.map { ", line \($0)," } ?? ""
    return "The file of decisions, \(name),\(line) cannot be used as it is. The terminal says why; correct it." + end
  }
}

extension ReviewDecision {
  /// Whether it says the same, whenever that was.
  fileprivate func says(as other: ReviewDecision) -> Bool {
    (patient, series, verdict, reason, by) == (other.patient, other.series, other.verdict, other.reason, other.by)
  }
}
