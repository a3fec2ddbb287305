import Execution
import Foundation
import Statistics
import Testing

/// Random outcomes and scores with ties, both classes present.
private func sample(_ seed: UInt64, count: Int = 60) -> (outcomes: [Bool], a: [Double], b: [Double]) {
  var stream = RandomStream(seed: seed, name: "statistics-property")
  let outcomes = (0..<count).map { $0 < 3 ? true : $0 < 6 ? false : stream.uniform() < 0.3 }
  let a = outcomes.map { (stream.uniform() * 20).rounded() / 20 + ($0 ? 0.2 : 0) }
  let b = outcomes.map { stream.uniform() + ($0 ? 0.1 : 0) }
  return (outcomes, a, b)
}

/// AUC depends only on ranks, so any increasing map of the scores leaves estimate and test unchanged.
@Test(arguments: 0..<20 as Range<UInt64>)
func aucIsInvariantUnderIncreasingMaps(seed: UInt64) {
  let (outcomes, a, b) = sample(seed)
  let mapped = a.map { exp(3 * $0) }
  #expect(AUCEstimate(scores: a, outcomes: outcomes) == AUCEstimate(scores: mapped, outcomes: outcomes))
  #expect(deLongTest(a, b, outcomes: outcomes) == deLongTest(mapped, b, outcomes: outcomes))
}

@Test(arguments: 0..<20 as Range<UInt64>)
func reversedScoresHaveTheComplementaryAUC(seed: UInt64) throws {
  let (outcomes, a, _) = sample(seed)
  let forward = try #require(auc(a, outcomes: outcomes).value)
  let backward = try #require(auc(a.map { -$0 }, outcomes: outcomes).value)
  #expect(abs(forward + backward - 1) < 1e-14)
}

/// The AUC by its definition, every pair counted.
@Test(arguments: 0..<10 as Range<UInt64>)
func aucIsTheShareOfPairsInTheRightOrder(seed: UInt64) throws {
  let (outcomes, a, _) = sample(seed)
  var (won, pairs) = (0.0, 0.0)
  for i in a.indices where outcomes[i] {
    for j in a.indices where !outcomes[j] {
      won += a[i] > a[j] ? 1 : a[i] == a[j] ? 0.5 : 0
      pairs += 1
    }
  }
  #expect(try #require(auc(a, outcomes: outcomes).value) == won / pairs)
}

@Test(arguments: 0..<20 as Range<UInt64>)
func deLongTestIsAntisymmetric(seed: UInt64) throws {
  let (outcomes, a, b) = sample(seed)
  let (forth, back) = (deLongTest(a, b, outcomes: outcomes), deLongTest(b, a, outcomes: outcomes))
  #expect(try #require(forth.difference.value) == -(try #require(back.difference.value)))
  #expect(forth.pValue == back.pValue)
}

@Test
func identicalScoresDoNotDiffer() {
  let (outcomes, a, _) = sample(1)
  let test = deLongTest(a, a, outcomes: outcomes)
  #expect(test.difference == .defined(0))
  #expect(test.pValue == .undefined(.zeroVariance))
}

@Test
func oneClassHasNoAUC() {
  #expect(auc([1, 2], outcomes: [true, true]) == .undefined(.noNonEvents))
  #expect(auc([1, 2], outcomes: [false, false]) == .undefined(.noEvents))
  #expect(AUCEstimate(scores: [1, 2, 3], outcomes: [true, false, false]).variance == .undefined(.fewerThanTwoEvents))
  #expect(AUCEstimate(scores: [1, 2, 3], outcomes: [true, false, false]).interval == nil)
}

/// The Mann-Whitney statistic is the AUC in pairs.
@Test(arguments: 0..<10 as Range<UInt64>)
func mannWhitneyCountsThePairsOfTheAUC(seed: UInt64) throws {
  let (outcomes, a, _) = sample(seed)
  let events = zip(a, outcomes).filter(\.1).map(\.0)
  let nonEvents = zip(a, outcomes).filter { !$0.1 }.map(\.0)
  let area = try #require(auc(a, outcomes: outcomes).value)
  #expect(abs(mannWhitneyTest(events, nonEvents).statistic / Double(events.count * nonEvents.count) - area) < 1e-14)
}

@Test
func smallExpectedCountsAskForFisher() {
  #expect(BaselineComparison.ofCategories([[3, 1], [1, 3]]).test == .fisher)
  #expect(BaselineComparison.ofCategories([[30, 10], [10, 30]]).test == .chiSquareYates)
  #expect(BaselineComparison.ofCategories([[30, 10, 0], [10, 30, 0]]).test == .chiSquareYates)
  #expect(BaselineComparison.ofCategories([[30, 10, 12], [10, 30, 14]]).test == .chiSquare)
  #expect(BaselineComparison.ofCategories([[3, 4], [0, 0]]).pValue == .undefined(.emptyMargin))
}

/// Fisher's test does not know rows from columns.
@Test(arguments: 0..<20 as Range<UInt64>)
func fisherIsInvariantUnderTransposition(seed: UInt64) throws {
  var stream = RandomStream(seed: seed, name: "fisher")
  let table = (0..<3).map { _ in (0..<2).map { _ in 1 + stream.index(below: 9) } }
  let turned = (0..<2).map { column in table.map { $0[column] } }
  let (p, q) = (try #require(fisherExactTest(table).value), try #require(fisherExactTest(turned).value))
  #expect(abs(p - q) < 1e-12)
  #expect(p > 0 && p <= 1)
}

/// Results are stored as JSON, which has neither infinities nor reasons.
@Test
func statisticsSurviveJSON() throws {
  let all: [Statistic] = [.defined(0.5), .defined(.infinity), .defined(-.infinity), .undefined(.noEvents)]
  #expect(try JSONDecoder().decode([Statistic].self, from: JSONEncoder().encode(all)) == all)
  let curve = ROCCurve(scores: [1, 2, 2, 3], outcomes: [false, true, false, true])
  #expect(try JSONDecoder().decode(ROCCurve.self, from: JSONEncoder().encode(curve)) == curve)
}

/// A threshold must call the score above it positive and the one below it negative, even between neighbouring numbers.
@Test
func thresholdsSeparateNeighbouringNumbers() {
  let low = 0.1
  let points = ROCCurve(scores: [low, low.nextUp], outcomes: [false, true]).points
  #expect(points[1].truePositives == 1 && points[1].trueNegatives == 1)
  #expect(points[1].threshold > low && points[1].threshold <= low.nextUp)
}
