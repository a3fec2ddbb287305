/// Sum in the order of the calls, with one term that collects the rounding errors (Neumaier 1974).
///
/// Terms that are added in a fixed order give the same bits for any number of threads.
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

/// Mean and sum of squares about it, by plain sums in the order of the values.
///
/// The rounding error grows with the number of values; ``CompensatedSum`` avoids that. Plain sums remain where limits
/// of intensities are made of them, because the last digit decides on which side of a limit a voxel lies.
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
