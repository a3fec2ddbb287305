import Glibc
import Statistics

/// Associations with the outcome, without a model.
package enum OutcomeTests {
  /// AUC of the known values and the normal p value of the rank sum (ties make it larger, never smaller); `nil` with
  /// fewer than five of a class.
  package static func area(_ values: [Double?], outcomes: [Bool]) -> (auc: Double, p: Double, z: Double)? {
    let known = zip(values, outcomes).compactMap { value, outcome in value.map { (value: $0, outcome: outcome) } }
    let events = Double(known.count { $0.outcome })
    let others = Double(known.count) - events
    guard events >= 5, others >= 5,
      let auc = Statistics.auc(known.map(\.value), outcomes: known.map(\.outcome)).value
    else { return nil }
    let z = abs(auc - 0.5) / ((events + others + 1) / (12 * events * others)).squareRoot()
    return (auc, erfc(z / 2.0.squareRoot()), z)
  }

  /// Each subject is predicted by the majority of the other subjects of its level; returned is the balanced accuracy of
  /// these predictions. It is near 0.5 if levels and outcome are unrelated, however many levels there are.
  package static func agreement(_ levels: [String?], outcomes: [Bool]) -> Double? {
    let known = zip(levels, outcomes).compactMap { level, outcome in level.map { (level: $0, outcome: outcome) } }
    var counts: [String: (events: Int, all: Int)] = [:]
    for one in known {
      let old = counts[one.level] ?? (0, 0)
      counts[one.level] = (old.events + (one.outcome ? 1 : 0), old.all + 1)
    }
    var right = [true: 0.0, false: 0.0]
    for one in known {
      guard let own = counts[one.level], own.all > 1 else { continue }
      let events = own.events - (one.outcome ? 1 : 0)
      let others = own.all - 1 - events
      if one.outcome ? events > others : others > events { right[one.outcome, default: 0] += 1 }
    }
    let events = known.count { $0.outcome }
    guard events >= 5, known.count - events >= 5 else { return nil }
    return ((right[true] ?? 0) / Double(events) + (right[false] ?? 0) / Double(known.count - events)) / 2
  }

  /// Chi-square p value of levels against the outcome, those with fewer than five patients taken together (Fisher's
  /// exact test of two levels); `nil` for one level.
  package static func association(_ levels: [String?], outcomes: [Bool]) -> Double? {
    let sizes = Dictionary(grouping: levels.compactMap(\.self)) { $0 }.mapValues(\.count)
    var counts: [String: [Int]] = [:]
    for (level, outcome) in zip(levels, outcomes) {
      guard let level else { continue }
      counts[(sizes[level] ?? 0) < 5 ? "" : level, default: [0, 0]][outcome ? 0 : 1] += 1
    }
    guard counts.count >= 2 else { return nil }
    if counts.count == 2 { return fisherExactTest(counts.keys.sorted().compactMap { counts[$0] }).value }
    return chiSquareTest(counts.keys.sorted().compactMap { counts[$0] }, isCorrected: false).pValue.value
  }
}
