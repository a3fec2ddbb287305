/// Slope of a leaky rectifier for negative inputs.
private let (hiddenSlope, clinicalSlope) = (0.2, 0.02)
/// Added to variances.
private let varianceFloor = 1e-5
/// Share of the newest batch in running means and variances.
private let runningShare = 0.1

/// What the hidden layer's batch normalisation remembers for patients it sees alone.
package struct RunningMoments: Hashable, Codable, Sendable {
  package var mean: [Double]
  package var variance: [Double]

  package init(width: Int) {
    mean = [Double](repeating: 0, count: width)
    variance = [Double](repeating: 1, count: width)
  }
}

/// One batch as the head sees it.
package struct HeadBatch: Sendable {
  /// Features, or their coordinates in a ``FeatureBasis``.
  package var features: Rows
  /// What the fixed part of the feature weights adds before the hidden layer; `nil` for nothing.
  package var offsets: Rows?
  /// Scaled clinical factors, if any.
  package var factors: Rows?
  /// The slices of each branch, for attention to join; empty where the features are joined already.
  package var branches: [SliceBatch]

  package init(features: Rows, offsets: Rows? = nil, factors: Rows? = nil, branches: [SliceBatch] = []) {
    (self.features, self.offsets, self.factors, self.branches) = (features, offsets, factors, branches)
  }

  func selecting(_ positions: [Int]) -> HeadBatch {
    HeadBatch(
      features: features.selecting(positions), offsets: offsets?.selecting(positions),
      factors: factors?.selecting(positions), branches: branches.map { $0.selecting(positions) })
  }
}

