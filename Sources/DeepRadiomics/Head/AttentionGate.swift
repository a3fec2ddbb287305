import Glibc
import Mathematics

/// Where the numbers of one branch's attention are among the parameters of a head.
///
/// `a_k = softmax_k(wᵀ (tanh(V r_k) ⊙ σ(U r_k)))` for slices k with components r_k (Ilse, Tomczak and Welling 2018,
/// arXiv 1802.04712, equation 9, without biases as there). With 16 components that is 1056 numbers.
package struct AttentionGate: Hashable, Codable, Sendable {
  package let components: Int
  /// V, a row for each component.
  package let tanhWeights: Range<Int>
  /// U, a row for each component.
  package let sigmoidWeights: Range<Int>
  /// w.
  package let outputWeights: Range<Int>

  /// Units between components and weights.
  package static let units = 32
  /// Learning rate, before the schedule that the head has too. With simulated bags of 12 slices, lower rates left the
  /// weights nearly equal within the head's epochs (`Documentation/deep.md`, "Joining slices").
  package static let rate = 0.02

  /// All of them, which follow each other.
  var numbers: Range<Int> { tanhWeights.lowerBound..<outputWeights.upperBound }

  /// Takes every part as given.
  package init(components: Int, tanhWeights: Range<Int>, sigmoidWeights: Range<Int>, outputWeights: Range<Int>) {
    precondition(
      tanhWeights.count == components * Self.units && sigmoidWeights.count == tanhWeights.count
        && outputWeights.count == Self.units, "a weight for every pair")
    precondition(
      tanhWeights.upperBound == sigmoidWeights.lowerBound && sigmoidWeights.upperBound == outputWeights.lowerBound,
      "one after the other")
    (self.components, self.tanhWeights) = (components, tanhWeights)
    (self.sigmoidWeights, self.outputWeights) = (sigmoidWeights, outputWeights)
  }
}

/// The slices of one branch of several patients.
package struct SliceBatch: Sendable {
  /// The first row of each patient, and behind the last one the number of rows.
  package let starts: [Int]
  /// The features of every slice.
  package let slices: Rows
  /// Their components.
  package let components: Rows

  package init(starts: [Int], slices: Rows, components: Rows) {
    precondition(starts.last == slices.count && components.count == slices.count, "rows of one count")
    (self.starts, self.slices, self.components) = (starts, slices, components)
  }

  init(_ bags: [SliceBag], _ reduction: SliceReduction) {
    let slices = Rows(
      count: bags.reduce(0) { $0 + $1.count }, width: reduction.features, values: bags.flatMap(\.values))
    self.init(
      starts: Self.starts(bags.map(\.count)), slices: slices, components: reduction.components(of: slices))
  }

  /// Number of patients.
  var count: Int { starts.count - 1 }

  func rows(of patient: Int) -> Range<Int> { starts[patient]..<starts[patient + 1] }

  func selecting(_ patients: [Int]) -> SliceBatch {
    let rows = patients.flatMap { Array(self.rows(of: $0)) }
    return SliceBatch(
      starts: Self.starts(patients.map { self.rows(of: $0).count }), slices: slices.selecting(rows),
      components: components.selecting(rows))
  }

  private static func starts(_ counts: [Int]) -> [Int] {
    counts.reduce(into: [0]) { starts, count in starts.append((starts.last ?? 0) + count) }
  }
}

/// What a forward pass through attention leaves for the gradient.
package struct AttentionPass {
  let hyperbolic: Rows
  let sigmoid: Rows
  /// The weight of every slice; those of a patient add up to 1.
  package let weights: [Double]
}

