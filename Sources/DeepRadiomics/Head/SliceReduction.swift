import Execution

/// The leading components of the slices of training patients, each with mean 0 and variance 1: what attention looks at.
///
/// The weights of attention by all 1280 or 2048 features would have tens of thousands of numbers to learn from some
/// hundred slices. The features themselves are joined whole; only the weights are computed from the components.
package struct SliceReduction: Hashable, Codable, Sendable {
  /// Mean of each feature over the training slices.
  let mean: [Double]
  /// A column for each component, a row for each feature.
  let directions: Rows

  /// Components at most. With 32, attention fits the noise of the few hundred slices that it learns from, and finds
  /// telling slices less often (`Documentation/deep.md`, "Joining slices").
  package static let most = 16
  /// Steps of the iteration. Every step multiplies the share of a smaller component in a larger one by the ratio of
  /// their variances, and attention needs no more than a stable subspace.
  private static let steps = 8

  /// The components of `slices` by orthogonal iteration from a fixed start, uncorrelated and scaled to variance 1.
  /// Directions in which the slices do not vary are left out.
  package init(_ slices: Rows, most: Int = most) {
    let mean = columnMeans(slices)
    let centred = subtracting(mean, from: slices)
    var stream = RandomStream(seed: 0, name: "slice reduction")
    let count = min(most, slices.count - 1, slices.width)
    var basis = (0..<max(count, 0)).map { _ in (0..<slices.width).map { _ in stream.normal() } }
    for _ in 0..<Self.steps where !basis.isEmpty { basis = orthonormal(Self.step(basis, centred)) }
    self.mean = mean
    directions = Self.standardised(basis, centred)
  }

  /// Number of components.
  package var count: Int { directions.width }

  /// Number of features.
  package var features: Int { mean.count }

  /// The components of slices, a row for each.
  package func components(of slices: Rows) -> Rows {
    var result = Rows(count: slices.count, width: count)
    addProduct(subtracting(mean, from: slices), directions.values[...], to: &result)
    return result
  }

  /// The derivative by every feature of a score with this derivative by the components.
  func featureGradient(_ gradient: Rows) -> Rows { productWithTranspose(gradient, directions.values[...]) }

  /// What contradicts itself in a reduction that was read from a file; `nil` where nothing does.
  var fault: String? {
    directions.count == mean.count && directions.values.count == directions.count * directions.width
      ? nil : "its components are not those of \(mean.count) features"
  }

  /// One step: the images of the directions under the covariance of the slices.
  private static func step(_ basis: [[Double]], _ slices: Rows) -> [[Double]] {
    let scores = scores(basis, slices)
    var images = [Double](repeating: 0, count: slices.width * basis.count)
    writeOuter(slices, scores, to: &images, 0..<images.count)
    return columns(images, width: basis.count)
  }

  private static func scores(_ basis: [[Double]], _ slices: Rows) -> Rows {
    var scores = Rows(count: slices.count, width: basis.count)
    addProduct(slices, transposed(basis)[...], to: &scores)
    return scores
  }

  /// The directions by which the slices have uncorrelated values of variance 1.
  private static func standardised(_ basis: [[Double]], _ slices: Rows) -> Rows {
    guard !basis.isEmpty else { return Rows(count: slices.width, width: 0) }
    var (kept, values): ([[Double]], [[Double]]) = ([], [])
    var largest = 0.0
    for (direction, own) in zip(basis, columns(scores(basis, slices).values, width: basis.count)) {
      var (direction, own) = (direction, own)
      for (other, known) in zip(kept, values) {
        let share = dot(own, known) / Double(slices.count)
        subtract(share, known, from: &own)
        subtract(share, other, from: &direction)
      }
      let deviation = (dot(own, own) / Double(slices.count)).squareRoot()
      largest = max(largest, deviation)
      guard deviation > 1e-6 * largest, deviation > 0 else { continue }
      kept.append(direction.map { $0 / deviation })
      values.append(own.map { $0 / deviation })
    }
    return Rows(count: slices.width, width: kept.count, values: transposed(kept))
  }
}

/// Orthonormal vectors with the span of `vectors`, by modified Gram-Schmidt, twice over.
private func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
  var kept: [[Double]] = []
  for vector in vectors {
    var rest = vector
    let length = dot(rest, rest).squareRoot()
    for _ in 0..<2 { for other in kept { subtract(dot(rest, other), other, from: &rest) } }
    let left = dot(rest, rest).squareRoot()
    guard left > 1e-10 * length, left > 0 else { continue }
    kept.append(rest.map { $0 / left })
  }
  return kept
}

private func subtract(_ share: Double, _ direction: [Double], from vector: inout [Double]) {
  for i in vector.indices { vector[i] -= share * direction[i] }
}

private func transposed(_ columns: [[Double]]) -> [Double] {
  (columns.first?.indices ?? 0..<0).flatMap { row in columns.map { $0[row] } }
}

/// The columns of a matrix that is stored by row.
private func columns(_ values: [Double], width: Int) -> [[Double]] {
  (0..<width).map { column in stride(from: column, to: values.count, by: width).map { values[$0] } }
}
