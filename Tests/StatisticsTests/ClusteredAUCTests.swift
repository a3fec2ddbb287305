import Statistics
import Testing

/// Reference: R 4.2.2 on the numbers of ``ParkMiller`` with seed n: Obuchowski's formulas (doi 10.2307/2533958) with
/// placements by double loops, the partial areas by pROC 1.18.0
/// (`auc(partial.auc = , partial.auc.focus = , partial.auc.correct = )`).
@Suite struct ClusteredAUCTests {
  /// `y <- u[1:n] < .4`, `s <- round(u[n + 1:n] + .4 y, 1)`, `s2 <- u[2n + 1:n] + .2 y`,
  /// `cluster <- floor(u[3n + 1:n] n/3)`.
  private struct Sample {
    let outcomes: [Bool]
    let first: [Double]
    let second: [Double]
    let clusters: [Int]

    init(_ n: Int) {
      var numbers = ParkMiller(seed: n)
      let u = (0..<(4 * n)).map { _ in numbers.next() }
      let outcomes = u.prefix(n).map { $0 < 0.4 }
      first = (0..<n).map { ((u[n + $0] + (outcomes[$0] ? 0.4 : 0)) * 10).rounded() / 10 }
      second = (0..<n).map { u[2 * n + $0] + (outcomes[$0] ? 0.2 : 0) }
      clusters = (0..<n).map { Int(u[3 * n + $0] * Double(n) / 3) }
      self.outcomes = outcomes
    }
  }

