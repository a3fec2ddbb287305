import Glibc
import Mathematics

/// The statistics that `rms::val.prob` prints for probabilities and outcomes.
///
/// `L` is minus twice the log-likelihood: `L₀` of the prevalence for everybody, `L₁` of the probabilities as they are,
/// `L₂` after the logistic recalibration. Then `D = (L₀ − L₁ − 1)/n`, `U = (L₁ − L₂ − 2)/n`, `Q = D − U`, and
/// Nagelkerke's `R² = (1 − exp(−(L₀ − L₁)/n)) / (1 − exp(−L₀/n))`. Emax, E90 and Eavg are distances of
/// `lowess(p, y, iter = 0)` from the diagonal; the errors of ``CalibrationCurve`` are those of loess. What needs the
/// logit of a probability of exactly 0 or 1 is undefined here; `val.prob` leaves such subjects out of some figures and
/// keeps them in others.
/// - SeeAlso: Harrell 2015, doi 10.1007/978-3-319-19425-7, chapter 10; Spiegelhalter 1986, doi 10.1002/sim.4780050506,
///   for S.
public struct ValidationStatistics: Hashable, Codable, Sendable {
  /// Somers' rank correlation, `2 C − 1`.
  public let somersD: Statistic
  /// The AUC. `val.prob` counts it over binned scores, some 1e-4 away.
  public let concordance: Statistic
  /// Nagelkerke's R² of the probabilities as they are; below 0 where the prevalence does better.
  public let rSquared: Statistic
  /// Discrimination index D.
  public let discrimination: Statistic
  /// `L₀ − L₁` and its p-value with 1 degree of freedom (`val.prob` of rms 6.5 prints `NA` for the latter).
  public private(set) var discriminationTest: TestResult
  /// Unreliability index U.
  public let unreliability: Statistic
  /// `L₁ − L₂` and its p-value with 2 degrees of freedom: whether intercept and slope are 0 and 1.
  public private(set) var unreliabilityTest: TestResult
  /// Quality index Q.
  public let quality: Statistic
  /// Brier score.
  public let brier: Statistic
  /// Intercept of the logistic recalibration.
  public let intercept: Statistic
  /// Its slope.
  public let slope: Statistic
  /// Distances of the lowess curve; `nil` without subjects.
  public let lowessErrors: CalibrationError?
  /// Spiegelhalter's z and its two-sided p-value.
  public private(set) var spiegelhalter: TestResult

  /// The statistics of `probabilities`, each in [0, 1].
  public init(probabilities: [Double], outcomes: [Bool]) {
    let fit = CalibrationFit(probabilities: probabilities, outcomes: outcomes)
    self.init(probabilities: probabilities, outcomes: outcomes, fit: fit)
  }

  /// The same where the recalibration is known.
  package init(probabilities: [Double], outcomes: [Bool], fit: CalibrationFit) {
    concordance = auc(probabilities, outcomes: outcomes)
    somersD = concordance.map { 2 * $0 - 1 }
    brier = BrierScore(probabilities: probabilities, outcomes: outcomes).score
    (intercept, slope) = (fit.intercept, fit.slope)
    let deviances = Deviances(probabilities, outcomes, fit)
    let n = Double(outcomes.count)
    rSquared = deviances.rSquared
    discriminationTest = deviances.test(deviances.null, deviances.given, degreesOfFreedom: 1)
    unreliabilityTest = deviances.test(deviances.given, deviances.recalibrated, degreesOfFreedom: 2)
    discrimination = discriminationTest.statistic.map { ($0 - 1) / n }
    unreliability = unreliabilityTest.statistic.map { ($0 - 2) / n }
    quality = Statistics.difference(discrimination, unreliability)
    lowessErrors =
      probabilities.isEmpty ? nil : CalibrationError(lowess: probabilities, outcomes.map { $0 ? 1 : 0 })
    spiegelhalter = ValidationStatistics.spiegelhalter(probabilities, outcomes)
  }

  /// The statistics without p-values where there is a reason against them.
  public func withheld(for reason: UndefinedReason?) -> ValidationStatistics {
    var bare = self
    for test in [\ValidationStatistics.discriminationTest, \.unreliabilityTest, \.spiegelhalter] {
      bare[keyPath: test] = self[keyPath: test].withheld(for: reason)
    }
    return bare
  }

  /// `Σ (y − p)(1 − 2p) / √Σ (1 − 2p)² p (1 − p)`, normal when the probabilities are right.
  private static func spiegelhalter(_ probabilities: [Double], _ outcomes: [Bool]) -> TestResult {
    let sum = total(zip(probabilities, outcomes).map { (($1 ? 1 : 0) - $0) * (1 - 2 * $0) })
    let variance = total(probabilities.map { (1 - 2 * $0) * (1 - 2 * $0) * $0 * (1 - $0) })
    let z = Statistic.ratio(sum, variance.squareRoot(), else: outcomes.isEmpty ? .noSubjects : .zeroVariance)
    return TestResult(statistic: z, pValue: z.map(NormalDistribution.twoSided))
  }
}

extension CalibrationError {
  /// The distances of the lowess curve that `rms::val.prob` draws; equal probabilities share the mean of their values,
  /// as `approx(ties = mean)` has it.
  public init(lowess probabilities: [Double], _ targets: [Double]) {
    let fitted = Lowess.smooth(probabilities, targets)
    var smoothed = fitted
    let order = ascendingOrder(of: probabilities)
    forEachTie(probabilities, order: order) { run in
      guard run.count > 1 else { return }
      let shared = mean(run.map { fitted[order[$0]] })
      for position in run { smoothed[order[position]] = shared }
    }
    self.init(smoothed: smoothed, probabilities: probabilities)
  }
}
