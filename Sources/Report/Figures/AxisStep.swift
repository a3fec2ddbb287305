import Foundation

/// The distance between the ticks of an axis: 1, 2 or 5 times a power of ten, in which a reader can count.
package struct AxisStep: Hashable, Sendable {
  /// The distance.
  package let distance: Double
  /// The decimals with which every tick is exact.
  package let decimals: Int

  /// The least such distance that is not below `least`, which is 1 where there is nothing to divide.
  package init(atLeast least: Double) {
    guard least > 0, least.isFinite else {
      (distance, decimals) = (1, 0)
      return
    }
    let exponent = Int(log10(least * (1 - 1e-9)).rounded(.down))
    // Below 1 the power divides, because a tenth is not exact: 3 / 10 is 0.3, and 3 * 0.1 is not.
    let sizes = [1.0, 2, 5, 10].map { exponent < 0 ? $0 / pow(10, Double(-exponent)) : $0 * pow(10, Double(exponent)) }
    distance = sizes.first { $0 >= least * (1 - 1e-9) } ?? sizes[3]
    decimals = max(0, distance >= sizes[3] ? -exponent - 1 : -exponent)
  }

  /// The least multiple that is not below a value.
  package func end(of value: Double) -> Double { distance * (value / distance - 1e-9).rounded(.up) }
}
