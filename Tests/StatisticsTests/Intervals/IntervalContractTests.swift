import Foundation
import Statistics
import Testing

/// What holds for every interval and p-value that Apus reports, whatever the cohort.
///
/// Another seed: `APUS_CONTRACT_SEED=7`. A failure names its seed, which is that of one cohort.
@Suite struct IntervalContractTests {
  private static let first = UInt64(ProcessInfo.processInfo.environment["APUS_CONTRACT_SEED"] ?? "") ?? 1
  /// Made once for all statistics.
  private static let cohorts = (first..<(first + 10_000)).map { seed -> Variants in
    let cohort = ContractCohort(seed: seed)
    return Variants(own: cohort, shuffled: cohort.shuffled, swapped: cohort.swapped)
  }

  private struct Variants {
    let own: ContractCohort
    let shuffled: ContractCohort
    let swapped: ContractCohort
  }

  @Test(arguments: ReportedStatistic.allCases)
  func everyStatisticIsWithinItsIntervalAndWithinThePossible(_ statistic: ReportedStatistic) {
    var (values, intervals, faults) = (0, 0, [String]())
    for cohort in Self.cohorts where cohort.own.seed % statistic.every == 0 {
      let found = statistic.values(in: cohort.own)
      values += found.count { $0.estimate.value != nil }
      intervals += found.count { $0.interval != nil }
      faults += self.faults(of: statistic, found, in: cohort).map { "seed \(cohort.own.seed): \($0)" }
    }
    print("contract of \(statistic.rawValue): seed \(Self.first), \(values) values, \(intervals) intervals")
    #expect(values > 0, "no cohort has the statistic")
    #expect(faults.isEmpty, "\(faults.count) faults, such as \(faults.prefix(5).joined(separator: "; "))")
  }

  private func faults(
    of statistic: ReportedStatistic, _ found: [ContractedValue], in cohort: Variants
  ) -> [String] {
    var faults = found.flatMap { self.faults(of: $0) }
    if statistic.needsTenOfEachClass, SmallClasses.reason(cohort.own.outcomes) != nil,
      found.contains(where: { $0.pValues.contains { $0.value != nil } })
    {
      faults.append("a p-value of fewer than ten patients of a class")
    }
    if !same(found, statistic.values(in: cohort.shuffled)) { faults.append("the order of patients changes it") }
    if statistic.isDifference {
      let mirrored = statistic.values(in: cohort.swapped).map { other -> ContractedValue in
        var other = other
        other.estimate = other.estimate.map { -$0 }
        other.interval = other.interval.map { ConfidenceInterval(lower: -$0.upper, upper: -$0.lower) }
        return other
      }
      if !same(found, mirrored) { faults.append("exchanging the models does not mirror it") }
    }
    return faults
  }

  private func faults(of value: ContractedValue) -> [String] {
    var faults: [String] = []
    for p in value.pValues.compactMap(\.value) where !(0...1).contains(p) { faults.append("p = \(p)") }
    if let estimate = value.estimate.value, !near(estimate, value.range) {
      faults.append("an estimate of \(estimate) beyond \(value.range)")
    }
    guard let interval = value.interval else { return faults }
    let shown = "\(value.estimate) (\(interval.lower) to \(interval.upper))"
    guard let estimate = value.estimate.value else { return faults + ["an interval of nothing: \(shown)"] }
    if !(interval.lower < interval.upper) { faults.append("no width: \(shown)") }
    if !near(estimate, interval.lower...max(interval.lower, interval.upper)) { faults.append("beside it: \(shown)") }
    if interval.lower < value.range.lowerBound || interval.upper > value.range.upperBound {
      faults.append("beyond \(value.range): \(shown)")
    }
    return faults
  }

  /// Within a range but for the rounding of sums.
  private func near(_ value: Double, _ range: ClosedRange<Double>) -> Bool {
    let rounding = 1e-12 * max(1, abs(value))
    return value >= range.lowerBound - rounding && value <= range.upperBound + rounding
  }

  private func same(_ first: [ContractedValue], _ second: [ContractedValue]) -> Bool {
    first.count == second.count
      && zip(first, second).allSatisfy { one, other in
        same(one.estimate.value, other.estimate.value)
          && same(one.interval?.lower, other.interval?.lower) && same(one.interval?.upper, other.interval?.upper)
          && zip(one.pValues, other.pValues).allSatisfy { same($0.value, $1.value) }
      }
  }

  private func same(_ first: Double?, _ second: Double?) -> Bool {
    guard let first, let second else { return first == nil && second == nil }
    return first == second || abs(first - second) <= 1e-7 * max(1, abs(first))
  }
}
