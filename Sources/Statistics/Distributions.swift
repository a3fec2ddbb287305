internal import CDistributions

// One thin value per distribution over the Boost.Math shim. Upper tails are computed as such and not as 1 − F, so that
// a p-value of 1e-40 keeps its digits. Arguments outside the domain are a caller's bug.

/// The standard normal distribution.
public enum NormalDistribution {
  /// `P(Z ≤ x)`.
  public static func lowerTail(_ x: Double) -> Double { cdist_normal_cdf(x) }
  /// `P(Z > x)`.
  public static func upperTail(_ x: Double) -> Double { cdist_normal_sf(x) }
  /// `P(|Z| ≥ |x|)`.
  public static func twoSided(_ x: Double) -> Double { 2 * cdist_normal_sf(abs(x)) }
  /// `x` with `P(Z ≤ x) = p`, for `0 < p < 1`.
  public static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "a normal quantile needs a probability strictly between 0 and 1")
    return cdist_normal_quantile(p)
  }
}

/// Student's t distribution.
public struct StudentDistribution: Hashable, Sendable {
  /// Degrees of freedom, `> 0`, not necessarily whole (Welch).
  public let degreesOfFreedom: Double

  /// The distribution with `degreesOfFreedom`.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "Student's t needs positive degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// `P(T > x)`.
  public func upperTail(_ x: Double) -> Double { cdist_t_sf(x, degreesOfFreedom) }
  /// `P(|T| ≥ |x|)`.
  public func twoSided(_ x: Double) -> Double { 2 * cdist_t_sf(abs(x), degreesOfFreedom) }
  /// `x` with `P(T ≤ x) = p`.
  public func quantile(_ p: Double) -> Double { cdist_t_quantile(p, degreesOfFreedom) }
}

/// The chi-square distribution.
public struct ChiSquareDistribution: Hashable, Sendable {
  /// Degrees of freedom, `> 0`.
  public let degreesOfFreedom: Double

  /// The distribution with `degreesOfFreedom`.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "chi-square needs positive degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// `P(X > x)`.
  public func upperTail(_ x: Double) -> Double { cdist_chisq_sf(x, degreesOfFreedom) }
}

/// Fisher's F distribution.
public struct FDistribution: Hashable, Sendable {
  /// Degrees of freedom of the numerator.
  public let numerator: Double
  /// Degrees of freedom of the denominator.
  public let denominator: Double

  /// The distribution with the two degrees of freedom, both `> 0`.
  public init(numerator: Double, denominator: Double) {
    precondition(numerator > 0 && denominator > 0, "F needs positive degrees of freedom")
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// `P(F ≤ x)`.
  public func lowerTail(_ x: Double) -> Double { cdist_f_cdf(x, numerator, denominator) }
  /// `P(F > x)`.
  public func upperTail(_ x: Double) -> Double { cdist_f_sf(x, numerator, denominator) }
}

/// The beta distribution.
public struct BetaDistribution: Hashable, Sendable {
  /// First shape, `> 0`.
  public let alpha: Double
  /// Second shape, `> 0`.
  public let beta: Double

  /// The distribution with shapes `alpha` and `beta`.
  public init(alpha: Double, beta: Double) {
    precondition(alpha > 0 && beta > 0, "beta needs positive shapes")
    (self.alpha, self.beta) = (alpha, beta)
  }

  /// `x` with `P(B ≤ x) = p`.
  public func quantile(_ p: Double) -> Double { cdist_beta_quantile(p, alpha, beta) }
}

/// The binomial distribution.
public struct BinomialDistribution: Hashable, Sendable {
  /// Number of trials.
  public let trials: Int
  /// Probability of success.
  public let probability: Double

  /// The distribution of successes in `trials` with `probability` each.
  public init(trials: Int, probability: Double) {
    precondition(trials >= 0 && (0...1).contains(probability), "a binomial needs trials >= 0 and 0 <= p <= 1")
    (self.trials, self.probability) = (trials, probability)
  }

  /// `P(X ≤ successes)`.
  public func lowerTail(_ successes: Int) -> Double {
    successes < 0 ? 0 : successes >= trials ? 1 : cdist_binomial_cdf(Double(successes), Double(trials), probability)
  }

  /// `P(X > successes)`.
  public func upperTail(_ successes: Int) -> Double {
    successes < 0 ? 1 : successes >= trials ? 0 : cdist_binomial_sf(Double(successes), Double(trials), probability)
  }
}
