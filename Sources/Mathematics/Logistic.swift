import Glibc

/// `1 / (1 + exp(−x))` without overflow.
package func logistic(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}

/// `log(1 + exp(x))` without overflow.
package func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// `log(p / (1 − p))`; infinite at 0 and 1.
package func logit(_ probability: Double) -> Double { log(probability) - log1p(-probability) }
