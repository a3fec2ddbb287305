import Execution
import Mathematics

/// How a bootstrap draws subjects.
public enum ResamplingScheme: Hashable, Codable, Sendable {
  /// Within each class: every resample has as many events as the sample.
  case stratified
  /// From all subjects: the number of events varies.
  case simple
  /// Whole clusters, one label per subject: the lesions or visits of a patient stay together.
  case clusters([Int])

  /// The scheme in words.
  public var explanation: String {
    switch self {
    case .stratified: "stratified percentile bootstrap"
    case .simple: "percentile bootstrap, not stratified"
    case .clusters: "percentile bootstrap of whole clusters"
    }
  }
}

/// Bootstrap distribution of the AUCs of several scores on the same subjects.
///
/// All scores see the same resamples, so their differences are paired. A resample without an event or without a
/// non-event has no AUC and is left out, as pROC does; it occurs only where the resampling is not stratified.
/// - SeeAlso: Efron 1979, doi 10.1214/aos/1176344552; Carpenter and Bithell 2000,
///   doi 10.1002/(SICI)1097-0258(20000515)19:9<1141::AID-SIM479>3.0.CO;2-F; `pROC::ci.auc(method = "bootstrap")` with
///   `boot.stratified` true and false; Field and Welsh 2007, doi 10.1111/j.1467-9868.2007.00593.x, for clusters.
public struct AUCBootstrap: Sendable {
  /// One array of AUCs per score, in the order of the resamples.
  public let replicates: [[Double]]
  /// Resamples left out because a class was missing.
  public let resamplesWithoutClass: Int
  fileprivate let estimates: [Double]

  /// Draws `resamples` resamples from a named stream, or says why there are none.
  public static func draw(
    _ scores: [[Double]], outcomes: [Bool], resamples: Int, seed: UInt64, scheme: ResamplingScheme = .stratified
  ) -> Result<AUCBootstrap, Undefined> {
    precondition(resamples > 1, "a bootstrap needs two resamples")
    guard outcomes.contains(true) else { return .failure(Undefined(.noEvents)) }
    guard outcomes.contains(false) else { return .failure(Undefined(.noNonEvents)) }
    // Draws fall on subjects in an order of their own, so that the order of the rows of a file changes no interval.
    let order = orderOfContent(scores, outcomes: outcomes)
    let scores = scores.map { one in order.map { one[$0] } }
    let outcomes = order.map { outcomes[$0] }
    let drawn: AUCBootstrap
    switch scheme {
    case .stratified:
      var draws = StratifiedDraws(outcomes: outcomes, seed: seed)
      drawn = AUCBootstrap(scores, outcomes: outcomes, count: resamples) { _ in draws.next() }
    case .simple:
      var draws = ClusterDraws(Array(outcomes.indices), seed: seed)
      drawn = AUCBootstrap(scores, outcomes: outcomes, count: resamples) { _ in draws.next() }
    case .clusters(let labels):
      precondition(labels.count == outcomes.count, "one cluster per subject")
      var draws = ClusterDraws(order.map { labels[$0] }, seed: seed)
      drawn = AUCBootstrap(scores, outcomes: outcomes, count: resamples) { _ in draws.next() }
    }
    // With fewer than 40 resamples, the 2.5th percentile lies below the second smallest value.
    guard (drawn.replicates.first?.count ?? 0) >= 40 || scheme == .stratified else {
      return .failure(Undefined(.tooFewValues))
    }
    return .success(drawn)
  }

  /// The distribution over given resamples: how often each subject was drawn in each.
  package init(_ scores: [[Double]], outcomes: [Bool], draws: [[Int]]) {
    self.init(scores, outcomes: outcomes, count: draws.count) { draws[$0] }
  }

