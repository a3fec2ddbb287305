import Execution
import Glibc
import Learning
import Mathematics
import Statistics

/// A situation in which a second model is not better than the first, although a test may say so.
public enum NullComparison: String, Hashable, Codable, Sendable, CaseIterable {
  /// Two correctly specified models with the same AUC, 0.7, that use different but correlated information.
  case equalAUC
  /// A model, and the same model with an added column of noise. Both are fitted to other subjects than those tested.
  case noiseTestedElsewhere
  /// The same two models, tested on the subjects to whom they were fitted.
  case noiseTestedInPlace
  /// A model, and a second one with the same ranking but wrong probabilities: too extreme and too high.
  case miscalibratedTwin

  /// The comparison in words.
  public var explanation: String {
    switch self {
    case .equalAUC: "two models of equal AUC"
    case .noiseTestedElsewhere: "nested model plus noise, tested on new subjects"
    case .noiseTestedInPlace: "nested model plus noise, tested on the subjects it was fitted to"
    case .miscalibratedTwin: "same ranking, but miscalibrated"
    }
  }

  /// AUC of every informative score.
  package static let auc = 0.7
  /// The distance of the class means, in standard deviations, that gives this AUC.
  private static let shift = 2.0.squareRoot() * NormalDistribution.quantile(auc)

  /// Probabilities of two models for subjects; the first `events` subjects have the event.
  package struct Draw {
    package var old: [Double]
    package var new: [Double]
    package let outcomes: [Bool]
  }

  package func draw(_ size: NullSimulation.Size, from stream: inout RandomStream) throws(LearningError) -> Draw {
    switch self {
    case .equalAUC: return equal(size, from: &stream)
    case .miscalibratedTwin:
      let draw = equal(size, from: &stream)
      return Draw(
        old: draw.old, new: draw.old.map { logistic(1.5 * logit($0) + 0.7) }, outcomes: draw.outcomes)
    case .noiseTestedElsewhere, .noiseTestedInPlace: return try nested(size, from: &stream)
    }
  }

  /// Scores with correlation ½ within each class; each of them is a correctly specified model.
  private func equal(_ size: NullSimulation.Size, from stream: inout RandomStream) -> Draw {
    let outcomes = size.outcomes
    var draw = Draw(old: [], new: [], outcomes: outcomes)
    for outcome in outcomes {
      let (common, centre) = (stream.normal(), outcome ? Self.shift : 0)
      let scores = (0..<2).map { _ in centre + 0.5.squareRoot() * (common + stream.normal()) }
      draw.old.append(logistic(size.logOdds + Self.shift * scores[0] - Self.shift * Self.shift / 2))
      draw.new.append(logistic(size.logOdds + Self.shift * scores[1] - Self.shift * Self.shift / 2))
    }
    return draw
  }

  private func nested(_ size: NullSimulation.Size, from stream: inout RandomStream) throws(LearningError) -> Draw {
    let fitted = rows(size, from: &stream)
    let tested = self == .noiseTestedInPlace ? fitted : rows(size, from: &stream)
    var log = FitLog(purpose: "simulation")
    // The penalty is 1e-6 of the data's weight. The fit is then practically the maximum of the likelihood, and stays
    // finite where that maximum is infinite.
    let regression = LogisticRegression(inverseRegularisation: 1e6)
    let (both, alone) = (
      try regression.fit(fitted, log: &log), try regression.fit(fitted.columns(named: ["x"]), log: &log)
    )
    let values = (0..<tested.subjects.count).map { row in
      (0..<2).compactMap { tested.features.value(row: row, column: $0) }
    }
    return Draw(
      old: values.map { logistic(alone.decision([$0[0]])) }, new: values.map { logistic(both.decision($0)) },
      outcomes: tested.outcomes.events)
  }

  private func rows(_ size: NullSimulation.Size, from stream: inout RandomStream) -> TrainingTable {
    let outcomes = size.outcomes
    let rows = outcomes.map { [Optional((($0 ? Self.shift : 0) + stream.normal())), stream.normal()] }
    return TrainingTable(
      subjects: outcomes.indices.map { "s\($0)" }, columns: ["x", "noise"], rows: rows, outcomes: outcomes)
  }
}
