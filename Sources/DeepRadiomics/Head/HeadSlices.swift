// The slices of one patient as a trained head joins them.
extension TrainedHead {
  /// The vector that the head gets of a patient's slices.
  package func pooled(_ slices: SliceFeatures) -> [Double] {
    precondition(slices.width == features, "the vectors it was trained on")
    guard settings.pooling.isLearned else { return slices.pooled(by: settings.pooling) }
    return zip(slices.branches, sliceWeights(slices)).flatMap { $0.weighted(by: $1) }
  }

  /// The probability as a function of the clinical factors of a patient with these slices. The images do not change
  /// with the factors, and so neither do the weights of attention.
  package func clinicalModel(slices: SliceFeatures) -> ([Double]) -> Double {
    clinicalModel(
      features: settings.pooling.isLearned ? pooled(slices) : slices.vector(by: settings.pooling))
  }

  /// The weight of attention for every slice of each branch; empty for other poolings.
  package func sliceWeights(_ slices: SliceFeatures) -> [[Double]] { attention(slices).map(\.pass.weights) }

  private func attention(_ slices: SliceFeatures) -> [(batch: SliceBatch, pass: AttentionPass)] {
    zip(zip(slices.branches, reductions ?? []), layout.gates).map { branch, gate in
      let batch = SliceBatch([branch.0], branch.1)
      return (batch, gate.weigh(batch, parameters))
    }
  }

  /// The derivative of the log-odds by the features of every slice, branch after branch. With attention it includes
  /// that of the weights, which look at the same features.
  package func sliceGradient(_ slices: SliceFeatures, factors: [Double] = []) -> [[[Double]]] {
    let gradient = gradient(features: pooled(slices), factors: factors)
    var start = 0
    let parts = slices.branches.map { bag in
      defer { start += bag.width }
      return Array(gradient[start..<(start + bag.width)])
    }
    guard settings.pooling.isLearned else {
      return zip(slices.branches, parts).map { $0.gradients($1, by: settings.pooling) }
    }
    let passes = attention(slices)
    var unused = [Double](repeating: 0, count: parameters.count)
    let components = HeadNetwork(layout: layout).attentionGradient(
      passes.map(\.pass), passes.map(\.batch), parameters, Rows([gradient]), to: &unused)
    return parts.indices.map { branch in
      let through = (reductions ?? [])[branch].featureGradient(components[branch])
      return passes[branch].pass.weights.enumerated().map { slice, weight in
        zip(parts[branch], through.row(slice)).map { weight * $0 + $1 }
      }
    }
  }
}
