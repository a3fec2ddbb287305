import Foundation
import Statistics
import Testing

/// Reference: R 4.2.2 on the numbers of ``ParkMiller``. `val.prob` is of rms 6.5-0, Dxy of `Hmisc::somers2` (`val.prob`
/// bins its scores), intercept and slope of `glm(epsilon = 1e-14)` (`val.prob` stops at a deviance change of 0.025),
/// partial areas of pROC 1.18.0.
@Suite struct ValidationStatisticsTests {
  /// `u <- pm(2 n, n + k)`; `p <- u[1:n]`, for k = 2 `round(20 p + .5)/22`; `y <- u[n + 1:n] < p^1.3`.
  private static func sample(_ n: Int, _ k: Int) -> (probabilities: [Double], outcomes: [Bool]) {
    var numbers = ParkMiller(seed: n + k)
    let u = (0..<(2 * n)).map { _ in numbers.next() }
    let p = u.prefix(n).map { k == 2 ? ($0 * 20 + 0.5).rounded() / 22 : $0 }
    return (p, zip(u.dropFirst(n), p).map { $0 < pow($1, 1.3) })
  }

  /// Dxy, R2, D, D:Chi-sq, U, U:Chi-sq, U:p, Q, Brier, Intercept, Slope, Emax, E90, Eavg, S:z, S:p.
  @Test(arguments: [
    (
      60, 1,
      [
        0.787081339712919, 0.444407743582469, 0.376396634337445, 23.5837980602467, 0.119523241368312, 9.17139448209871,
        0.0101966377942145, 0.256873392969133, 0.154129128534348, -1.14887173775808, 1.41052069108686,
        0.226503895512084, 0.222568910676535, 0.13533522919357, -0.170455442987524, 0.864651972842407,
      ]
    ),
    (
      60, 2,
      [
        0.754406580493537, 0.432161122052671, 0.366085252568454, 22.9651151541072, 0.0846859972911442, 7.08115983746865,
        0.0289965065880082, 0.28139925527731, 0.155371900826446, -0.780179350247048, 1.77139421826848, 0.17489288613806,
        0.166162702867558, 0.10814329465784, -1.35430084600845, 0.175640416366876,
      ]
    ),
    (
      200, 1,
      [
        0.785403380908999, 0.547416912632458, 0.520758724129598, 105.15174482592, 0.0299900790317305, 7.9980158063461,
        0.0183338187925806, 0.490768645097867, 0.136403062295993, -0.288181304781383, 1.46375543232385,
        0.119612368489955, 0.114065852954227, 0.0493873228951773, -2.23665997558691, 0.0253085717992027,
      ]
    ),
    (
      200, 2,
      [
        0.708229166666667, 0.405590213539999, 0.351712002622593, 71.3424005245186, 0.0505764666006405, 12.1152933201281,
        0.00233990099563786, 0.301135536021952, 0.16323347107438, -0.562831079290798, 1.35608514652139,
        0.172654033155692, 0.163591900583399, 0.0897774568280132, -1.48717977884703, 0.136967335249495,
      ]
    ),
    (
      1000, 1,
      [
        0.675590910386907, 0.413212471181116, 0.36721556177558, 368.21556177558, 0.0231119574755536, 25.1119574755536,
        3.52377134249515e-06, 0.344103604300027, 0.167065876480503, -0.393558819722935, 1.04040996026775,
        0.0976345818475673, 0.0942874376726047, 0.0610197877317557, -0.100358434441043, 0.920059767622881,
      ]
    ),
    (
      1000, 2,
      [
        0.641157054950158, 0.352149478756956, 0.301356700240906, 302.356700240906, 0.0344750535292387, 36.4750535292387,
        1.20099932221507e-08, 0.266881646711667, 0.175473140495868, -0.459147209282647, 1.11073460935391,
        0.104529644847992, 0.103737713774169, 0.0749545195364796, -0.88251439966164, 0.37749869628018,
      ]
    ),
  ]) func valProbIsThatOfR(n: Int, k: Int, expected: [Double]) {
    let (probabilities, outcomes) = Self.sample(n, k)
    let found = ValidationStatistics(probabilities: probabilities, outcomes: outcomes)
    let values = [
      found.somersD, found.rSquared, found.discrimination, found.discriminationTest.statistic, found.unreliability,
      found.unreliabilityTest.statistic, found.unreliabilityTest.pValue, found.quality, found.brier, found.intercept,
      found.slope, found.lowessErrors.map { .defined($0.maximum) } ?? .undefined(.noSubjects),
      found.lowessErrors.map { .defined($0.e90) } ?? .undefined(.noSubjects),
      found.lowessErrors.map { .defined($0.ici) } ?? .undefined(.noSubjects), found.spiegelhalter.statistic,
      found.spiegelhalter.pValue,
    ]
    for (at, pair) in zip(values, expected).enumerated() {
      // U carries what lrm.fit leaves of the deviance.
      #expect(agrees(pair.0.value, pair.1, (4...7).contains(at) ? 1e-8 : 1e-9), "\(at): \(pair)")
    }
  }

