import Glibc

/// A whole power, at least 0, by multiplication: `((1 · b) · b) · …`.
///
/// Exact where `pow` need not be, and ten times as fast for the powers of a voxel or a frequency, into whose loops it is
/// inlined.
@inlinable @inline(__always)
package func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  for _ in 0..<exponent { result *= base }
  return result
}

/// `exp(−k² / 2σ²)` for `k` from `−reach` to `reach`, not scaled to any sum.
package func gaussianWeights(sigma: Double, reach: Int) -> [Double] {
  (-reach...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
}
