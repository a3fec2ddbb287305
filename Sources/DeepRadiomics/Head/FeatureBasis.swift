/// An orthonormal basis of the span of the training patients' features.
///
/// The backbone is frozen, so a training step moves the feature weights `W` only by combinations of training rows. With
/// orthonormal rows `Q` that span them, `W = W₀ + Qᵀ B`, and gradient descent, momentum and the sharpness-aware step on
/// `B` are exactly those on `W`, since a rotation changes no inner product: 167 patients need 167 rows of `B` instead
/// of 2048 of `W`. Adam scales each coordinate by itself and so is not a function of inner products; it uses
/// ``identity(_:)``.
package struct FeatureBasis: Sendable {
  /// The rows `Q`; `nil` is the identity.
  private let rows: Rows?
  /// Length of a feature vector.
  package let features: Int

  /// The features themselves.
  package static func identity(_ features: Int) -> FeatureBasis { FeatureBasis(rows: nil, features: features) }

  /// The span of `training`, by modified Gram-Schmidt, twice over for orthogonality to rounding (Giraud et al. 2005,
  /// doi 10.1007/s00211-005-0615-4). Rows that depend on earlier ones add nothing.
  package static func spanning(_ training: Rows) -> FeatureBasis {
    var basis: [[Double]] = []
    for row in 0..<training.count {
      var candidate = Array(training.values[(row * training.width)..<((row + 1) * training.width)])
      let length = dot(candidate, candidate).squareRoot()
      for _ in 0..<2 { for direction in basis { subtract(direction, from: &candidate) } }
      let rest = dot(candidate, candidate).squareRoot()
      guard rest > 1e-10 * length, rest > 0 else { continue }
      basis.append(candidate.map { $0 / rest })
    }
    return FeatureBasis(
      rows: Rows(count: basis.count, width: training.width, values: basis.flatMap(\.self)), features: training.width)
  }

  /// Number of coordinates.
  package var dimension: Int { rows?.count ?? features }

  /// Coordinates of feature vectors in the basis.
  package func coordinates(of features: Rows) -> Rows {
    guard let rows else { return features }
    return productWithTranspose(features, rows.values[...])
  }

  /// `Qᵀ B`, a row for each feature.
  package func expanded(_ weights: ArraySlice<Double>, hidden: Int) -> [Double] {
    guard let rows else { return Array(weights) }
    var result = [Double](repeating: 0, count: features * hidden)
    writeOuter(rows, Rows(count: rows.count, width: hidden, values: Array(weights)), to: &result, 0..<result.count)
    return result
  }

  /// The part of the hidden sums that training never changes: `X W₀`, or `nil` where `W₀` itself is trained.
  package func offsets(_ features: Rows, initial: [Double], hidden: Int) -> Rows? {
    guard rows != nil else { return nil }
    var sums = Rows(count: features.count, width: hidden)
    addProduct(features, initial[...], to: &sums)
    return sums
  }

  /// What the trained feature weights start from: nothing, or `W₀` itself.
  package func start(_ initial: [Double], hidden: Int) -> [Double] {
    rows == nil ? initial : [Double](repeating: 0, count: dimension * hidden)
  }

  /// The whole feature weights: `W₀ + Qᵀ B`.
  package func weights(_ trained: ArraySlice<Double>, initial: [Double], hidden: Int) -> [Double] {
    guard rows != nil else { return Array(trained) }
    return zip(expanded(trained, hidden: hidden), initial).map { $0 + $1 }
  }
}

private func subtract(_ direction: [Double], from candidate: inout [Double]) {
  let share = dot(direction, candidate)
  for i in candidate.indices { candidate[i] -= share * direction[i] }
}