/// The head's arithmetic: features and clinical branch joined, one normalised hidden layer, two outputs.
package struct HeadNetwork: Sendable {
  package let layout: HeadLayout

  package init(layout: HeadLayout) { self.layout = layout }

  /// What a forward pass leaves for the gradient.
  package struct Pass {
    package var outputs: Rows
    var normalised: Rows
    var inverseDeviations: [Double]
    /// Derivative of rectifier and dropout at each hidden unit.
    var hiddenGates: Rows
    var hidden: Rows
    var branch: ClinicalPass?
    /// The features that attention joined; those of the batch without it.
    var features: Rows
    /// One for each branch; empty without attention.
    var attention: [AttentionPass]
  }

  struct ClinicalPass {
    var firstGates: Rows
    var first: Rows
    var secondGates: Rows
    var second: Rows
  }

  // MARK: Forward

  /// Outputs for patients one by one, with the moments learned in training.
  package func outputs(_ parameters: [Double], _ batch: HeadBatch, _ moments: RunningMoments) -> Rows {
    let sums = joined(parameters, batch, attended(parameters, batch).features).sums
    let inverse = moments.variance.map { 1 / ($0 + varianceFloor).squareRoot() }
    var hidden = normalise(sums, mean: moments.mean, inverse: inverse)
    affine(&hidden, parameters)
    _ = rectify(&hidden, slope: hiddenSlope)
    return linear(hidden, parameters[layout.outputWeights], parameters[layout.outputBias])
  }

  /// Derivative of the second output minus the first by every feature, for one patient alone.
  func featureGradient(_ parameters: [Double], _ batch: HeadBatch, _ moments: RunningMoments) -> [Double] {
    let inverse = moments.variance.map { 1 / ($0 + varianceFloor).squareRoot() }
    var hidden = normalise(joined(parameters, batch, batch.features).sums, mean: moments.mean, inverse: inverse)
    affine(&hidden, parameters)
    let gates = rectify(&hidden, slope: hiddenSlope)
    let (scale, output) = (layout.scale.lowerBound, layout.outputWeights.lowerBound)
    let delta = (0..<layout.hidden).map { j in
      (parameters[output + 2 * j + 1] - parameters[output + 2 * j]) * gates[0, j] * parameters[scale + j] * inverse[j]
    }
    return (0..<layout.features).map { feature in
      let start = layout.featureWeights.lowerBound + feature * layout.hidden
      return (0..<layout.hidden).reduce(0) { $0 + parameters[start + $1] * delta[$1] }
    }
  }

  /// Outputs for a training batch, normalised by its own moments, which `moments` takes a share of.
  /// - Parameter kept: for each hidden unit of each patient 0, or 1 / (1 - dropout); `nil` without dropout.
  package func train(
    _ parameters: [Double], _ batch: HeadBatch, updating moments: inout RunningMoments, kept: Rows? = nil
  ) -> Pass {
    let (features, attention) = attended(parameters, batch)
    let (sums, branch) = joined(parameters, batch, features)
    let (mean, variance) = batchMoments(sums)
    moments.take(mean, variance, count: sums.count)
    let inverse = variance.map { 1 / ($0 + varianceFloor).squareRoot() }
    let normalised = normalise(sums, mean: mean, inverse: inverse)
    var hidden = normalised
    affine(&hidden, parameters)
    var gates = rectify(&hidden, slope: hiddenSlope)
    if let kept {
      multiply(&hidden, kept)
      multiply(&gates, kept)
    }
    return Pass(
      outputs: linear(hidden, parameters[layout.outputWeights], parameters[layout.outputBias]), normalised: normalised,
      inverseDeviations: inverse, hiddenGates: gates, hidden: hidden, branch: branch, features: features,
      attention: attention)
  }

  /// The features of every patient: joined by attention where there are slices.
  func attended(_ parameters: [Double], _ batch: HeadBatch) -> (features: Rows, attention: [AttentionPass]) {
    guard !batch.branches.isEmpty else { return (batch.features, []) }
    let passes = zip(layout.gates, batch.branches).map { $0.weigh($1, parameters) }
    let parts = zip(batch.branches, passes).map { $0.joined(by: $1.weights) }
    return (Rows(sideBySide: parts), passes)
  }

  private func joined(
    _ parameters: [Double], _ batch: HeadBatch, _ features: Rows
  ) -> (sums: Rows, branch: ClinicalPass?) {
    var sums = batch.offsets ?? Rows(count: features.count, width: layout.hidden)
    addProduct(features, parameters[layout.featureWeights], to: &sums)
    var branch: ClinicalPass?
    if let factors = batch.factors, layout.factors > 0 {
      let pass = clinical(parameters, factors)
      addProduct(pass.second, parameters[layout.clinicalWeights], to: &sums)
      branch = pass
    }
    addToRows(&sums, parameters[layout.hiddenBias])
    return (sums, branch)
  }

  private func clinical(_ parameters: [Double], _ factors: Rows) -> ClinicalPass {
    var first = linear(factors, parameters[layout.firstWeights], parameters[layout.firstBias])
    let firstGates = rectify(&first, slope: clinicalSlope)
    var second = linear(first, parameters[layout.secondWeights], parameters[layout.secondBias])
    let secondGates = rectify(&second, slope: clinicalSlope)
    return ClinicalPass(firstGates: firstGates, first: first, secondGates: secondGates, second: second)
  }

  private func affine(_ rows: inout Rows, _ parameters: [Double]) {
    let (scale, shift) = (layout.scale.lowerBound, layout.shift.lowerBound)
    for row in 0..<rows.count {
      for j in 0..<rows.width {
        let i = row * rows.width + j
        rows.values[i] = rows.values[i] * parameters[scale + j] + parameters[shift + j]
      }
    }
  }

  // MARK: Backward

  /// Writes the gradient of the loss by every parameter, from its gradient by the outputs.
  /// - Returns: the gradient by the sums of the hidden layer.
  @discardableResult package func backward(
    _ pass: Pass, _ batch: HeadBatch, _ parameters: [Double], outputGradient: Rows, to gradient: inout [Double]
  ) -> Rows {
    writeOuter(pass.hidden, outputGradient, to: &gradient, layout.outputWeights)
    writeColumnSums(outputGradient, to: &gradient, layout.outputBias)
    var delta = productWithTranspose(outputGradient, parameters[layout.outputWeights])
    multiply(&delta, pass.hiddenGates)
    writeColumnSums(delta, to: &gradient, layout.shift)
    var scaled = delta
    multiply(&scaled, pass.normalised)
    writeColumnSums(scaled, to: &gradient, layout.scale)
    throughNormalisation(&delta, pass, parameters)
    writeColumnSums(delta, to: &gradient, layout.hiddenBias)
    writeOuter(pass.features, delta, to: &gradient, layout.featureWeights)
    if !pass.attention.isEmpty {
      let vectors = productWithTranspose(delta, parameters[layout.featureWeights])
      attentionGradient(pass.attention, batch.branches, parameters, vectors, to: &gradient)
    }
    if let branch = pass.branch, let factors = batch.factors {
      backward(branch, factors, parameters, delta, to: &gradient)
    }
    return delta
  }

  /// Through the weights of every slice, from the derivative by the joined vectors.
  /// - Returns: the derivative by the components of the slices of each branch.
  @discardableResult func attentionGradient(
    _ passes: [AttentionPass], _ branches: [SliceBatch], _ parameters: [Double], _ vectors: Rows,
    to gradient: inout [Double]
  ) -> [Rows] {
    var start = 0
    var result: [Rows] = []
    for (number, branch) in branches.enumerated() {
      let slopes = branch.weightSlopes(vectors.columns(start..<(start + branch.slices.width)))
      start += branch.slices.width
      result.append(
        layout.gates[number].backward(passes[number], branch, parameters, slopes: slopes, to: &gradient))
    }
    return result
  }

  /// `δ <- γ / σ (δ - mean(δ) - x̂ mean(δ x̂))`, means over the batch.
  private func throughNormalisation(_ delta: inout Rows, _ pass: Pass, _ parameters: [Double]) {
    let width = layout.hidden
    let count = Double(delta.count)
    var means = [Double](repeating: 0, count: width)
    var products = means
    for row in 0..<delta.count {
      for j in 0..<width {
        let i = row * width + j
        means[j] += delta.values[i]
        products[j] += delta.values[i] * pass.normalised.values[i]
      }
    }
    for row in 0..<delta.count {
      for j in 0..<width {
        let i = row * width + j
        let centred = delta.values[i] - means[j] / count - pass.normalised.values[i] * products[j] / count
        delta.values[i] = centred * parameters[layout.scale.lowerBound + j] * pass.inverseDeviations[j]
      }
    }
  }

  private func backward(
    _ branch: ClinicalPass, _ factors: Rows, _ parameters: [Double], _ hiddenDelta: Rows, to gradient: inout [Double]
  ) {
    writeOuter(branch.second, hiddenDelta, to: &gradient, layout.clinicalWeights)
    var delta = productWithTranspose(hiddenDelta, parameters[layout.clinicalWeights])
    multiply(&delta, branch.secondGates)
    writeOuter(branch.first, delta, to: &gradient, layout.secondWeights)
    writeColumnSums(delta, to: &gradient, layout.secondBias)
    delta = productWithTranspose(delta, parameters[layout.secondWeights])
    multiply(&delta, branch.firstGates)
    writeOuter(factors, delta, to: &gradient, layout.firstWeights)
    writeColumnSums(delta, to: &gradient, layout.firstBias)
  }
}

extension RunningMoments {
  /// Takes a share of a batch's moments, the variance as an unbiased estimate, as PyTorch does.
  fileprivate mutating func take(_ mean: [Double], _ variance: [Double], count: Int) {
    let unbiased = Double(count) / Double(max(count - 1, 1))
    for i in mean.indices {
      self.mean[i] += runningShare * (mean[i] - self.mean[i])
      self.variance[i] += runningShare * (variance[i] * unbiased - self.variance[i])
    }
  }
}
