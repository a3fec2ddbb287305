import Mathematics

/// Hosmer and Lemeshow's test over groups of equal size by probability.
///
/// Groups are cut at the distinct quantiles (type 7) of the probabilities, closed on the right;
/// `Σ (observed − expected)² / expected` over events and non-events of G groups is chi-square. Its degrees of freedom
/// are G − 2 for probabilities fitted on these outcomes, and G for probabilities that were fixed before: there, G − 2
/// rejects a true model about twice as often as it promises. Cuts are found in whole numbers, so that no rounding of
/// `(n − 1) p` moves a subject.
/// - SeeAlso: Hosmer and Lemeshow 1980, doi 10.1080/03610928008827941; `ResourceSelection::hoslem.test` (always G − 2);
///   Hosmer, Lemeshow and Sturdivant 2013, doi 10.1002/9781118548387, chapter 5, for data that took no part in the fit.
public struct HosmerLemeshowTest: Hashable, Codable, Sendable {
  /// Where the probabilities come from.
  public enum Probabilities: String, Hashable, Codable, Sendable {
    /// Fitted on the outcomes that they are tested on, as `hoslem.test` takes it.
    case fitted
    /// Fixed before these outcomes were seen: external validation, or held-out scores.
    case fixed
  }

  /// Groups formed; fewer than asked for when probabilities tie.
  public let groups: Int
  /// The smallest expected count of events or non-events in a group.
  public let smallestExpected: Statistic
  /// The sum.
  public let statistic: Statistic
  /// G − 2, or G for fixed probabilities.
  public let degreesOfFreedom: Int
  /// Upper tail of the chi-square distribution, valid when no expected count is small; see ``isReliable``.
  public private(set) var pValue: Statistic

  /// Whether every expected count is 5 or more, below which the chi-square approximation is not to be trusted.
  public var isReliable: Bool { (smallestExpected.value ?? 0) >= 5 }

  /// The test without its p-value unless every expected count is 5 or more.
  public var refusingSmallCounts: HosmerLemeshowTest {
    var test = self
    if smallestExpected.value != nil, !isReliable { test.pValue = .undefined(.smallExpectedCount) }
    return test
  }

  /// The test without its p-value where there is a reason against it.
  public func withheld(for reason: UndefinedReason?) -> HosmerLemeshowTest {
    guard let reason else { return self }
    var test = self
    test.pValue = .undefined(pValue.reason ?? reason)
    return test
  }

  /// The test of `probabilities` in at most `groups` groups, three or more.
  public init(
    probabilities: [Double], outcomes: [Bool], groups wanted: Int = 10, of source: Probabilities = .fitted
  ) {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    precondition(wanted > 2, "the test needs three groups")
    let tops = HosmerLemeshowTest.tops(probabilities, wanted)
    groups = tops.count
    degreesOfFreedom = source == .fixed ? groups : groups - 2
    guard groups > 1 else {
      smallestExpected = .undefined(probabilities.isEmpty ? .noSubjects : .zeroVariance)
      (statistic, pValue) = (smallestExpected, smallestExpected)
      return
    }
    let cells = HosmerLemeshowTest.cells(probabilities, outcomes, tops)
    let smallest = cells.map(\.expected).min() ?? 0
    smallestExpected = .defined(smallest)
    guard smallest > 0 else {
      (statistic, pValue) = (.undefined(.smallExpectedCount), .undefined(.smallExpectedCount))
      return
    }
    let sum = total(cells.map { ($0.observed - $0.expected) * ($0.observed - $0.expected) / $0.expected })
    statistic = .defined(sum)
    let freedom = Double(degreesOfFreedom)
    pValue =
      freedom > 0
      ? .defined(ChiSquareDistribution(degreesOfFreedom: freedom).upperTail(sum)) : .undefined(.tooFewValues)
  }

  /// The largest probability of each group, ascending.
  ///
  /// The quantile of `i/g` lies at the order statistic `1 + (n − 1) i / g`, or between it and the next: who lies at or
  /// below the quantile lies at or below that order statistic, whatever the interpolation gives.
  private static func tops(_ probabilities: [Double], _ wanted: Int) -> [Double] {
    guard let last = probabilities.max(), last > probabilities.min() ?? last else {
      return probabilities.isEmpty ? [] : [probabilities[0]]
    }
    let sorted = probabilities.sorted()
    var tops: [Double] = []
    for step in 1...wanted {
      let top = sorted[(sorted.count - 1) * step / wanted]
      // The lowest cut is the smallest probability and closes no group.
      let closesNothing = top == sorted[0] && isOrderStatistic(sorted, step, of: wanted)
      if tops.last != top, !closesNothing { tops.append(top) }
    }
    return tops
  }

  /// Whether the quantile of `step / wanted` is an order statistic and not between two different ones.
  private static func isOrderStatistic(_ sorted: [Double], _ step: Int, of wanted: Int) -> Bool {
    let (below, rest) = ((sorted.count - 1) * step / wanted, (sorted.count - 1) * step % wanted)
    return rest == 0 || sorted[below] == sorted[below + 1]
  }

  /// Members of each group, from the lowest.
  package static func groupSizes(_ probabilities: [Double], groups wanted: Int) -> [Int] {
    let tops = tops(probabilities, wanted)
    var sizes = [Int](repeating: 0, count: tops.count)
    for probability in probabilities { sizes[lowerBound(tops, probability)] += 1 }
    return sizes
  }

  /// Events, then non-events, of every group.
  private static func cells(
    _ probabilities: [Double], _ outcomes: [Bool], _ tops: [Double]
  ) -> [(observed: Double, expected: Double)] {
    var cells = [(observed: Double, expected: Double)](repeating: (0, 0), count: 2 * tops.count)
    for (probability, outcome) in zip(probabilities, outcomes) {
      let group = 2 * lowerBound(tops, probability)
      cells[group].expected += probability
      cells[group + 1].expected += 1 - probability
      cells[outcome ? group : group + 1].observed += 1
    }
    return cells
  }
}
