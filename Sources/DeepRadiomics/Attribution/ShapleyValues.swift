/// Exact Shapley values of a few factors, by every coalition.
///
/// `φᵢ = Σ_S |S|! (M - |S| - 1)! / M! (v(S + i) - v(S))`, where `v(S)` is the mean output over the background patients
/// when the factors of S come from the patient and the others from the background (Lundberg and Lee 2017, arXiv
/// 1705.07874). Sampling is for many factors; for the few clinical ones all `2^M` coalitions are evaluated, so the
/// values have no error of their own.
package struct ShapleyValues: Hashable, Codable, Sendable {
  /// Mean output over the background: the output that the values explain the distance from.
  package let base: Double
  /// One value a factor; their sum is the patient's output minus ``base``.
  package let values: [Double]

  /// More factors than this would need over a million coalitions.
  package static let factorLimit = 20

  /// Explains one output.
  /// - Parameters:
  ///   - patient: the factors of the patient.
  ///   - background: factors of training patients, never of the test's.
  ///   - model: the output for factors; called `2^M` times for each background patient.
  package init(of patient: [Double], background: [[Double]], model: ([Double]) -> Double) {
    self = Self.all(of: patient, background: background, outputs: 1) { [model($0)] }[0]
  }

  /// The same of several outputs of one model, for example of the heads of an ensemble.
  /// - Parameters:
  ///   - outputs: number of outputs.
  ///   - model: all outputs for factors; called `2^M` times for each background patient.
  package static func all(
    of patient: [Double], background: [[Double]], outputs: Int, model: ([Double]) -> [Double]
  ) -> [ShapleyValues] {
    let count = patient.count
    precondition((1...Self.factorLimit).contains(count), "1 to 20 factors")
    precondition(!background.isEmpty && background.allSatisfy { $0.count == count }, "a background of the same factors")
    let coalitions = (0..<(1 << count)).map { Self.means(of: model, patient, background, coalition: $0, outputs) }
    let weights = Self.weights(count)
    return (0..<outputs).map { output in ShapleyValues(coalitions.map { $0[output] }, weights) }
  }

  /// The values by the mean output of every coalition.
  private init(_ coalitions: [Double], _ weights: [Double]) {
    base = coalitions[0]
    values = weights.indices.map { factor in
      var value = 0.0
      for coalition in coalitions.indices where coalition >> factor & 1 == 0 {
        value += weights[coalition.nonzeroBitCount] * (coalitions[coalition | 1 << factor] - coalitions[coalition])
      }
      return value
    }
  }

  /// `v(S)` of every output; bit i of `coalition` says that factor i comes from the patient.
  private static func means(
    of model: ([Double]) -> [Double], _ patient: [Double], _ background: [[Double]], coalition: Int, _ outputs: Int
  ) -> [Double] {
    let rows = background.map { row in
      model(row.indices.map { coalition >> $0 & 1 == 1 ? patient[$0] : row[$0] })
    }
    return (0..<outputs).map { output in rows.reduce(0) { $0 + $1[output] } / Double(background.count) }
  }

  /// `s! (M - s - 1)! / M!` for s = 0 ..< M, by ratios so that nothing overflows.
  private static func weights(_ count: Int) -> [Double] {
    var weights = [1 / Double(count)]
    for size in 1..<max(count, 2) where size < count {
      weights.append(weights[size - 1] * Double(size) / Double(count - size))
    }
    return weights
  }
}

extension TrainedHead {
  /// Exact contribution of each clinical factor to the probability of the event for one patient, features held fixed.
  /// - Parameter background: clinical factors of training patients.
  package func clinicalAttribution(features: [Double], factors: [Double], background: [[Double]]) -> ShapleyValues {
    ShapleyValues(of: factors, background: background, model: clinicalModel(features: features))
  }
}
