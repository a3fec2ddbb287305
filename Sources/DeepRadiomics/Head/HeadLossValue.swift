import Glibc
import Mathematics

extension HeadLoss {
  /// The loss of a batch and its gradient by the two outputs of each patient.
  /// - Parameters:
  ///   - outputs: a row of two a patient: no event, event.
  ///   - weights: weight of a patient without and with event.
  package func evaluate(_ outputs: Rows, events: [Bool], weights: (Double, Double)) -> (value: Double, gradient: Rows) {
    var entropies: [Double] = []
    var probabilities = outputs
    for row in 0..<outputs.count {
      let (share, entropy) = softmax(outputs[row, 0], outputs[row, 1], event: events[row])
      (probabilities[row, 0], probabilities[row, 1]) = share
      entropies.append(entropy)
    }
    let patientWeights = events.map { $0 ? weights.1 : weights.0 }
    let (value, slopes) = reduce(entropies, patientWeights)
    // d ce / d output c = p_c - [c is the true class].
    for row in 0..<outputs.count {
      probabilities[row, events[row] ? 1 : 0] -= 1
      probabilities[row, 0] *= slopes[row]
      probabilities[row, 1] *= slopes[row]
    }
    return (value, probabilities)
  }

  /// The loss from each patient's cross-entropy, and its slope by each of them.
  private func reduce(_ entropies: [Double], _ weights: [Double]) -> (value: Double, slopes: [Double]) {
    let total = weights.reduce(0, +)
    func mean(_ values: [Double]) -> Double { zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total }
    switch self {
    case .crossEntropy: return (mean(entropies), weights.map { $0 / total })
    case .focalOnBatchMean(let gamma):
      let (value, slope) = focal(mean(entropies), gamma: gamma)
      return (value, weights.map { slope * $0 / total })
    case .focalPerPatient(let gamma):
      let focused = entropies.map { focal($0, gamma: gamma) }
      return (mean(focused.map(\.value)), zip(focused, weights).map { $0.slope * $1 / total })
    }
  }
}

/// `(1 - e^(-x))^γ x` and its derivative.
private func focal(_ x: Double, gamma: Double) -> (value: Double, slope: Double) {
  guard gamma > 0 else { return (x, 1) }
  // A patient who is certain adds nothing, though `0^(γ - 1)` has no value below 1.
  guard x > 0 else { return (0, 0) }
  let share = exp(-x)
  let miss = -expm1(-x)
  let factor = pow(miss, gamma)
  return (factor * x, factor + gamma * pow(miss, gamma - 1) * share * x)
}

/// Shares of both classes and the cross-entropy of the true one, without overflow.
private func softmax(_ first: Double, _ second: Double, event: Bool) -> (shares: (Double, Double), entropy: Double) {
  let difference = second - first
  let share = eventShare(first, second)
  return ((1 - share, share), softplus(event ? -difference : difference))
}

/// Probability of the event from the two outputs: `1 / (1 + e^(first - second))`.
func eventShare(_ first: Double, _ second: Double) -> Double {
  logistic(second - first)
}
