import Extraction
import Learning
import Statistics
import StudyFiles
import Synchronization

/// Repeated values of features by subject, and the rule that decides which features a training set keeps.
package struct RobustnessFilter: Sendable {
  package let rule: StudyFile.Robustness
  /// Columns of the image features.
  package let columns: [String]
  /// For each subject, one row of values per version.
  package let subjects: [String: [[Double?]]]
  /// Patients of the study. Subjects outside it are in no test set, so their measurements serve every training set.
  package let members: Set<String>
  /// Names of the versions; empty for repeated measurements.
  package let versions: [String]
  private let memo = Memo()

  package init(
    rule: StudyFile.Robustness, columns: [String], subjects: [String: [[Double?]]], members: Set<String>,
    versions: [String]
  ) {
    self.rule = rule
    self.columns = columns
    self.subjects = subjects
    self.members = members
    self.versions = versions
  }

  /// The result for one training set.
  package struct Fit: Hashable, Codable, Sendable {
    /// The columns that are kept, in order.
    package let kept: [String]
    /// The subjects whose repeated values were used.
    package let subjects: [String]
  }

  /// Decides from training subjects only, and records the fit in the log.
  package func fit(_ training: [String], log: inout FitLog) -> Fit {
    let fit = memo.value(training) { decide(training) }
    log.record(
      .robustness, subjects: fit.subjects,
      detail: "kept \(fit.kept.count) of \(columns.count) features: \(rule.words)")
    return fit
  }

  /// Subjects whose repeated values a training set may use, sorted.
  package func usable(_ training: [String]) -> [String] {
    let own = Set(training)
    return subjects.keys.filter { own.contains($0) || !members.contains($0) }.sorted()
  }

  /// Both coefficients of every feature, from one training set.
  package func agreements(_ training: [String]) -> [FeatureAgreement] {
    switch rule.source {
    case .perturbations: FeatureAgreement.all(columns, usable(training).compactMap { subjects[$0] })
    case .table: FeatureAgreement.all(columns, balanced(usable(training)))
    }
  }

  private func decide(_ training: [String]) -> Fit {
    let kept = agreements(training).filter(rule.keeps).map(\.feature)
    return Fit(kept: kept, subjects: usable(training))
  }

  /// Repeated measurements need equally many rows per subject: subjects with fewer than the most common number are left
  /// out, and of the others the first rows are used.
  private func balanced(_ names: [String]) -> [[[Double?]]] {
    let counts = Dictionary(grouping: names.compactMap { subjects[$0]?.count }) { $0 }.mapValues(\.count)
    let common = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    return names.compactMap { name in subjects[name].flatMap { $0.count < common ? nil : Array($0.prefix(common)) } }
  }

  /// Keeps results, because several models share a training set and the report asks again.
  private final class Memo: Sendable {
    private let fits = Mutex<[[String]: Fit]>([:])

    func value(_ key: [String], _ make: () -> Fit) -> Fit {
      if let known = fits.withLock({ $0[key] }) { return known }
      let made = make()
      fits.withLock { $0[key] = made }
      return made
    }
  }
}

extension StudyFile.Robustness {
  /// Whether a feature is kept; one without a coefficient is not.
  package func keeps(_ agreement: FeatureAgreement) -> Bool {
    let found = coefficient == .oneWay ? agreement.oneWay : agreement.consistency
    switch criterion {
    case .estimate: return found.estimate.value.map { $0 >= limit } ?? false
    case .lowerLimit:
      // Ratings that never differ have no interval, and nothing speaks against their feature.
      return found.interval.map { $0.lower >= limit } ?? (found.intervalReason == .zeroVariance)
    }
  }

  /// The rule as written in the log and the methods section.
  package var words: String {
    let name = coefficient == .oneWay ? "ICC(1,1)" : "ICC(3,1)"
    let what = criterion == .estimate ? name : "lower 95 % limit of \(name)"
    return "\(what) at least \(limit.short)"
  }
}
