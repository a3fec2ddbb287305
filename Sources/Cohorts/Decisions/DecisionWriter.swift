import Execution
import Foundation
import Records

/// Adds decisions to the file of a review.
///
/// The file is locked while it is read and extended, so of two writers none loses a line (``LockedFile``). The lock is
/// on the file and not on its folder, which a run of the study holds as long as it lasts.
package struct DecisionWriter {
  private let path: String

  /// A writer of the file at `path`, which need not exist.
  package init(_ path: String) { self.path = path }

  /// The file has no more what was known to stand in it.
  package struct Conflict: Error, Hashable, Sendable {
    /// The file as it is now.
    package let now: DecisionFile
    package let lost: [ReviewDecision]

    /// Takes every part as given.
    package init(now: DecisionFile, lost: [ReviewDecision]) { (self.now, self.lost) = (now, lost) }
  }

  /// Adds a decision.
  /// - Parameters:
  ///   - known: the file as it was read last; `nil` if nobody has read it.
  ///   - check: refuses what the study does not know, before anything is written; it gets the new decision and those
  ///     that came since the file was read.
  /// - Returns: the file as it is then.
  /// - Throws: ``Conflict`` if decisions that are known are no longer in the file, ``ReviewDecisionError``, and errors
  ///   of `check`.
  @discardableResult
  package func add(
    _ decision: ReviewDecision, to known: DecisionFile? = nil, check: (ReviewDecisions) throws -> Void
  ) throws -> DecisionFile {
    if let problem = decision.problem { throw ReviewDecisionError(file: path, problem) }
    return try writing(known) { now in
      if let lost = known?.lost(in: now), !lost.isEmpty { throw Conflict(now: now, lost: lost) }
      let all = try now.adding([decision])
      try check(known.map(all.new) ?? all.decisions)
      return all
    }
  }

  /// Writes the decisions that were known back into the file, before those that came since.
  /// - Throws: as ``add(_:to:check:)``, but no ``Conflict``.
  package func restore(_ known: DecisionFile, check: (ReviewDecisions) throws -> Void) throws -> DecisionFile {
    try writing(known) { now in
      let since = now.decisions.without(known.decisions)
      let all = since.isEmpty ? known : try known.adding(since)
      try check(all.decisions)
      return all
    }
  }

  private func writing(
    _ known: DecisionFile?, _ make: (DecisionFile) throws -> DecisionFile
  ) throws -> DecisionFile {
    do {
      return try written(known, make)
    } catch let error as UserFileError {
      throw ReviewDecisionError(UserFileError(file: path, error.problem))
    }
  }

  private func written(
    _ known: DecisionFile?, _ make: (DecisionFile) throws -> DecisionFile
  ) throws -> DecisionFile {
    let file = try LockedFile(path)
    let old = try file.content()
    let now = try known?.changed(to: old) ?? DecisionFile(old, file: path)
    let all = try make(now)
    try file.replace(old, by: all.bytes)
    return all
  }
}
