/// One array of trained numbers.
package struct WeightTensor: Hashable, Sendable {
  /// Lengths of the axes, slowest first; empty for a single number.
  package let shape: [Int]
  /// Values in row-major order, in float32 whatever the file held.
  package let values: [Float]

  /// `values.count` must be the product of `shape`.
  package init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "one value per element")
    self.shape = shape
    self.values = values
  }
}
