import Cohorts
import Execution
import Foundation
import Learning
import Records
import Results
import Statistics
import Synchronization

/// Fits that were made before a run was ended, or by another process, so that the run does not make them again.
///
/// A fit is found by everything that it was made from: the files of the cohort as they stand after extraction, the
/// study file, the program, the row, its patients and their outcomes. What differs in any of them is made again.
package struct FitStore: Sendable {
  private let cache: ContentCache
  /// Hash of what the fits of a study depend on.
  private let inputs: String
  /// Shortest time that a fit must take to be kept: to write and to read it takes time, too. `nil` keeps none.
  private let least: Duration?

  /// - Parameters:
  ///   - inputs: a hash of everything that the fits of a study depend on beside row, patients and outcomes.
  ///   - least: shortest time that a fit must take to be kept.
  package init(_ cache: ContentCache, inputs: String, keepingFrom least: Duration) {
    (self.cache, self.inputs, self.least) = (cache, inputs, least)
  }

  private init() { (cache, inputs, least) = (.none, "", nil) }

  /// A store that keeps nothing.
  package static let none = FitStore()

  /// The fit of a row on a training set: the one that is kept, or the one that `making` gives.
  ///
  /// A fit that cannot be kept costs only time, so that is no error.
  func fit(
    _ row: any StudyRow, _ pair: StudySplit.Pair, _ context: FittedModel.Context, making: () throws -> (RowFit, FitLog)
  ) rethrows -> (RowFit, FitLog) {
    guard let least else { return try making() }
    if let kept = cache.value(StoredFit.self, for: key(row, pair, context)) { return (kept.fit, kept.log) }
    let start = ContinuousClock.now
    let made = try making()
    if ContinuousClock.now - start >= least {
      try? cache.keep(StoredFit(fit: made.0, log: made.1), for: key(row, pair, context))
    }
    return made
  }

  private func key(_ row: any StudyRow, _ pair: StudySplit.Pair, _ context: FittedModel.Context) -> String {
    var hash = ContentHash()
    for text in ["fit", Self.program, inputs, "\(RowKey(row.role, in: context.evaluation.name))", "\(pair.set)"] {
      hash.add(text)
    }
    for positions in [pair.training, pair.test] {
      hash.add(positions.count)
      for position in positions { hash.add(position) }
    }
    for outcome in context.outcomes.all { hash.add(outcome.cell) }
    return hash.finish()
  }

  /// Hash of the program, since two builds of one version may fit differently.
  private static let program = FileManager.default.contents(atPath: "/proc/self/exe")?.sha256 ?? ""
}
