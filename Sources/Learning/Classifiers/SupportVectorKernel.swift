import Glibc

/// The kernel of a support vector machine.
public enum SupportVectorKernel: Hashable, Codable, Sendable {
  /// `u·v`.
  case linear
  /// `exp(−γ ‖u − v‖²)`.
  case radial(gamma: Double)
  /// `tanh(γ u·v)`.
  case sigmoid(gamma: Double)

  /// Its key in a ``FitSetting``.
  var key: String {
    switch self {
    case .linear: "linear"
    case .radial: "rbf"
    case .sigmoid: "sigmoid"
    }
  }

  /// γ; `nil` for the linear kernel, which has none.
  var gamma: Double? {
    switch self {
    case .linear: nil
    case .radial(let gamma), .sigmoid(let gamma): gamma
    }
  }

  /// The kernel's value.
  func value(_ u: [Double], _ v: [Double]) -> Double {
    var sum = 0.0
    switch self {
    case .linear:
      for i in u.indices { sum += u[i] * v[i] }
      return sum
    case .radial(let gamma):
      for i in u.indices { sum += (u[i] - v[i]) * (u[i] - v[i]) }
      return exp(-gamma * sum)
    case .sigmoid(let gamma):
      for i in u.indices { sum += u[i] * v[i] }
      return tanh(gamma * sum)
    }
  }
}