  @Test(arguments: [
    (
      40,
      [
        0.904040404040404, 0.00175482330754478, 0.755050505050505, 0.00494313710476507, 0.148989898989899,
        0.00786308911728944,
      ]
    ),
    (
      85,
      [
        0.840371621621622, 0.0014635946012574, 0.655968468468468, 0.00346602375559598, 0.184403153153153,
        0.00563964271929019,
      ]
    ),
    (
      300,
      [
        0.821319444444444, 0.00042509839919003, 0.689027777777778, 0.000972036286070824, 0.132291666666667,
        0.00116919137652589,
      ]
    ),
  ]) func variancesAreThoseOfObuchowski(n: Int, expected: [Double]) {
    let sample = Sample(n)
    let (y, clusters) = (sample.outcomes, sample.clusters)
    let a = AUCEstimate(scores: sample.first, outcomes: y, clusters: clusters)
    let b = AUCEstimate(scores: sample.second, outcomes: y, clusters: clusters)
    let test = deLongTest(sample.first, sample.second, outcomes: y, clusters: clusters)
    let found = [
      a.auc, a.variance, b.auc, b.variance, test.difference, test.standardError.map { $0 * $0 },
    ]
    for (value, expected) in zip(found, expected) { #expect(agrees(value.value, expected, 1e-12), "\(found)") }
  }

  @Test(arguments: [30, 85, 200]) func aSubjectAClusterIsDeLong(n: Int) {
    let sample = Sample(n)
    let alone = Array(0..<n)
    let (plain, clustered) = (
      AUCEstimate(scores: sample.first, outcomes: sample.outcomes),
      AUCEstimate(scores: sample.first, outcomes: sample.outcomes, clusters: alone)
    )
    #expect(agreesRelatively(clustered.variance.value, plain.variance.value, 1e-12))
    let (p, q) = (
      deLongTest(sample.first, sample.second, outcomes: sample.outcomes),
      deLongTest(sample.first, sample.second, outcomes: sample.outcomes, clusters: alone)
    )
    #expect(agreesRelatively(q.pValue.value, p.pValue.value, 1e-10))
  }

  /// Every row twice, as a cluster: the variance stays that of the rows once, where DeLong's halves.
  @Test(arguments: [60, 200]) func doubledRowsAreNoNewPatients(n: Int) throws {
    let sample = Sample(n)
    let twice = AUCEstimate(
      scores: sample.first + sample.first, outcomes: sample.outcomes + sample.outcomes,
      clusters: Array(0..<n) + Array(0..<n))
    let once = try #require(AUCEstimate(scores: sample.first, outcomes: sample.outcomes).variance.value)
    let doubled = try #require(twice.variance.value)
    #expect(abs(doubled / once - 1) < 1e-10)
  }

  @Test(arguments: [
    (PartialAUC.Focus.specificity, 0.6, 0.9, 0.207135885885886, 0.793635301968635),
    (.specificity, 0.25, 0.3, 0.05, 1), (.specificity, 0, 0.5, 0.497278528528529, 0.989114114114114),
    (.specificity, 0.8, 1, 0.102184684684685, 0.728290790790791),
    (.specificity, 0.123, 0.987, 0.712881351351351, 0.84242716815915),
    (.sensitivity, 0.6, 0.9, 0.209714245495496, 0.79936498998999), (.sensitivity, 0.25, 0.3, 0.05, 1),
    (.sensitivity, 0, 0.5, 0.494650900900901, 0.978603603603604),
    (.sensitivity, 0.8, 1, 0.110349099099099, 0.75096971971972),
    (.sensitivity, 0.123, 0.987, 0.712582340371622, 0.842115386607046),
  ]) func partialAreasHaveAnyBounds(
    focus: PartialAUC.Focus, low: Double, high: Double, area: Double, corrected: Double
  ) {
    let sample = Sample(85)
    let found = PartialAUC(scores: sample.first, outcomes: sample.outcomes, focus: focus, range: low...high)
    #expect(agrees(found.area.value, area, 1e-12) && agrees(found.standardised.value, corrected, 1e-12))
  }

  /// The spread of the cluster bootstrap is that of Obuchowski's variance, the simple one's that of DeLong; both by
  /// Monte Carlo.
  @Test func bootstrapsDrawWhatTheySay() throws {
    let sample = Sample(300)
    func spread(_ scheme: ResamplingScheme) throws -> Double {
      let drawn = try AUCBootstrap.draw(
        [sample.first], outcomes: sample.outcomes, resamples: 4000, seed: 3, scheme: scheme
      ).get()
      return try #require(drawn.spread(of: 0).standardDeviation.value)
    }
    let plain = AUCEstimate(scores: sample.first, outcomes: sample.outcomes)
    let clustered = AUCEstimate(scores: sample.first, outcomes: sample.outcomes, clusters: sample.clusters)
    // The Monte Carlo error of a deviation over 4,000 draws is 1 %; the estimators differ by some 1/n beside it.
    let simple = try (spread(.simple), #require(plain.variance.value).squareRoot())
    let whole = try (spread(.clusters(sample.clusters)), #require(clustered.variance.value).squareRoot())
    #expect(abs(simple.0 / simple.1 - 1) < 0.06 && abs(whole.0 / whole.1 - 1) < 0.1, "\(simple), \(whole)")
    let labels = [0, 0, 0, 1, 1, 1]
    var draws = ClusterDraws(labels, seed: 5)
    for _ in 0..<50 {
      let times = draws.next()
      #expect(Set(times.prefix(3)).count == 1 && Set(times.suffix(3)).count == 1 && times[0] + times[3] == 2)
    }
  }

  /// One event: most simple resamples have a class missing or not, and those without are left out and counted.
  @Test func resamplesWithoutAClassAreCounted() throws {
    let outcomes = [true] + [Bool](repeating: false, count: 19)
    let scores = outcomes.indices.map { Double($0 * 7 % 20) }
    let drawn = try AUCBootstrap.draw([scores], outcomes: outcomes, resamples: 1000, seed: 1, scheme: .simple).get()
    // (19/20)^20 = 0.358 of the resamples have no event.
    #expect((300...420).contains(drawn.resamplesWithoutClass))
    #expect(drawn.replicates[0].count == 1000 - drawn.resamplesWithoutClass)
    #expect(drawn.replicates[0].allSatisfy { $0.isFinite })
  }
}
