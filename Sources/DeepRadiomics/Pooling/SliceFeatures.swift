/// The features of every slice of one patient, before they are joined.
package struct SliceFeatures: Hashable, Codable, Sendable {
  /// One pass through the network after the other; each has slices of its own.
  package let branches: [SliceBag]

  /// Takes the passes as given.
  package init(_ branches: [SliceBag]) {
    precondition(!branches.isEmpty, "at least one pass")
    self.branches = branches
  }

  /// Length of the joined vector.
  package var width: Int { branches.reduce(0) { $0 + $1.width } }

  /// One vector by a pooling that is not learned, branch after branch.
  package func pooled(by pooling: SlicePooling) -> [Double] { branches.flatMap { $0.pooled(by: pooling) } }

  /// The same rounded to the precision of the network. The mean is then the network's own, to the last bit.
  package func vector(by pooling: SlicePooling) -> [Double] { pooled(by: pooling).map { Double(Float($0)) } }
}

/// The slices of one pass through the network.
package struct SliceBag: Hashable, Codable, Sendable {
  /// Features of a slice.
  package let width: Int
  /// Values by slice and feature.
  package let values: [Double]
  /// Area of the lesion in each slice, in pixels of the network's input.
  package let areas: [Double]

  /// Takes every part as given.
  package init(width: Int, values: [Double], areas: [Double]) {
    precondition(!areas.isEmpty && values.count == areas.count * width, "the features and the area of every slice")
    (self.width, self.values, self.areas) = (width, values, areas)
  }

  /// Slices with the areas of the lesion in them.
  package init(_ slices: [[Double]], areas: [Double]) {
    self.init(width: slices.first?.count ?? 0, values: slices.flatMap(\.self), areas: areas)
  }

  /// Number of slices.
  package var count: Int { areas.count }

  /// The features of one slice.
  package func slice(_ number: Int) -> ArraySlice<Double> { values[(number * width)..<((number + 1) * width)] }

  /// The same slices with other features in one of them.
  package func replacing(_ slice: Int, by features: some Collection<Double>) -> SliceBag {
    var values = values
    values.replaceSubrange((slice * width)..<((slice + 1) * width), with: features)
    return SliceBag(width: width, values: values, areas: areas)
  }

  /// One vector by a pooling that is not learned.
  package func pooled(by pooling: SlicePooling) -> [Double] {
    switch pooling {
    case .mean:
      // The sum is divided at the end, as the network itself does it.
      return sums(weights: nil).map { $0 / Double(count) }
    case .max: return winners.enumerated().map { feature, slice in values[slice * width + feature] }
    case .area: return weighted(by: areaWeights)
    case .attention: preconditionFailure("the weights of attention belong to a head")
    }
  }

  /// `Σ a_k h_k`, in the order of the slices.
  package func weighted(by weights: [Double]) -> [Double] { sums(weights: weights) }

  /// The derivative by every slice's features of a score whose derivative by the vector is `gradient`.
  package func gradients(_ gradient: [Double], by pooling: SlicePooling) -> [[Double]] {
    switch pooling {
    case .mean: return (0..<count).map { _ in gradient.map { $0 / Double(count) } }
    case .area: return areaWeights.map { weight in gradient.map { weight * $0 } }
    case .max:
      let winners = winners
      return (0..<count).map { slice in gradient.indices.map { winners[$0] == slice ? gradient[$0] : 0 } }
    case .attention: preconditionFailure("the weights of attention belong to a head")
    }
  }

  /// The share of each slice in the area of the lesion; equal shares if the network sees no lesion at all.
  package var areaWeights: [Double] {
    let total = areas.reduce(0, +)
    return total > 0 ? areas.map { $0 / total } : areas.map { _ in 1 / Double(count) }
  }

  /// The slice with the largest value of each feature; the first of equals.
  private var winners: [Int] {
    var winners = [Int](repeating: 0, count: width)
    for slice in 1..<Swift.max(count, 1) {
      for feature in 0..<width where values[slice * width + feature] > values[winners[feature] * width + feature] {
        winners[feature] = slice
      }
    }
    return winners
  }

  private func sums(weights: [Double]?) -> [Double] {
    var sums = [Double](repeating: 0, count: width)
    for slice in 0..<count {
      let weight = weights?[slice] ?? 1
      for feature in 0..<width { sums[feature] += weight * values[slice * width + feature] }
    }
    return sums
  }
}