  private init(_ scores: [[Double]], outcomes: [Bool], count: Int, draw: (Int) -> [Int]) {
    let curves = scores.map { WeightedAUC(scores: $0, outcomes: outcomes) }
    var replicates = [[Double]](repeating: [], count: scores.count)
    var without = 0
    for resample in 0..<count {
      let times = draw(resample)
      guard hasBothClasses(times, outcomes) else {
        without += 1
        continue
      }
      for (index, curve) in curves.enumerated() { replicates[index].append(curve(times)) }
    }
    self.replicates = replicates
    resamplesWithoutClass = without
    estimates = curves.map { $0([Int](repeating: 1, count: outcomes.count)) }
  }

  /// Percentile interval of one score's AUC (quantiles of type 7); absent where it has no width, or lies beside the
  /// AUC.
  public func interval(of score: Int, level: Double = 0.95) -> ConfidenceInterval? {
    percentiles(of: score, level: level).around(estimates[score])
  }

  /// The percentiles as pROC gives them, also where they are one number.
  package func percentiles(of score: Int, level: Double = 0.95) -> ConfidenceInterval {
    percentileInterval(replicates[score], level: level)
  }

  /// Median and standard deviation of one score's AUCs.
  public func spread(of score: Int) -> (median: Double, standardDeviation: Statistic) {
    (median(replicates[score]), sampleStandardDeviation(replicates[score]))
  }

  /// First AUC less second, tested by `D = difference / sd(resampled differences)` against the normal.
  public func comparison(_ first: Int, _ second: Int, level: Double = 0.95) -> AUCComparison {
    let differences = zip(replicates[first], replicates[second]).map(-)
    return AUCComparison(resampled: differences, of: estimates[first] - estimates[second], level: level)
  }
}

extension AUCComparison {
  /// The AUC of the first score of one sample less that of another, each resampled by itself:
  /// `D = difference / sd(differences)`.
  /// - SeeAlso: `pROC::roc.test(method = "bootstrap", paired = FALSE)`.
  public init(resampled first: AUCBootstrap, less second: AUCBootstrap, level: Double = 0.95) {
    let differences = zip(first.replicates[0], second.replicates[0]).map(-)
    self.init(resampled: differences, of: first.estimates[0] - second.estimates[0], level: level)
  }

  fileprivate init(resampled differences: [Double], of change: Double, level: Double) {
    // Equal differences differ by the rounding of AUCs.
    let error = sampleStandardDeviation(differences).map { $0 > 10 * Double.ulpOfOne ? $0 : 0 }
    let statistic = error.value.map { Statistic.ratio(change, $0, else: .zeroVariance) } ?? error
    self.init(
      difference: .defined(change), standardError: error, statistic: statistic, degreesOfFreedom: nil,
      pValue: statistic.map(NormalDistribution.twoSided),
      interval: error.value == 0 ? nil : percentileInterval(differences, level: level).around(change))
  }
}

/// Subjects in an order that follows from their scores and outcomes alone, not from the order of rows or of models.
private func orderOfContent(_ scores: [[Double]], outcomes: [Bool]) -> [Int] {
  let columns = scores.sorted { first, second in
    let sorted = [first, second].map { one in
      Statistics.scores(one, outcomes, where: true).sorted() + Statistics.scores(one, outcomes, where: false).sorted()
    }
    return sorted[0].lexicographicallyPrecedes(sorted[1])
  }
  return outcomes.indices.sorted { one, other in
    guard outcomes[one] == outcomes[other] else { return outcomes[other] }
    return columns.lazy.map { ($0[one], $0[other]) }.first { $0.0 != $0.1 }.map { $0.0 < $0.1 } ?? false
  }
}

private func hasBothClasses(_ times: [Int], _ outcomes: [Bool]) -> Bool {
  var (hasEvent, hasNonEvent) = (false, false)
  for (count, outcome) in zip(times, outcomes) where count > 0 {
    if outcome { hasEvent = true } else { hasNonEvent = true }
    if hasEvent && hasNonEvent { return true }
  }
  return false
}

