/// A convolution's numbers with its batch normalisation folded in.
///
/// `y = γ (w * x - μ) / √(σ² + ε) + β` is a convolution by `w γ / √(σ² + ε)` plus `β - μ γ / √(σ² + ε)`; folded in
/// float64 and rounded once.
struct FoldedConvolution {
  /// By output channel, input channel of the group, depth tap, row, column.
  let kernel: [Float]
  /// One per output channel.
  let bias: [Float]

  /// - Parameter inflation: how the kernel gets its depth; `nil` leaves it one slice deep.
  init(_ layer: ConvolutionLayer, _ weights: WeightSet, inflation: Inflation?) throws(WeightFileError) {
    let channels = [layer.outputChannels]
    let depth = inflation == .trained ? [layer.depthWidth] : []
    let shape = [layer.outputChannels, layer.inputChannels / layer.groups] + depth + [layer.width, layer.width]
    let planar = try weights.finite("\(layer.kernelName).weight", shape: shape)
    let scale = try weights.finite("\(layer.normalisationName).weight", shape: channels)
    let shift = try weights.finite("\(layer.normalisationName).bias", shape: channels)
    let mean = try weights.finite("\(layer.normalisationName).running_mean", shape: channels)
    let variance = try weights.variance("\(layer.normalisationName).running_var", shape: channels)
    let factors = zip(scale, variance).map { Double($0) / (Double($1) + layer.epsilon).squareRoot() }
    bias = (0..<layer.outputChannels).map { Float(Double(shift[$0]) - Double(mean[$0]) * factors[$0]) }
    kernel = Self.inflated(planar, layer, factors: factors, inflation)
    guard bias.allSatisfy(\.isFinite), kernel.allSatisfy(\.isFinite) else {
      throw WeightFileError(weights.source.name, .foldedNotFinite("\(layer.kernelName).weight"))
    }
    guard [kernel, bias].allSatisfy({ $0.allSatisfy { abs($0) <= KernelLimit.largest } }) else {
      throw WeightFileError(weights.source.name, .tooLarge("\(layer.kernelName).weight"))
    }
  }

  /// Whether any number of the kernel differs from 0.
  var hasWeight: Bool { kernel.contains { $0 != 0 } }

  private static func inflated(
    _ planar: [Float], _ layer: ConvolutionLayer, factors: [Double], _ inflation: Inflation?
  ) -> [Float] {
    guard inflation != .trained else {
      let perOutput = planar.count / layer.outputChannels
      return planar.enumerated().map { Float(Double($1) * factors[$0 / perOutput]) }
    }
    let depth = inflation == nil ? 1 : layer.depthWidth
    let plane = layer.width * layer.width
    let perOutput = planar.count / layer.outputChannels
    var kernel = [Float](repeating: 0, count: planar.count * depth)
    for (position, value) in planar.enumerated() {
      let folded = Double(value) * factors[position / perOutput]
      let start = position / plane * depth * plane + position % plane
      switch inflation {
      case .average?: for tap in 0..<depth { kernel[start + tap * plane] = Float(folded / Double(depth)) }
      case .centre?, .trained?, nil: kernel[start + depth / 2 * plane] = Float(folded)
      }
    }
    return kernel
  }
}

extension WeightSet {
  /// Variances, none of them negative: a root of one is no number, and a rectifier makes 0 of that.
  func variance(_ name: String, shape: [Int]) throws(WeightFileError) -> [Float] {
    let values = try finite(name, shape: shape)
    guard values.allSatisfy({ $0 >= 0 }) else { throw WeightFileError(source.name, .negativeVariance(name)) }
    return values
  }

  /// The values of a tensor, none of them NaN or infinite.
  func finite(_ name: String, shape: [Int]) throws(WeightFileError) -> [Float] {
    let values = try tensor(name, shape: shape).values
    guard values.allSatisfy(\.isFinite) else { throw WeightFileError(source.name, .notFinite(name)) }
    return values
  }
}
