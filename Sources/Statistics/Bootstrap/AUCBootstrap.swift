import Execution

/// Bootstrap distribution of the AUCs of several scores on the same subjects, resampled within each class.
///
/// All scores see the same resamples, so their differences are paired.
/// - SeeAlso: Efron 1979, doi 10.1214/aos/1176344552; Carpenter and Bithell 2000,
///   doi 10.1002/(SICI)1097-0258(20000515)19:9<1141::AID-SIM479>3.0.CO;2-F; `pROC::ci.auc(method = "bootstrap", boot.stratified = TRUE)`.
public struct AUCBootstrap: Sendable {
  /// One array of AUCs per score, in the order of the resamples.
  public let replicates: [[Double]]
  private let estimates: [Double]

  /// Draws `resamples` stratified resamples from a named stream, or says which class is empty.
  public static func draw(
    _ scores: [[Double]], outcomes: [Bool], resamples: Int, seed: UInt64
  ) -> Result<AUCBootstrap, Undefined> {
    precondition(resamples > 1, "a bootstrap needs two resamples")
    guard outcomes.contains(true) else { return .failure(Undefined(.noEvents)) }
    guard outcomes.contains(false) else { return .failure(Undefined(.noNonEvents)) }
    var draws = StratifiedDraws(outcomes: outcomes, seed: seed)
    return .success(AUCBootstrap(scores, outcomes: outcomes, count: resamples) { _ in draws.next() })
  }

  /// The distribution over given resamples: how often each subject was drawn in each.
  package init(_ scores: [[Double]], outcomes: [Bool], draws: [[Int]]) {
    self.init(scores, outcomes: outcomes, count: draws.count) { draws[$0] }
  }

  private init(_ scores: [[Double]], outcomes: [Bool], count: Int, draw: (Int) -> [Int]) {
    let curves = scores.map { WeightedAUC(scores: $0, outcomes: outcomes) }
    var replicates = [[Double]](repeating: [], count: scores.count)
    for resample in 0..<count {
      let times = draw(resample)
      for (index, curve) in curves.enumerated() { replicates[index].append(curve(times)) }
    }
    self.replicates = replicates
    estimates = curves.map { $0([Int](repeating: 1, count: outcomes.count)) }
  }

  /// Percentile interval of one score's AUC (quantiles of type 7).
  public func interval(of score: Int, level: Double = 0.95) -> ConfidenceInterval {
    percentileInterval(replicates[score], level: level)
  }

  /// Median and standard deviation of one score's AUCs.
  public func spread(of score: Int) -> (median: Double, standardDeviation: Statistic) {
    (median(replicates[score]), sampleStandardDeviation(replicates[score]))
  }

  /// First AUC less second, tested by `D = difference / sd(resampled differences)` against the normal.
  public func comparison(_ first: Int, _ second: Int, level: Double = 0.95) -> AUCComparison {
    let differences = zip(replicates[first], replicates[second]).map(-)
    let change = estimates[first] - estimates[second]
    let error = sampleStandardDeviation(differences)
    let statistic = error.value.map { Statistic.ratio(change, $0, else: .zeroVariance) } ?? error
    return AUCComparison(
      difference: .defined(change), standardError: error, statistic: statistic, degreesOfFreedom: nil,
      pValue: statistic.map(NormalDistribution.twoSided), interval: percentileInterval(differences, level: level))
  }
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

/// The quantiles of type 7 that leave half of `1 − level` on either side.
package func percentileInterval(_ values: [Double], level: Double = 0.95) -> ConfidenceInterval {
  let tail = (1 - level) / 2
  let sorted = values.sorted()
  return ConfidenceInterval(
    lower: quantile(ofSorted: sorted, tail), upper: quantile(ofSorted: sorted, 1 - tail), level: level)
}
