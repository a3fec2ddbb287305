import Execution
import Learning
import Statistics
import Testing

/// Which splits give honest probabilities, by simulation: why leave-one-out's are withheld and those of stratified
/// folds are not.
@Suite struct ProbabilitySplitTests {
  private static let seed: UInt64 = 14
  private static let repetitions = 60

  private struct Draw {
    let scores: [Double]
    let outcomes: [Bool]

    init(_ repetition: Int, patients: Int, effect: Double) {
      var stream = RandomStream(seed: ProbabilitySplitTests.seed, name: "\(repetition), \(effect)")
      let outcomes = (0..<patients).map { $0 % 3 == 0 }
      scores = outcomes.map { stream.normal() + ($0 ? effect : 0) }
      self.outcomes = outcomes
    }

    /// Each probability from a sigmoid of the patients of other folds.
    func probabilities(_ fold: (Int) -> Int) -> [Double] {
      let sigmoids = Dictionary(
        uniqueKeysWithValues: Set(scores.indices.map(fold)).map { ($0, sigmoid(without: $0, fold)) })
      return scores.indices.map { sigmoids[fold($0)]?.probability(scores[$0]) ?? .nan }
    }

    private func sigmoid(without held: Int, _ fold: (Int) -> Int) -> PlattSigmoid {
      let own = scores.indices.filter { fold($0) != held }
      var log = FitLog(purpose: "simulation")
      return PlattCalibration(isMonotone: true).fit(
        scores: own.map { scores[$0] }, outcomes: own.map { outcomes[$0] }, subjects: own.map { "\($0)" }, log: &log)
    }
  }

  private func mean(_ patients: Int, _ effect: Double, _ fold: (Int) -> Int, _ figure: ([Double], [Bool]) -> Double?)
    -> Double
  {
    let found = (0..<Self.repetitions).compactMap { repetition in
      let draw = Draw(repetition, patients: patients, effect: effect)
      return figure(draw.probabilities(fold), draw.outcomes)
    }
    return found.reduce(0, +) / Double(found.count)
  }

  /// Folds of three times five neighbours, so that each has one event in three.
  private let fiveFolds = { (patient: Int) in patient / 3 % 5 }

  @Test func probabilitiesOfLeaveOneOutRunAgainstTheOutcomeWithoutAnySignal() {
    let area = { (values: [Double], outcomes: [Bool]) in auc(values, outcomes: outcomes).value }
    let leftOut = mean(60, 0, { $0 }, area)
    let folds = mean(60, 0, fiveFolds, area)
    #expect(leftOut < 0.3, "seed \(Self.seed): \(leftOut)")
    #expect(abs(folds - 0.5) < 0.06, "seed \(Self.seed): \(folds)")
  }

  @Test func probabilitiesOfStratifiedFoldsAreCalibrated() {
    let slope = mean(240, 1, fiveFolds) { CalibrationFit(probabilities: $0, outcomes: $1).slope.value }
    let ratio = mean(240, 1, fiveFolds) { CalibrationFit(probabilities: $0, outcomes: $1).observedToExpected.value }
    #expect(abs(slope - 1) < 0.15 && abs(ratio - 1) < 0.05, "seed \(Self.seed): \(slope), \(ratio)")
  }
}
