import Execution
import Glibc
import Learning
import Statistics

/// A way in which a second model is no better than the first, though a test may say so.
public enum NullComparison: String, Hashable, Codable, Sendable, CaseIterable {
  /// Two right models of the same AUC, 0.7, on different but correlated information.
  case equalAUC
  /// A model, and the same with a column of noise beside its factor; both fitted to other subjects than those tested.
  case noiseTestedElsewhere
  /// The same, tested on the subjects they were fitted to.
  case noiseTestedInPlace
  /// A model and its twin of the same order but with wrong probabilities: too extreme and too high.
  case miscalibratedTwin

  /// The comparison in words.
  public var explanation: String {
    switch self {
    case .equalAUC: "two models of equal AUC"
    case .noiseTestedElsewhere: "nested model plus noise, tested on new subjects"
    case .noiseTestedInPlace: "nested model plus noise, tested where it was fitted"
    case .miscalibratedTwin: "a miscalibrated twin"
    }
  }

  /// AUC of every informative score.
  package static let auc = 0.7
  /// Distance of the class means in standard deviations that gives it.
  private static let shift = 2.0.squareRoot() * NormalDistribution.quantile(auc)

  /// Probabilities of two models for subjects of whom the first `events` have the event.
  package struct Draw {
    package var old: [Double]
    package var new: [Double]
    package let outcomes: [Bool]
  }

  package func draw(_ size: NullSimulation.Size, _ stream: inout RandomStream) throws(LearningError) -> Draw {
    switch self {
    case .equalAUC: return equal(size, &stream)
    case .miscalibratedTwin:
      let draw = equal(size, &stream)
      return Draw(
        old: draw.old, new: draw.old.map { logistic(1.5 * logit($0) + 0.7) }, outcomes: draw.outcomes)
    case .noiseTestedElsewhere, .noiseTestedInPlace: return try nested(size, &stream)
    }
  }

  /// Scores with correlation ½ within each class; each alone is a right model.
  private func equal(_ size: NullSimulation.Size, _ stream: inout RandomStream) -> Draw {
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

  private func nested(_ size: NullSimulation.Size, _ stream: inout RandomStream) throws(LearningError) -> Draw {
    let fitted = rows(size, &stream)
    let tested = self == .noiseTestedInPlace ? fitted : rows(size, &stream)
    var log = FitLog(purpose: "simulation")
    // A penalty of 1e-6 of the data's weight: the maximum of the likelihood, for this purpose, and finite where that is not.
    let regression = LogisticRegression(inverseRegularisation: 1e6)
    let (both, alone) = (
      try regression.fit(fitted, log: &log), try regression.fit(fitted.columns(named: ["x"]), log: &log)
    )
    let values = (0..<tested.subjects.count).map { row in
      (0..<2).compactMap { tested.features.value(row: row, column: $0) }
    }
    return Draw(
      old: values.map { logistic(alone.decision([$0[0]])) }, new: values.map { logistic(both.decision($0)) },
      outcomes: tested.outcomes)
  }

  private func rows(_ size: NullSimulation.Size, _ stream: inout RandomStream) -> TrainingTable {
    let outcomes = size.outcomes
    let rows = outcomes.map { [Optional((($0 ? Self.shift : 0) + stream.normal())), stream.normal()] }
    return TrainingTable(
      subjects: outcomes.indices.map { "s\($0)" }, columns: ["x", "noise"], rows: rows, outcomes: outcomes)
  }
}