  /// What is undefined says why, and nothing stops.
  @Test func edgesAreUndefinedWithTheirReason() {
    let certain = ValidationStatistics(
      probabilities: [0, 0.2, 0.6, 1, 0.5], outcomes: [false, true, false, true, true])
    #expect(certain.discriminationTest.statistic == .undefined(.certainProbability) && certain.brier.value != nil)
    #expect(certain.spiegelhalter.pValue.value != nil && certain.lowessErrors != nil)
    let constant = ValidationStatistics(probabilities: [0.5, 0.5, 0.5], outcomes: [false, true, false])
    #expect(constant.slope == .undefined(.zeroVariance) && constant.somersD == .defined(0))
    #expect(constant.spiegelhalter.statistic == .undefined(.zeroVariance))
    let oneClass = ValidationStatistics(probabilities: [0.1, 0.7], outcomes: [false, false])
    #expect(oneClass.rSquared == .undefined(.noEvents) && oneClass.quality.value == nil)
    let separated = ValidationStatistics(probabilities: [0.1, 0.2, 0.8], outcomes: [false, false, true])
    #expect(separated.unreliability == .undefined(.separation) && separated.discrimination.value != nil)
    #expect(ValidationStatistics(probabilities: [], outcomes: []).lowessErrors == nil)
  }

  /// R: mean and `sqrt(mean((z - mean(z))^2)/n)` of `z`: 1 for a treated event, `-t/(1 - t)` for a treated non-event, 0
  /// else; the last two of its difference to treating everybody. Probabilities as above with k = 0.
  @Test(arguments: [
    (60, 0.1, 0.333333333333333, 0.199974675656797, 0.46669199100987, 0.00804087283262804, 0.028996164204409),
    (60, 0.25, 0.261111111111111, 0.114949643745561, 0.407272578476661, 0.0308299773026987, 0.135836689363968),
    (60, 0.5, 0.1, -0.0771211836634324, 0.277121183663432, 0.175541241617041, 0.491125425049625),
    (400, 0.1, 0.359722222222222, 0.306790320499177, 0.412654123945268, 0.00114583426498684, 0.0127430546239021),
    (400, 0.25, 0.270833333333333, 0.211516364070037, 0.330150302596629, 0.0278407332019154, 0.0671592667980846),
    (400, 0.5, 0.15, 0.0798439659472234, 0.220156034052777, 0.255731340488008, 0.374268659511992),
  ]) func netBenefitsHaveTheirIntervals(
    n: Int, threshold: Double, benefit: Double, lower: Double, upper: Double, lowerOverAll: Double, upperOverAll: Double
  ) throws {
    let (probabilities, outcomes) = Self.sample(n, 0)
    let point = try #require(
      DecisionCurve(probabilities: probabilities, outcomes: outcomes, thresholds: [threshold]).points.first)
    let (interval, overAll) = (try #require(point.interval), try #require(point.intervalOverAll))
    let found = [point.netBenefit, interval.lower, interval.upper, overAll.lower, overAll.upper]
    for (value, expected) in zip(found, [benefit, lower, upper, lowerOverAll, upperOverAll]) {
      #expect(agrees(value, expected, 1e-12), "\(found)")
    }
  }

  /// R: `O/E * exp(c(-1, 1) * qnorm(.975) * sqrt((1 - O/n)/O))`.
  @Test(arguments: [
    (60, 0.77378435513721, 0.56136083226812, 1.06659067365985),
    (400, 0.818079514148071, 0.728658413969234, 0.918474388874621),
  ]) func observedOverExpectedHasItsInterval(n: Int, ratio: Double, lower: Double, upper: Double) throws {
    let (probabilities, outcomes) = Self.sample(n, 0)
    let fit = CalibrationFit(probabilities: probabilities, outcomes: outcomes)
    let interval = try #require(fit.observedToExpectedInterval)
    #expect(agrees(fit.observedToExpected.value, ratio, 1e-12))
    #expect(agrees(interval.lower, lower, 1e-12) && agrees(interval.upper, upper, 1e-12))
    #expect(interval.replacement == nil)
  }

  /// Without an event the log of O/E has no interval, and an observed share of 0 is no certainty. Wilson's upper limit
  /// of 0 of `n` is `z^2/(n + z^2)`, as of R's `prop.test(0, n, correct = FALSE)`, here over the mean probability.
  @Test(arguments: [(2, 0.35), (10, 0.02), (400, 0.9)])
  func noEventHasTheLimitsOfItsShare(n: Int, probability: Double) throws {
    let fit = CalibrationFit(
      probabilities: [Double](repeating: probability, count: n), outcomes: [Bool](repeating: false, count: n))
    let interval = try #require(fit.observedToExpectedInterval)
    let square = 1.959963984540054 * 1.959963984540054
    #expect(fit.observedToExpected.value == 0 && interval.lower == 0)
    #expect(agrees(interval.upper, square / (Double(n) + square) / probability, 1e-12), "\(interval)")
    #expect(interval.replacement?.method == .wilson)
  }
}
