import Glibc

/// The memory of an optimiser, and its step.
///
/// The numbers of attention have an optimiser of their own, whatever that of the head: Adam at one rate. Their
/// gradients are much smaller than those of the head, since all slices of a patient share one derivative and the output
/// weights start at 0. Descent at the head's rate leaves the weights of all slices equal; Adam scales each number by
/// its own gradients.
struct OptimiserState {
  private let optimiser: HeadOptimiser
  /// The numbers of the attention of each branch.
  private let gates: [Range<Int>]
  private var attention: AdamState
  private var adam: AdamState
  private var velocity: [Double]
  private var saved: [Double] = []

  init(_ optimiser: HeadOptimiser, for layout: HeadLayout) {
    self.optimiser = optimiser
    gates = layout.gates.map(\.numbers)
    attention = AdamState(count: gates.isEmpty ? 0 : layout.count)
    if case .adam = optimiser {
      (velocity, adam) = ([], AdamState(count: layout.count))
    } else {
      (velocity, adam) = ([Double](repeating: 0, count: layout.count), AdamState(count: 0))
    }
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
    let start = gates.map { Array(parameters[$0]) }
    switch optimiser {
    case .momentum(let rate, let momentum): descend(&parameters, gradient, rate * factor, momentum)
    case .sharpnessAware(let rate, let momentum, let radius):
      saved = parameters
      let length = dot(gradient, gradient).squareRoot()
      add(gradient, times: radius / (length + 1e-12), to: &parameters)
      evaluate(parameters, &gradient)
      swap(&parameters, &saved)
      descend(&parameters, gradient, rate * factor, momentum)
    case .adam(let rate): adam.step(&parameters, gradient, in: [parameters.indices], rate: rate * factor)
    }
    for (gate, numbers) in zip(gates, start) { parameters.replaceSubrange(gate, with: numbers) }
    attention.step(&parameters, gradient, in: gates, rate: AttentionGate.rate * factor)
  }

  private mutating func descend(_ parameters: inout [Double], _ gradient: [Double], _ rate: Double, _ momentum: Double)
  {
    for i in parameters.indices {
      velocity[i] = momentum * velocity[i] + gradient[i]
      parameters[i] -= rate * velocity[i]
    }
  }
}

/// The moments of Adam (Kingma and Ba 2015, arXiv 1412.6980), with β 0.9 and 0.999.
private struct AdamState {
  private var first: [Double]
  private var second: [Double]
  private var steps = 0

  init(count: Int) {
    first = [Double](repeating: 0, count: count)
    second = first
  }

  mutating func step(_ parameters: inout [Double], _ gradient: [Double], in ranges: [Range<Int>], rate: Double) {
    steps += 1
    let (b1, b2) = (0.9, 0.999)
    let (c1, c2) = (1 - pow(b1, Double(steps)), 1 - pow(b2, Double(steps)))
    for range in ranges {
      for i in range {
        first[i] = b1 * first[i] + (1 - b1) * gradient[i]
        second[i] = b2 * second[i] + (1 - b2) * gradient[i] * gradient[i]
        parameters[i] -= rate * (first[i] / c1) / ((second[i] / c2).squareRoot() + 1e-8)
      }
    }
  }
}

private func add(_ direction: [Double], times factor: Double, to parameters: inout [Double]) {
  for i in parameters.indices { parameters[i] += factor * direction[i] }
}
