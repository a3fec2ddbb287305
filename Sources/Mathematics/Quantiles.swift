/// Where a quantile of type 7 (Hyndman and Fan 1996, doi 10.2307/2684934) lies among values in ascending order: at
/// `(n − 1) p`, counted from 0. It is the default of R and NumPy.
///
/// It is a place and not a value, because ranks among millions of voxels are selected without sorting the values.
package struct QuantilePlace: Hashable, Sendable {
  /// Rank, from 0, of the value at the place or just before it.
  package let below: Int
  /// The next rank; the same as ``below`` at the last value.
  package let above: Int
  /// How far the place lies from ``below`` towards ``above``, in `[0, 1)`.
  package let share: Double

  /// - Parameters:
  ///   - probability: in `[0, 1]`.
  ///   - count: number of values, at least 1.
  package init(_ probability: Double, of count: Int) {
    precondition(count > 0 && (0...1).contains(probability), "a quantile needs values and 0 <= p <= 1")
    let position = Double(count - 1) * probability
    below = Int(position)
    above = min(below + 1, count - 1)
    share = position - Double(below)
  }

  /// `low + share (high − low)`, of the values at both ranks.
  package func value(_ low: Double, _ high: Double) -> Double { low + share * (high - low) }

  /// The same in NumPy's order of operations: from the nearer end, so that equal neighbours and both ends are exact.
  ///
  /// The last digit can differ from that of ``value(_:_:)``. It matters, because results are compared with those of
  /// PyRadiomics to the last digit.
  package func valueFromNearerEnd(_ low: Double, _ high: Double) -> Double {
    share < 0.5 ? low + share * (high - low) : high - (1 - share) * (high - low)
  }
}

/// Quantile of type 7 of values in ascending order.
/// - Parameters:
///   - sorted: at least one value.
///   - probability: in `[0, 1]`.
package func quantile(ofSorted sorted: [Double], _ probability: Double) -> Double {
  let place = QuantilePlace(probability, of: sorted.count)
  return place.value(sorted[place.below], sorted[place.above])
}

/// Median of values in ascending order, at least one; of an even number of values it is the mean of the two middle
/// ones, `(a + b) / 2`.
///
/// `quantile(ofSorted: sorted, 0.5)` is `a + (b − a) / 2`, whose last digit can differ.
package func middle(ofSorted sorted: [Double]) -> Double {
  let half = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
}

/// `Φ⁻¹(3/4)`: the median distance of a standard normal from 0.
package let normalMedianDeviation = 0.6744897501960817
