import Execution
import Glibc

/// Where each layer's numbers are in the one vector that the optimiser moves.
package struct HeadLayout: Hashable, Codable, Sendable {
  package let features: Int
  package let factors: Int
  package let hidden: Int
  package let clinical: Int
  package let featureWeights: Range<Int>
  package let clinicalWeights: Range<Int>
  package let hiddenBias: Range<Int>
  package let scale: Range<Int>
  package let shift: Range<Int>
  package let outputWeights: Range<Int>
  package let outputBias: Range<Int>
  package let firstWeights: Range<Int>
  package let firstBias: Range<Int>
  package let secondWeights: Range<Int>
  package let secondBias: Range<Int>
  /// The attention over the slices of each branch; empty for heads that get one vector a patient.
  package let gates: [AttentionGate]
  package let count: Int

  /// - Parameters:
  ///   - factors: clinical factors; 0 leaves the clinical branch out.
  ///   - components: components of the slices of each branch, by which attention weights them; empty without attention.
  package init(features: Int, factors: Int, _ settings: HeadSettings, attending components: [Int] = []) {
    (self.features, self.factors, hidden) = (features, factors, settings.hiddenUnits)
    clinical = factors == 0 ? 0 : settings.clinicalUnits
    var end = 0
    func take(_ count: Int) -> Range<Int> {
      defer { end += count }
      return end..<(end + count)
    }
    featureWeights = take(features * hidden)
    clinicalWeights = take(clinical * hidden)
    hiddenBias = take(hidden)
    scale = take(hidden)
    shift = take(hidden)
    outputWeights = take(hidden * 2)
    outputBias = take(2)
    firstWeights = take(factors * clinical)
    firstBias = take(clinical)
    secondWeights = take(clinical * clinical)
    secondBias = take(clinical)
    gates = components.map { components in
      AttentionGate(
        components: components, tanhWeights: take(components * AttentionGate.units),
        sigmoidWeights: take(components * AttentionGate.units), outputWeights: take(AttentionGate.units))
    }
    count = end
  }

  /// Initial numbers as the published code has them: Xavier-uniform for both main layers with bias
  /// `log(n_pos / n_neg)`, Kaiming-uniform (a = 0) for the clinical branch with bias 0.01, scale 1 and shift 0.
  /// Attention starts from equal weights, since its output weights are 0, with both other layers Xavier-uniform.
  package func initialParameters(events: Int, nonEvents: Int, seed: UInt64) -> [Double] {
    var parameters = [Double](repeating: 0, count: count)
    func fill(_ range: Range<Int>, bound: Double, _ name: String) {
      var stream = RandomStream(seed: seed, name: "head/\(name)")
      for i in range { parameters[i] = (2 * stream.uniform() - 1) * bound }
    }
    let joined = (6 / Double(features + clinical + hidden)).squareRoot()
    fill(featureWeights, bound: joined, "feature weights")
    fill(clinicalWeights, bound: joined, "clinical weights")
    fill(outputWeights, bound: (6 / Double(hidden + 2)).squareRoot(), "output weights")
    fill(firstWeights, bound: (6 / Double(max(factors, 1))).squareRoot(), "first clinical weights")
    fill(secondWeights, bound: (6 / Double(max(clinical, 1))).squareRoot(), "second clinical weights")
    for (number, gate) in gates.enumerated() {
      let bound = (6 / Double(gate.components + AttentionGate.units)).squareRoot()
      fill(gate.tanhWeights, bound: bound, "attention tanh weights \(number)")
      fill(gate.sigmoidWeights, bound: bound, "attention sigmoid weights \(number)")
    }
    let prior = log(Double(max(events, 1)) / Double(max(nonEvents, 1)))
    for i in hiddenBias { parameters[i] = prior }
    for i in outputBias { parameters[i] = prior }
    for range in [firstBias, secondBias] { for i in range { parameters[i] = 0.01 } }
    for i in scale { parameters[i] = 1 }
    return parameters
  }
}
