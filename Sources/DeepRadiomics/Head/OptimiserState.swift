import Glibc

/// The memory of an optimiser, and its step.
struct OptimiserState {
  private let optimiser: HeadOptimiser
  private var first: [Double]
  private var second: [Double]
  private var saved: [Double] = []
  private var steps = 0

  init(_ optimiser: HeadOptimiser, count: Int) {
    self.optimiser = optimiser
    first = [Double](repeating: 0, count: count)
    if case .adam = optimiser { second = first } else { second = [] }
  }

  /// Moves the parameters once.
  /// - Parameters:
  ///   - factor: multiplies the learning rate, as the schedule has it.
  ///   - evaluate: writes the gradient at the given parameters; called twice by the sharpness-aware step.
  mutating func step(
    _ parameters: inout [Double], _ gradient: inout [Double], factor: Double,
    evaluate: ([Double], inout [Double]) -> Void
  ) {
    evaluate(parameters, &gradient)
    switch optimiser {
    case .momentum(let rate, let momentum): descend(&parameters, gradient, rate * factor, momentum)
    case .sharpnessAware(let rate, let momentum, let radius):
      saved = parameters
      let length = dot(gradient, gradient).squareRoot()
      add(gradient, times: radius / (length + 1e-12), to: &parameters)
      evaluate(parameters, &gradient)
      swap(&parameters, &saved)
      descend(&parameters, gradient, rate * factor, momentum)
    case .adam(let rate): adapt(&parameters, gradient, rate * factor)
    }
  }

  private mutating func descend(_ parameters: inout [Double], _ gradient: [Double], _ rate: Double, _ momentum: Double)
  {
    for i in parameters.indices {
      let velocity = momentum * first[i] + gradient[i]
      first[i] = velocity
      parameters[i] -= rate * velocity
    }
  }

  private mutating func adapt(_ parameters: inout [Double], _ gradient: [Double], _ rate: Double) {
    steps += 1
    let (b1, b2) = (0.9, 0.999)
    let (c1, c2) = (1 - pow(b1, Double(steps)), 1 - pow(b2, Double(steps)))
    for i in parameters.indices {
      first[i] = b1 * first[i] + (1 - b1) * gradient[i]
      second[i] = b2 * second[i] + (1 - b2) * gradient[i] * gradient[i]
      parameters[i] -= rate * (first[i] / c1) / ((second[i] / c2).squareRoot() + 1e-8)
    }
  }
}

private func add(_ direction: [Double], times factor: Double, to parameters: inout [Double]) {
  for i in parameters.indices { parameters[i] += factor * direction[i] }
}