/// Draws whole clusters with replacement, as many as there are.
package struct ClusterDraws {
  private let clusters: [[Int]]
  private let subjects: Int
  private var stream: RandomStream

  /// Clusters of subjects with the same label, in the order of their first subject.
  package init(_ labels: [Int], seed: UInt64) {
    clusters = clusterMembers(labels)
    subjects = labels.count
    stream = RandomStream(seed: seed, name: "cluster bootstrap")
  }

  /// How often each subject is in the next resample.
  package mutating func next() -> [Int] {
    var times = [Int](repeating: 0, count: subjects)
    for _ in clusters { for member in clusters[stream.index(below: clusters.count)] { times[member] += 1 } }
    return times
  }
}

/// Positions by label, clusters in the order of their first member.
package func clusterMembers(_ labels: [Int]) -> [[Int]] {
  var (place, clusters): ([Int: Int], [[Int]]) = ([:], [])
  for (position, label) in labels.enumerated() {
    if let found = place[label] {
      clusters[found].append(position)
    } else {
      place[label] = clusters.count
      clusters.append([position])
    }
  }
  return clusters
}

/// Draws with replacement within each class.
package struct StratifiedDraws {
  private let classes: [[Int]]
  private let subjects: Int
  private var stream: RandomStream

  package init(outcomes: [Bool], seed: UInt64) {
    classes = [false, true].map { wanted in outcomes.indices.filter { outcomes[$0] == wanted } }
    subjects = outcomes.count
    stream = RandomStream(seed: seed, name: "stratified bootstrap")
  }

  /// How often each subject is in the next resample.
  package mutating func next() -> [Int] {
    var times = [Int](repeating: 0, count: subjects)
    for members in classes {
      for _ in members { times[members[stream.index(below: members.count)]] += 1 }
    }
    return times
  }
}

extension ConfidenceInterval {
  /// The interval where it has a width and contains the estimate; resamples that do neither say nothing of it.
  package func around(_ estimate: Double) -> ConfidenceInterval? {
    lower < upper && lower <= estimate && estimate <= upper ? self : nil
  }
}

/// The bias-corrected bootstrap interval: the percentiles of `Φ(2 z₀ ± z)`, where `Φ(z₀)` is the share of resamples
/// below the estimate, equal ones counting one half. Absent where that share is itself beyond the level, as no
/// percentile then contains the estimate, and where the interval has no width.
/// - SeeAlso: Efron 1987, doi 10.1080/01621459.1987.10478410, equation 2.6 with an acceleration of 0.
package func biasCorrectedInterval(
  _ values: [Double], around estimate: Double, level: Double = 0.95
) -> ConfidenceInterval? {
  // The sums of a resample and of the sample round differently, so equal values are those within rounding.
  let rounding = 1e-12 * max(1, abs(estimate))
  let (less, notMore) = (
    values.count { $0 < estimate - rounding }, values.count { $0 <= estimate + rounding }
  )
  let below = Double(less + notMore) / Double(2 * values.count)
  let tail = (1 - level) / 2
  guard below > tail, below < 1 - tail else { return nil }
  let (bias, z) = (NormalDistribution.quantile(below), NormalDistribution.quantile(1 - tail))
  let sorted = values.sorted()
  return ConfidenceInterval(
    lower: quantile(ofSorted: sorted, NormalDistribution.lowerTail(2 * bias - z)),
    upper: quantile(ofSorted: sorted, NormalDistribution.lowerTail(2 * bias + z)), level: level
  ).around(estimate)
}

/// The quantiles of type 7 that leave half of `1 − level` on either side.
package func percentileInterval(_ values: [Double], level: Double = 0.95) -> ConfidenceInterval {
  let tail = (1 - level) / 2
  let sorted = values.sorted()
  return ConfidenceInterval(
    lower: quantile(ofSorted: sorted, tail), upper: quantile(ofSorted: sorted, 1 - tail), level: level)
}
