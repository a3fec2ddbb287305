import Execution
import Statistics
import Testing

/// Reference: R 4.2.2, `hoslem.test` of ResourceSelection 0.3-6 by its own lines (`cut` at
/// `unique(quantile(p, seq(0, 1, 1/g)))`), over every size from 11 to 2010 and 10 and 5 groups: none of the 4,000
/// differs from cuts in whole numbers.
@Suite struct HosmerLemeshowTests {
  /// `(x * 16807) %% 2147483647`, from which R and the test make the same numbers: n probabilities, then n uniforms for
  /// outcomes.
  static func sample(_ n: Int) -> (probabilities: [Double], outcomes: [Bool]) {
    var numbers = ParkMiller(seed: n)
    let uniforms = (0..<(2 * n)).map { _ in numbers.next() }
    let probabilities = Array(uniforms.prefix(n))
    return (probabilities, zip(uniforms.dropFirst(n), probabilities).map { $0 < $1 })
  }

  /// The sizes of all groups as R cuts them, by the digest `(h * 31 + size) %% 2147483647`, and the sum of the
  /// statistics.
  @Test func twoThousandSizesAreCutAsR() {
    var (digest, sum) = (0, 0.0)
    for n in 11...2010 {
      let (probabilities, outcomes) = HosmerLemeshowTests.sample(n)
      for groups in [10, 5] {
        for size in HosmerLemeshowTest.groupSizes(probabilities, groups: groups) {
          digest = (digest * 31 + size) % 2_147_483_647
        }
        let test = HosmerLemeshowTest(probabilities: probabilities, outcomes: outcomes, groups: groups)
        sum += test.statistic.value ?? .nan
      }
    }
    #expect(digest == 206_798_716)
    #expect(abs(sum / 29609.0973554093 - 1) < 1e-12)
  }

  @Test(arguments: [
    (11, 10, 6.98439280285046),
    (11, 5, 4.71867612417378),
    (20, 10, 9.33881428487336),
    (20, 5, 5.41381505704241),
    (21, 10, 13.1752638166125),
    (21, 5, 2.77640495884097),
    (31, 10, 3.74865225330277),
    (31, 5, 3.41787215842431),
    (50, 10, 5.19160213967928),
    (50, 5, 2.81935361373907),
    (51, 10, 13.7643629386916),
    (51, 5, 7.91412189056229),
    (61, 10, 11.4471561109748),
    (61, 5, 11.0075055934081),
    (71, 10, 6.02954472838436),
    (71, 5, 1.62935805703978),
    (85, 10, 5.5006337278954),
    (85, 5, 4.43408323705222),
    (91, 10, 9.04658370206523),
    (91, 5, 7.00567108260071),
    (100, 10, 11.0824099571667),
    (100, 5, 5.81940908985846),
    (101, 10, 21.773609476879),
    (101, 5, 17.7775387730465),
    (131, 10, 7.70479008009026),
    (131, 5, 2.97119903923625),
    (151, 10, 5.2560857903144),
    (151, 5, 4.6286619906602),
    (201, 10, 8.17311533511384),
    (201, 5, 3.37756756396297),
    (252, 10, 7.09644997106457),
    (252, 5, 3.73515063099276),
    (301, 10, 17.8192925611528),
    (301, 5, 9.47130629007328),
    (351, 10, 18.8659453596096),
    (351, 5, 4.85869530614902),
    (401, 10, 12.2574233765933),
    (401, 5, 9.475344440941),
    (501, 10, 8.04360753779221),
    (501, 5, 5.9507113972746),
    (601, 10, 12.7445142071334),
    (601, 5, 4.76512876797851),
    (701, 10, 11.9077746957875),
    (701, 5, 7.02508571707254),
    (801, 10, 11.9614934170298),
    (801, 5, 4.88485927769966),
    (901, 10, 5.5191761631352),
    (901, 5, 4.02591267035564),
    (1001, 10, 11.6341615953406),
    (1001, 5, 4.69022980466746),
    (1201, 10, 9.71620196621432),
    (1201, 5, 4.9520242157526),
    (1501, 10, 2.40119546084418),
    (1501, 5, 1.41918153967268),
    (1801, 10, 13.0791393654814),
    (1801, 5, 9.35998071586432),
    (2001, 10, 9.73694838124242),
    (2001, 5, 5.81090244572364),
    (2010, 10, 4.20420325295582),
    (2010, 5, 3.90947011928598),
  ]) func statisticIsThatOfR(size: Int, groups: Int, expected: Double) {
    let (probabilities, outcomes) = HosmerLemeshowTests.sample(size)
    let test = HosmerLemeshowTest(probabilities: probabilities, outcomes: outcomes, groups: groups)
    #expect(agrees(test.statistic.value, expected, 1e-12))
  }

  /// Ties merge groups: of three values there are three groups at most, and every subject is in one.
  @Test func tiesMergeGroups() {
    let probabilities = (0..<60).map { [0.2, 0.5, 0.8][$0 % 3] }
    let outcomes = (0..<60).map { $0 % 5 < 2 }
    let test = HosmerLemeshowTest(probabilities: probabilities, outcomes: outcomes, of: .fixed)
    // R: unique(quantile) is .2, .5, .8, and include.lowest puts .2 and .5 together.
    #expect(HosmerLemeshowTest.groupSizes(probabilities, groups: 10) == [40, 20])
    #expect(test.groups == 2 && test.degreesOfFreedom == 2)
    #expect(HosmerLemeshowTest(probabilities: probabilities, outcomes: outcomes).degreesOfFreedom == 0)
  }

  /// A true model with fixed probabilities is rejected in 5 of 100 samples with G degrees of freedom, in twice as many
  /// with G - 2.
  @Test(arguments: [5, 10]) func fixedProbabilitiesHoldTheirLevel(groups: Int) {
    let seed: UInt64 = 11
    print("seed \(seed)")
    var stream = RandomStream(seed: seed, name: "Hosmer-Lemeshow under the truth")
    let rounds = 4000
    var (fixed, fitted) = (0, 0)
    for _ in 0..<rounds {
      let probabilities = (0..<400).map { _ in 0.1 + 0.8 * stream.uniform() }
      let outcomes = probabilities.map { stream.uniform() < $0 }
      func rejects(_ source: HosmerLemeshowTest.Probabilities) -> Bool {
        let test = HosmerLemeshowTest(probabilities: probabilities, outcomes: outcomes, groups: groups, of: source)
        return (test.pValue.value ?? 1) < 0.05
      }
      if rejects(.fixed) { fixed += 1 }
      if rejects(.fitted) { fitted += 1 }
    }
    // Three Monte Carlo errors of 4,000 samples are one point.
    #expect(abs(Double(fixed) / Double(rounds) - 0.05) < 0.0105)
    #expect(Double(fitted) / Double(rounds) > 0.08)
  }
}

/// The generator that R's part of a reference repeats: `x * 16807 mod 2^31 - 1`, over the modulus.
struct ParkMiller {
  private var state: Int

  init(seed: Int) { state = seed }

  mutating func next() -> Double {
    state = state * 16807 % 2_147_483_647
    return Double(state) / 2_147_483_647
  }
}
