import Glibc

/// PyRadiomics' ε: the distance from 1 to the next double. It only shows in flat regions, as an entropy of -3.2e-16 for
/// 0.
let epsilon = Double.ulpOfOne

/// `p log₂(p + ε)`.
@inline(__always) func plogp(_ p: Double) -> Double { p * log2(p + epsilon) }

/// `-Σ p log₂(p + ε)` over the probabilities above 0.
func entropy(_ probabilities: some Sequence<Double>) -> Double {
  probabilities.reduce(0) { $1 > 0 ? $0 - plogp($1) : $0 }
}
