import Glibc
import Mathematics
import Statistics

/// An estimate combined over the completions of a multiple imputation by Rubin's rules.
///
/// `Q̄ = mean Qₖ`, `T = Ū + (1 + 1/m) B`; degrees of freedom by Barnard and Rubin. For coefficients and the logit of an
/// AUC, whose sampling distribution is near normal; not for probabilities, which are averaged.
/// - SeeAlso: Rubin 1987; Barnard and Rubin 1999, doi 10.1093/biomet/86.4.948; R's `mice::pool.scalar`.
public struct PooledEstimate: Hashable, Codable, Sendable {
  /// `Q̄`.
  public let estimate: Double
  /// `T`.
  public let variance: Double
  /// Degrees of freedom of the t distribution.
  public let degreesOfFreedom: Double
  /// Share of the variance that is due to missing values, `(1 + 1/m) B / T`.
  public let missingShare: Double

  /// Combines `estimates` with their `variances`; `completeFreedom` has the degrees of freedom of a complete table,
  /// infinite if it is large.
  public init(estimates: [Double], variances: [Double], completeFreedom: Double = .infinity) {
    precondition(estimates.count == variances.count && !estimates.isEmpty, "one variance per estimate")
    let count = Double(estimates.count)
    let within = mean(variances)
    let between = sampleVariance(estimates).value ?? 0
    estimate = mean(estimates)
    variance = within + (1 + 1 / count) * between
    missingShare = variance > 0 ? (1 + 1 / count) * between / variance : 0
    let old = missingShare > 0 ? (count - 1) / (missingShare * missingShare) : .infinity
    let observed =
      completeFreedom.isInfinite
      ? Double.infinity : (completeFreedom + 1) / (completeFreedom + 3) * completeFreedom * (1 - missingShare)
    degreesOfFreedom = old.isInfinite ? observed : observed.isInfinite ? old : old * observed / (old + observed)
  }

  /// The interval at `level`.
  public func interval(level: Double = 0.95) -> ConfidenceInterval {
    let quantile =
      degreesOfFreedom.isInfinite
      ? NormalDistribution.quantile(0.5 + level / 2)
      : StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.5 + level / 2)
    let reach = quantile * variance.squareRoot()
    return ConfidenceInterval(lower: estimate - reach, upper: estimate + reach, level: level)
  }

  /// AUCs of the completions, combined on the logit scale and brought back; `nil` where an AUC is 0 or 1 and has no
  /// logit.
  public static func auc(_ estimates: [AUCEstimate], level: Double = 0.95) -> (
    auc: Double, interval: ConfidenceInterval
  )? {
    let pairs = estimates.compactMap { estimate -> (Double, Double)? in
      guard let auc = estimate.auc.value, let variance = estimate.variance.value, auc > 0, auc < 1 else { return nil }
      let slope = 1 / (auc * (1 - auc))
      return (log(auc / (1 - auc)), variance * slope * slope)
    }
    guard !pairs.isEmpty, pairs.count == estimates.count else { return nil }
    let pooled = PooledEstimate(estimates: pairs.map(\.0), variances: pairs.map(\.1))
    let own = pooled.interval(level: level)
    return (
      logistic(pooled.estimate),
      ConfidenceInterval(lower: logistic(own.lower), upper: logistic(own.upper), level: level)
    )
  }
}
