import DeepRadiomics
import Execution
import Foundation
import Testing

@Suite struct HeadGradientTests {
  private struct Problem {
    let network: HeadNetwork
    let batch: HeadBatch
    let events: [Bool]
    let parameters: [Double]
    let kept: Rows?
    let loss: HeadLoss

    init(seed: UInt64, factors: Int, dropout: Bool, loss: HeadLoss) {
      var stream = RandomStream(seed: seed, name: "gradient")
      var settings = HeadSettings()
      (settings.hiddenUnits, settings.clinicalUnits) = (7, 5)
      let layout = HeadLayout(features: 11, factors: factors, settings)
      network = HeadNetwork(layout: layout)
      func rows(_ width: Int) -> Rows {
        Rows(count: 6, width: width, values: (0..<(6 * width)).map { _ in stream.normal() })
      }
      batch = HeadBatch(features: rows(11), offsets: rows(7), factors: factors == 0 ? nil : rows(factors))
      events = [true, false, false, true, false, true]
      parameters = (0..<layout.count).map { _ in 0.7 * stream.normal() }
      kept =
        dropout ? Rows(count: 6, width: 7, values: (0..<42).map { _ in stream.uniform() < 0.3 ? 0 : 1 / 0.7 }) : nil
      self.loss = loss
    }

    func pass(_ parameters: [Double]) -> HeadNetwork.Pass {
      var moments = RunningMoments(width: network.layout.hidden)
      return network.train(parameters, batch, updating: &moments, kept: kept)
    }

    func value(_ parameters: [Double]) -> Double {
      loss.evaluate(pass(parameters).outputs, events: events, weights: (0.6, 2.2)).value
    }

    func gradient() -> [Double] {
      var gradient = [Double](repeating: .nan, count: parameters.count)
      let pass = pass(parameters)
      let slope = loss.evaluate(pass.outputs, events: events, weights: (0.6, 2.2)).gradient
      network.backward(pass, batch, parameters, outputGradient: slope, to: &gradient)
      return gradient
    }
  }

  @Test(
    arguments: [
      HeadLoss.crossEntropy, .focalOnBatchMean(gamma: 2), .focalPerPatient(gamma: 2), .focalPerPatient(gamma: 0.5),
    ],
    [0, 3])
  func everySlopeIsThatOfTheDifference(loss: HeadLoss, factors: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let problem = Problem(seed: seed, factors: factors, dropout: seed == 2, loss: loss)
      expectSlopes(problem.gradient(), of: problem.value, at: problem.parameters, seed: seed)
    }
  }

  /// By hand: outputs 0 and log 3 give the event p = 0.75, so ce = log(4 / 3) with event and log 4 without.
  @Test func lossesAreTheirFormulas() {
    let outputs = Rows(count: 2, width: 2, values: [0, log(3), 0, log(3)])
    let (a, b) = (log(4.0 / 3), log(4.0))
    func value(_ loss: HeadLoss) -> Double { loss.evaluate(outputs, events: [true, false], weights: (1, 3)).value }
    let mean = (3 * a + b) / 4
    #expect(abs(value(.crossEntropy) - mean) < 1e-15)
    #expect(abs(value(.focalOnBatchMean(gamma: 2)) - pow(1 - exp(-mean), 2) * mean) < 1e-15)
    #expect(abs(value(.focalPerPatient(gamma: 2)) - (3 * 0.0625 * a + 0.5625 * b) / 4) < 1e-15)
    #expect(value(.focalPerPatient(gamma: 0)) == value(.crossEntropy))
  }

  @Test func extremeOutputsStayFinite() {
    let outputs = Rows(count: 2, width: 2, values: [-800, 800, -800, 800])
    for loss in [
      HeadLoss.crossEntropy, .focalOnBatchMean(gamma: 2), .focalPerPatient(gamma: 2), .focalPerPatient(gamma: 0.5),
    ] {
      let (value, gradient) = loss.evaluate(outputs, events: [true, false], weights: (1, 1))
      #expect(value.isFinite)
      let isFinite = gradient.values.allSatisfy(\.isFinite)
      #expect(isFinite)
    }
  }
}
