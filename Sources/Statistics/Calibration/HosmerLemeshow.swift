/// Hosmer and Lemeshow's test over groups of equal size by probability.
///
/// Groups are cut at the distinct quantiles (type 7) of the probabilities, closed on the right;
/// `Σ (observed − expected)² / expected` over events and non-events of G groups is chi-square with G − 2 degrees of freedom.
/// - SeeAlso: Hosmer and Lemeshow 1980, doi 10.1080/03610928008827941; `ResourceSelection::hoslem.test`.
public struct HosmerLemeshowTest: Hashable, Codable, Sendable {
  /// Groups formed; fewer than asked for when probabilities tie.
  public let groups: Int
  /// The smallest expected count of events or non-events in a group.
  public let smallestExpected: Statistic
  /// The sum.
  public let statistic: Statistic
  /// G − 2.
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

  /// The test of `probabilities` in at most `groups` groups.
  public init(probabilities: [Double], outcomes: [Bool], groups wanted: Int = 10) {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    precondition(wanted > 2, "the test needs three groups")
    let cuts = HosmerLemeshowTest.cuts(probabilities, wanted)
    groups = max(0, cuts.count - 1)
    degreesOfFreedom = groups - 2
    guard groups > 1 else {
      smallestExpected = .undefined(probabilities.isEmpty ? .noSubjects : .zeroVariance)
      (statistic, pValue) = (smallestExpected, smallestExpected)
      return
    }
    let cells = HosmerLemeshowTest.cells(probabilities, outcomes, cuts)
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

  private static func cuts(_ probabilities: [Double], _ wanted: Int) -> [Double] {
    guard !probabilities.isEmpty else { return [] }
    let sorted = probabilities.sorted()
    var cuts: [Double] = []
    for step in 0...wanted {
      let cut = quantile(ofSorted: sorted, Double(step) / Double(wanted))
      if cuts.last != cut { cuts.append(cut) }
    }
    return cuts
  }

  /// Events, then non-events, of every group.
  private static func cells(
    _ probabilities: [Double], _ outcomes: [Bool], _ cuts: [Double]
  ) -> [(observed: Double, expected: Double)] {
    var cells = [(observed: Double, expected: Double)](repeating: (0, 0), count: 2 * (cuts.count - 1))
    for (probability, outcome) in zip(probabilities, outcomes) {
      let group = 2 * (max(1, lowerBound(cuts, probability)) - 1)
      cells[group].expected += probability
      cells[group + 1].expected += 1 - probability
      cells[outcome ? group : group + 1].observed += 1
    }
    return cells
  }
}
