import Execution
import Statistics
import TestSupport
import Testing

@Suite struct ComparisonPropertyTests {
  private func sample(_ seed: UInt64, subjects: Int = 252) -> (outcomes: [Bool], a: [Double], b: [Double]) {
    var stream = RandomStream(seed: seed, name: "comparison test")
    let outcomes = (0..<subjects).map { _ in stream.uniform() < 0.23 }
    let a = outcomes.map { 0.02 + 0.9 * stream.uniform() + ($0 ? 0.06 : 0) }
    return (outcomes, a, a.map { min(0.99, max(0.01, $0 + 0.2 * (stream.uniform() - 0.5))) })
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func aResampleThatDrawsEverybodyOnceHasTheAUCItself(seed: UInt64) {
    let (outcomes, a, _) = sample(seed)
    let once = [Int](repeating: 1, count: outcomes.count)
    let bootstrap = AUCBootstrap([a], outcomes: outcomes, draws: [once, once])
    #expect(bootstrap.replicates[0][0] == auc(a, outcomes: outcomes).value)
  }

  @Test func theBootstrapIsTheSameForTheSameSeedOnly() throws {
    let (outcomes, a, b) = sample(1)
    func draw(_ seed: UInt64) throws -> [[Double]] {
      try AUCBootstrap.draw([a, b], outcomes: outcomes, resamples: 50, seed: seed).get().replicates
    }
    #expect(try draw(3) == draw(3))
    #expect(try draw(3) != draw(4))
  }

  @Test func tenThousandResamplesOfTwoAUCsTakeLessThanASecond() throws {
    let (outcomes, a, b) = sample(2)
    let seconds = try processorSeconds {
      let bootstrap = try AUCBootstrap.draw([a, b], outcomes: outcomes, resamples: 10_000, seed: 1).get()
      #expect(bootstrap.replicates.map(\.count) == [10_000, 10_000])
    }
    print("10,000 resamples of two AUCs at n = 252: \(seconds) s")
    #expect(seconds < 1)
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func onLabelsIDIIsNRIAndTwiceTheDifferenceOfAUCs(seed: UInt64) throws {
    let (outcomes, a, b) = sample(seed)
    let (old, new) = (a.map { $0 > 0.5 ? 1.0 : 0 }, b.map { $0 > 0.5 ? 1.0 : 0 })
    let nri = NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes))
    let idi = IntegratedDiscrimination(old: old, new: new, outcomes: outcomes)
    let test = deLongTest(new, old, outcomes: outcomes)
    let estimate = try #require(idi.total.estimate.value)
    #expect(abs(estimate - nri.total.estimate.value!) < 1e-12)
    #expect(abs(estimate - 2 * test.difference.value!) < 1e-12)
    if let z = idi.total.statistic.value { #expect(abs(z - test.statistic.value!) < 1e-9) }
  }

  /// Adjusted by hand from the definitions; ties and the monotone steps included.
  @Test func adjustedPValuesFollowTheirDefinitions() {
    let raw = [0.01, 0.04, 0.03, 0.005]
    #expect(zip(holmAdjusted(raw), [0.03, 0.06, 0.06, 0.02]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(zip(benjaminiHochbergAdjusted(raw), [0.02, 0.04, 0.04, 0.02]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
    #expect(benjaminiHochbergAdjusted([]) == [])
    // A comparison without a p-value was made all the same: R 4.2.2, p.adjust(c(.02, .04), "holm", n = 4) and "BH".
    #expect(zip(holmAdjusted([0.02, 0.04], comparisons: 4), [0.08, 0.12]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(
      zip(benjaminiHochbergAdjusted([0.02, 0.04], comparisons: 4), [0.08, 0.08]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test func oneClassIsAReasonAndNoNumber() {
    let (scores, outcomes) = ([0.1, 0.2, 0.3], [true, true, true])
    #expect(throws: Undefined(.noNonEvents)) {
      try AUCBootstrap.draw([scores], outcomes: outcomes, resamples: 10, seed: 1).get()
    }
    #expect(PartialAUC(scores: scores, outcomes: outcomes, range: 0.8...1).area == .undefined(.noNonEvents))
    let idi = IntegratedDiscrimination(old: scores, new: scores, outcomes: outcomes)
    #expect(idi.total.estimate == .undefined(.noNonEvents))
  }

  @Test func bandsHoldTheCurveAndAreReproducible() throws {
    let (outcomes, a, _) = sample(3, subjects: 120)
    func fit() throws -> CalibrationCurve {
      try CalibrationCurve.fit(probabilities: a, outcomes: outcomes, resamples: 60, seed: 5).get()
    }
    let curve = try fit()
    #expect(try fit() == curve)
    let bands = curve.points.filter { $0.band != nil }
    #expect(bands.count * 10 >= curve.points.count * 9)
    #expect(bands.allSatisfy { $0.band!.lower <= $0.observed && $0.observed <= $0.band!.upper })
    #expect((curve.iciInterval == nil) == (curve.iciReason == .bootstrapBias))
  }
}
