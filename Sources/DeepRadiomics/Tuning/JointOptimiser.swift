import Glibc

/// The memory of an optimiser that moves a head and a block together, and its step.
///
/// The same steps as ``OptimiserState``; the block's rate is a share of the head's, and the radius of a sharpness-aware
/// step is that of the gradient by all numbers.
struct JointOptimiser {
  /// What is moved.
  struct Parameters {
    var head: [Double]
    var block: [Float]
  }

  private let rate: Double
  private let momentum: Double
  private let radius: Double?
  private let blockShare: Double
  private var velocity: Parameters
  private var gradient: Parameters

  init(_ optimiser: HeadOptimiser, blockShare: Double, like start: Parameters) throws(HeadError) {
    switch optimiser {
    case .momentum(let rate, let momentum): (self.rate, self.momentum, radius) = (rate, momentum, nil)
    case .sharpnessAware(let rate, let momentum, let radius):
      (self.rate, self.momentum, self.radius) = (rate, momentum, radius)
    case .adam: throw .settings("a block is trained by momentum or by sharpness-aware steps")
    }
    self.blockShare = blockShare
    velocity = Parameters(
      head: [Double](repeating: 0, count: start.head.count), block: [Float](repeating: 0, count: start.block.count))
    gradient = velocity
  }

  /// Moves everything once.
  /// - Parameters:
  ///   - factor: multiplies the rates, as the schedule has it.
  ///   - evaluate: writes the gradient at the given numbers and returns the loss; called twice by the sharpness-aware
  ///     step.
  /// - Returns: the loss before the step.
  mutating func step(
    _ parameters: inout Parameters, factor: Double,
    evaluate: (Parameters, inout Parameters) throws -> Double
  ) throws -> Double {
    let loss = try evaluate(parameters, &gradient)
    if let radius {
      let length = (squares(gradient.head) + squares(gradient.block)).squareRoot()
      var moved = parameters
      move(&moved, along: gradient, by: radius / (length + 1e-12), blockShare: 1)
      _ = try evaluate(moved, &gradient)
    }
    gather()
    move(&parameters, along: velocity, by: -rate * factor, blockShare: blockShare)
    return loss
  }

  /// `v = m v + g`.
  private mutating func gather() {
    for i in velocity.head.indices { velocity.head[i] = momentum * velocity.head[i] + gradient.head[i] }
    let share = Float(momentum)
    velocity.block.withUnsafeMutableBufferPointer { v in
      gradient.block.withUnsafeBufferPointer { g in
        // Invariant: both are as long as the block.
        for i in 0..<v.count { v[i] = share * v[i] + g[i] }
      }
    }
  }

  private func move(_ parameters: inout Parameters, along way: Parameters, by rate: Double, blockShare: Double) {
    for i in parameters.head.indices { parameters.head[i] += rate * way.head[i] }
    let share = Float(rate * blockShare)
    parameters.block.withUnsafeMutableBufferPointer { p in
      way.block.withUnsafeBufferPointer { w in
        // Invariant: both are as long as the block.
        for i in 0..<p.count { p[i] += share * w[i] }
      }
    }
  }
}

private func squares(_ numbers: [Double]) -> Double { dot(numbers, numbers) }

private func squares(_ numbers: [Float]) -> Double {
  numbers.withUnsafeBufferPointer { numbers in
    var sum = 0.0
    for i in 0..<numbers.count { sum += Double(numbers[i]) * Double(numbers[i]) }
    return sum
  }
}
