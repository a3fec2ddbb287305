import DeepRadiomics
import Execution
import Foundation
import TestSupport
import Testing

/// `oracles/shapley_mlp.json`: coalition values and exact Shapley values of a 3-8-1 network by brute force in Python.
private struct Oracle: Decodable {
  struct Explained: Decodable {
    let base_value: Double
    let brute_force: [[Double]]
  }

  let W1: [[Double]]
  let b1: [Double]
  let W2: [Double]
  let b2: Double
  let background: [[Double]]
  let X: [[Double]]
  let prob: Explained
  let logit: Explained

  func logit(_ x: [Double]) -> Double {
    b1.indices.reduce(b2) { sum, unit in
      sum + W2[unit] * tanh(b1[unit] + x.indices.reduce(0) { $0 + x[$1] * W1[$1][unit] })
    }
  }

  func probability(_ x: [Double]) -> Double { 1 / (1 + exp(-logit(x))) }
}

@Suite struct ShapleyValuesTests {
  /// Tolerance 1e-12, from the oracle's README.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: the Shapley oracle is not on this machine"))
  func valuesAreThoseOfTheBruteForce() throws {
    let file = try ReferenceData.file("oracles/shapley_mlp.json")
    let oracle = try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
    for (explained, model) in [(oracle.prob, oracle.probability), (oracle.logit, oracle.logit)] {
      for (patient, expected) in zip(oracle.X, explained.brute_force) {
        let found = ShapleyValues(of: patient, background: oracle.background, model: model)
        #expect(abs(found.base - explained.base_value) < 1e-12)
        for (value, wanted) in zip(found.values, expected) { #expect(abs(value - wanted) < 1e-12) }
      }
    }
  }

  /// Several outputs have the values that each has alone, and those of their mean are the means.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func severalOutputsAreEachAsAlone(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "outputs")
    let background = (0..<6).map { _ in (0..<3).map { _ in stream.normal() } }
    let patient = (0..<3).map { _ in stream.normal() }
    let models: [([Double]) -> Double] = [{ sin($0[0]) * $0[1] }, { exp($0[2] / 3) - $0[0] }]
    let all = ShapleyValues.all(of: patient, background: background, outputs: 3) { x in
      let own = models.map { $0(x) }
      return [(own[0] + own[1]) / 2] + own
    }
    for (number, model) in models.enumerated() {
      #expect(all[number + 1] == ShapleyValues(of: patient, background: background, model: model), "seed \(seed)")
    }
    for factor in 0..<3 {
      let mean = (all[1].values[factor] + all[2].values[factor]) / 2
      #expect(abs(all[0].values[factor] - mean) < 1e-14, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func valuesAddUpAndAnUnusedFactorGetsNothing(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "shapley")
    let background = (0..<5).map { _ in (0..<4).map { _ in stream.normal() } }
    let patient = (0..<4).map { _ in stream.normal() }
    let model = { (x: [Double]) in sin(x[0]) * x[1] + exp(x[3] / 3) }
    let found = ShapleyValues(of: patient, background: background, model: model)
    #expect(abs(found.values.reduce(found.base, +) - model(patient)) < 1e-12, "seed \(seed)")
    #expect(abs(found.values[2]) < 1e-15, "seed \(seed)")
  }
}
