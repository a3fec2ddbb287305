import Glibc

/// The Brier score of probabilities and its scaled and weighted forms.
public struct BrierScore: Hashable, Codable, Sendable {
  /// `mean((p − y)²)`: 0 is perfect; a constant 0.5 scores 0.25.
  public let score: Statistic
  /// `1 − score / (ȳ(1 − ȳ))`: 1 is perfect, 0 the score of the prevalence for everybody.
  public let scaled: Statistic
  /// `1 − score / (p̄(1 − p̄))`, the form of Steyerberg 2010 (doi 10.1097/EDE.0b013e3181c30fb2).
  public let scaledByMeanProbability: Statistic
  /// Mean of the two classes' own Brier scores, that is weights `n / (2 n_class)`; a constant 0.5 scores 0.25 whatever
  /// the prevalence.
  public let classWeighted: Statistic

  /// The scores of `probabilities`, each in [0, 1].
  public init(probabilities: [Double], outcomes: [Bool]) {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    precondition(probabilities.allSatisfy { (0...1).contains($0) }, "a probability lies between 0 and 1")
    guard !outcomes.isEmpty else {
      (score, scaled) = (.undefined(.noSubjects), .undefined(.noSubjects))
      (scaledByMeanProbability, classWeighted) = (.undefined(.noSubjects), .undefined(.noSubjects))
      return
    }
    let brier = mean(zip(probabilities, outcomes).map { BrierScore.squaredError($0, $1) })
    let (prevalence, expected) = (mean(outcomes.map { $0 ? 1 : 0 }), mean(probabilities))
    score = .defined(brier)
    scaled = BrierScore.scale(brier, by: prevalence, else: prevalence == 0 ? .noEvents : .noNonEvents)
    scaledByMeanProbability = BrierScore.scale(brier, by: expected, else: .zeroVariance)
    classWeighted = BrierScore.classWeighted(probabilities, outcomes)
  }

  private static func squaredError(_ probability: Double, _ outcome: Bool) -> Double {
    let error = probability - (outcome ? 1 : 0)
    return error * error
  }

  private static func scale(_ brier: Double, by rate: Double, else reason: UndefinedReason) -> Statistic {
    Statistic.ratio(brier, rate * (1 - rate), else: reason).map { 1 - $0 }
  }

  private static func classWeighted(_ probabilities: [Double], _ outcomes: [Bool]) -> Statistic {
    let events = scores(probabilities, outcomes, where: true)
    let nonEvents = scores(probabilities, outcomes, where: false)
    guard !events.isEmpty else { return .undefined(.noEvents) }
    guard !nonEvents.isEmpty else { return .undefined(.noNonEvents) }
    let (missed, raised) = (events.map { squaredError($0, true) }, nonEvents.map { squaredError($0, false) })
    return .defined((mean(missed) + mean(raised)) / 2)
  }
}

/// Mean negative log-likelihood of `probabilities`; infinite when a certain prediction is wrong.
public func logLoss(probabilities: [Double], outcomes: [Bool]) -> Statistic {
  precondition(probabilities.count == outcomes.count, "one probability per outcome")
  guard !outcomes.isEmpty else { return .undefined(.noSubjects) }
  return .defined(mean(zip(probabilities, outcomes).map { -log($1 ? $0 : 1 - $0) }))
}
