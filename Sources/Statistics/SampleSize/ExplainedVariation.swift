import Glibc
import Mathematics

/// Cox and Snell's R² of a model that is right: the share of the likelihood that a given AUC is worth at a given
/// prevalence.
///
/// The linear predictor is normal in both classes with equal variance, `N(0, 1)` in non-events and `N(μ, 1)` in events
/// with `μ = √2 Φ⁻¹(AUC)`; the log odds of the event are then `logit φ + μ x − μ²/2`, and `R² = 1 − exp(−2 (ℓ − ℓ₀))`
/// with the expected log-likelihoods `ℓ` and `ℓ₀` per subject. Riley et al. (doi 10.1002/sim.8806) draw a million
/// subjects for the same number.
/// - Parameters:
///   - auc: strictly between 0.5 and 1.
///   - prevalence: strictly between 0 and 1.
public func coxSnellRSquared(auc: Double, prevalence: Double) -> Double {
  precondition(auc > 0.5 && auc < 1, "an AUC that a model can have lies strictly between 0.5 and 1")
  precondition(prevalence > 0 && prevalence < 1, "a prevalence lies strictly between 0 and 1")
  let shift = 2.0.squareRoot() * NormalDistribution.quantile(auc)
  let prior = logit(prevalence)
  // −log of the probability given to what happened, averaged over each class.
  func loss(around centre: Double, sign: Double) -> Double {
    normalExpectation { z in
      let odds = prior + shift * (z + centre) - shift * shift / 2
      return softplus(-sign * odds)
    }
  }
  let fitted = -prevalence * loss(around: shift, sign: 1) - (1 - prevalence) * loss(around: 0, sign: -1)
  return 1 - exp(-2 * (fitted - nullLogLikelihood(prevalence: prevalence)))
}

/// The largest R² of Cox and Snell at a prevalence, `1 − exp(2 ℓ₀)`.
public func largestCoxSnellRSquared(prevalence: Double) -> Double {
  1 - exp(2 * nullLogLikelihood(prevalence: prevalence))
}

/// `φ log φ + (1 − φ) log(1 − φ)`.
private func nullLogLikelihood(prevalence: Double) -> Double {
  prevalence * log(prevalence) + (1 - prevalence) * log(1 - prevalence)
}

/// `E f(Z)` of a standard normal by the trapezoidal rule, which is exact to rounding for smooth functions that decay
/// like this.
func normalExpectation(_ value: (Double) -> Double) -> Double {
  let step = 0.005
  var sum = 0.0
  for position in -2000...2000 {
    let z = Double(position) * step
    sum += value(z) * exp(-z * z / 2)
  }
  return sum * step / (2 * Double.pi).squareRoot()
}
