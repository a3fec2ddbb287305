import DeepRadiomics

/// The numbers of `Tests/Fixtures/tuning/block.py`, which computes everything with loops in float64.
struct HandComputedBlock {
  let parameters: [Float]
  let maps: [Float]

  /// Kernel element n of a layer is `(n mod 5 - 2) / 4`, bias n is `(n mod 3) / 4 + 1 / 16`, entry n is `(3 n mod 5) /
  /// 2`.
  init(_ block: LastBlock) {
    var parameters = [Float](repeating: 0, count: block.parameterCount)
    for layer in block.layers {
      for (n, place) in layer.kernelRange.enumerated() { parameters[place] = Float(n % 5 - 2) / 4 }
      for (n, place) in layer.biasRange.enumerated() { parameters[place] = Float(n % 3) / 4 + 0.0625 }
    }
    self.parameters = parameters
    maps = (0..<block.entranceCount).map { Float(3 * $0 % 5) / 2 }
  }

  /// What the script printed: the features, the slopes of the score by them, and for the layers in the order of the
  /// program the sum over the gradient by kernel and by bias.
  static let features = [1.5, 0, 0, 4.25, 0, 2.5, 0, 0]
  static let slopes: [Double] = [-1, 0, 1, -1, 0, 1, -1, 0]
  static let gradientSums: [(kernel: Double, square: Double, bias: Double)] = [
    (-3.5, 15.75, -1), (-15, 19.6875, -1), (-8.6875, 54.808_593_75, -1),
  ]
}