extension AttentionGate {
  /// The weights of the slices of every patient.
  package func weigh(_ batch: SliceBatch, _ parameters: [Double]) -> AttentionPass {
    var (hyperbolic, sigmoid) = (
      Rows(count: batch.slices.count, width: Self.units), Rows(count: batch.slices.count, width: Self.units)
    )
    addProduct(batch.components, parameters[tanhWeights], to: &hyperbolic)
    addProduct(batch.components, parameters[sigmoidWeights], to: &sigmoid)
    for i in hyperbolic.values.indices {
      hyperbolic.values[i] = tanh(hyperbolic.values[i])
      sigmoid.values[i] = logistic(sigmoid.values[i])
    }
    let w = outputWeights.lowerBound
    let energies = (0..<batch.slices.count).map { slice in
      (0..<Self.units).reduce(0.0) { $0 + parameters[w + $1] * hyperbolic[slice, $1] * sigmoid[slice, $1] }
    }
    let weights = (0..<batch.count).flatMap { softmax(energies[batch.rows(of: $0)]) }
    return AttentionPass(hyperbolic: hyperbolic, sigmoid: sigmoid, weights: weights)
  }

  /// Writes the gradient by the parameters into `gradient`.
  /// - Parameter slopes: the derivative by the weight of every slice.
  /// - Returns: the derivative by the components of every slice.
  @discardableResult package func backward(
    _ pass: AttentionPass, _ batch: SliceBatch, _ parameters: [Double], slopes: [Double],
    to gradient: inout [Double]
  ) -> Rows {
    let energies = (0..<batch.count).flatMap { patient in
      softmaxSlopes(pass.weights[batch.rows(of: patient)], slopes[batch.rows(of: patient)])
    }
    var (hyperbolic, sigmoid, outputs) = (pass.hyperbolic, pass.sigmoid, pass.hyperbolic)
    for slice in energies.indices {
      for unit in 0..<Self.units {
        let (t, s) = (pass.hyperbolic[slice, unit], pass.sigmoid[slice, unit])
        let slope = energies[slice] * parameters[outputWeights.lowerBound + unit]
        hyperbolic[slice, unit] = slope * s * (1 - t * t)
        sigmoid[slice, unit] = slope * t * s * (1 - s)
        outputs[slice, unit] = energies[slice] * t * s
      }
    }
    writeColumnSums(outputs, to: &gradient, outputWeights)
    writeOuter(batch.components, hyperbolic, to: &gradient, tanhWeights)
    writeOuter(batch.components, sigmoid, to: &gradient, sigmoidWeights)
    var components = productWithTranspose(hyperbolic, parameters[tanhWeights])
    let other = productWithTranspose(sigmoid, parameters[sigmoidWeights])
    for i in components.values.indices { components.values[i] += other.values[i] }
    return components
  }
}

extension SliceBatch {
  /// `Σ a_k h_k` of every patient.
  func joined(by weights: [Double]) -> Rows {
    var result = Rows(count: count, width: slices.width)
    for patient in 0..<count {
      for slice in rows(of: patient) {
        let (from, to) = (slice * slices.width, patient * slices.width)
        for feature in 0..<slices.width {
          result.values[to + feature] += weights[slice] * slices.values[from + feature]
        }
      }
    }
    return result
  }

  /// The derivative by the weight of every slice, from that by the joined vectors.
  func weightSlopes(_ vectors: Rows) -> [Double] {
    (0..<count).flatMap { patient in
      rows(of: patient).map { slice in
        dot(
          Array(vectors.values[(patient * slices.width)..<((patient + 1) * slices.width)]),
          Array(slices.values[(slice * slices.width)..<((slice + 1) * slices.width)]))
      }
    }
  }
}

/// Shares proportional to `e^x`, without overflow.
private func softmax(_ energies: ArraySlice<Double>) -> [Double] {
  let most = energies.max() ?? 0
  let shares = energies.map { exp($0 - most) }
  let sum = shares.reduce(0, +)
  return shares.map { $0 / sum }
}

/// The derivative by the energies, from that by the weights: `a_k (s_k - Σ a_j s_j)`.
private func softmaxSlopes(_ weights: ArraySlice<Double>, _ slopes: ArraySlice<Double>) -> [Double] {
  let mean = zip(weights, slopes).reduce(0.0) { $0 + $1.0 * $1.1 }
  return zip(weights, slopes).map { $0 * ($1 - mean) }
}
