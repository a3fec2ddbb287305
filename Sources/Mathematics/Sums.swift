/// Sum in a fixed order with one rounding-error term (Neumaier 1974): the same bits for any number of threads.
@usableFromInline
package struct CompensatedSum: Sendable {
  @usableFromInline var total = 0.0
  @usableFromInline var correction = 0.0

  /// An empty sum.
  @inlinable package init() {}

  /// Adds one term.
  @inlinable @inline(__always) package mutating func add(_ term: Double) {
    let next = total + term
    correction += abs(total) >= abs(term) ? (total - next) + term : (term - next) + total
    total = next
  }

  /// The sum so far.
  @inlinable package var value: Double { total + correction }
}

/// Mean and squares about it, by plain sums in the order of the values, as the definition is written.
///
/// Rounding grows with the number of values. Who wants none of it takes ``CompensatedSum``. The limits of intensities
/// that are made of plain sums keep them, since the last place decides on which side of a limit a voxel lies.
package struct PlainMoments: Hashable, Sendable {
  /// Number of values.
  package let count: Int
  /// `Σ x / n`.
  package let mean: Double
  /// `Σ (x − mean)²`.
  package let squares: Double

  /// - Parameter values: at least one.
  package init(_ values: [Double]) {
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// Standard deviation with divisor `n`.
  package var deviation: Double { (squares / Double(count)).squareRoot() }
}
