/// The four counts of a yes/no call, and what follows from them. Positive means event.
public struct ConfusionMatrix: Hashable, Codable, Sendable {
  /// Events called positive.
  public let truePositives: Int
  /// Events called negative.
  public let falseNegatives: Int
  /// Non-events called positive.
  public let falsePositives: Int
  /// Non-events called negative.
  public let trueNegatives: Int

  /// The matrix with these counts, none negative.
  public init(truePositives: Int, falseNegatives: Int, falsePositives: Int, trueNegatives: Int) {
    precondition(min(truePositives, falseNegatives, falsePositives, trueNegatives) >= 0, "a count is never negative")
    (self.truePositives, self.falseNegatives) = (truePositives, falseNegatives)
    (self.falsePositives, self.trueNegatives) = (falsePositives, trueNegatives)
  }

  /// Calls a subject positive when its score is at least `threshold`.
  public init(scores: [Double], outcomes: [Bool], threshold: Double) {
    precondition(scores.count == outcomes.count, "one score per outcome")
    let called = scores.map { $0 >= threshold }
    func count(_ call: Bool, _ outcome: Bool) -> Int { zip(called, outcomes).count { $0 == (call, outcome) } }
    self.init(
      truePositives: count(true, true), falseNegatives: count(false, true),
      falsePositives: count(true, false), trueNegatives: count(false, false))
  }

  /// Events.
  public var events: Int { truePositives + falseNegatives }
  /// Non-events.
  public var nonEvents: Int { falsePositives + trueNegatives }
  /// Everybody.
  public var subjects: Int { events + nonEvents }
  /// Those called positive.
  public var positiveCalls: Int { truePositives + falsePositives }
  /// Those called negative.
  public var negativeCalls: Int { falseNegatives + trueNegatives }

  /// Share of events called positive, `TP / (TP + FN)`.
  public var sensitivity: Proportion { Proportion(truePositives, of: events, else: .noEvents) }
  /// Share of non-events called negative, `TN / (TN + FP)`.
  public var specificity: Proportion { Proportion(trueNegatives, of: nonEvents, else: .noNonEvents) }
  /// Share of positive calls that are events, `TP / (TP + FP)`.
  public var positivePredictiveValue: Proportion {
    Proportion(truePositives, of: positiveCalls, else: .noPositiveCalls)
  }
  /// Share of negative calls that are non-events, `TN / (TN + FN)`.
  public var negativePredictiveValue: Proportion {
    Proportion(trueNegatives, of: negativeCalls, else: .noNegativeCalls)
  }
  /// Share of right calls.
  public var accuracy: Proportion { Proportion(truePositives + trueNegatives, of: subjects, else: .noSubjects) }

  /// Mean of sensitivity and specificity.
  public var balancedAccuracy: Statistic {
    guard let sensitivity = sensitivity.estimate.value else { return .undefined(.noEvents) }
    guard let specificity = specificity.estimate.value else { return .undefined(.noNonEvents) }
    return .defined((sensitivity + specificity) / 2)
  }

  /// `2 TP / (2 TP + FP + FN)`; undefined when there is neither an event nor a positive call.
  public var f1: Statistic {
    .ratio(Double(2 * truePositives), Double(2 * truePositives + falsePositives + falseNegatives), else: .emptyMargin)
  }

  /// Matthews' correlation `(TP·TN − FP·FN) / √(product of the margins)`; undefined when a margin is empty.
  ///
  /// Some software prints 0 there, which reads as "no better than chance" where nothing is known.
  public var matthewsCorrelation: Statistic {
    let (tp, fn) = (Double(truePositives), Double(falseNegatives))
    let (fp, tn) = (Double(falsePositives), Double(trueNegatives))
    let margins = Double(positiveCalls) * Double(events) * Double(nonEvents) * Double(negativeCalls)
    return .ratio(tp * tn - fp * fn, margins.squareRoot(), else: .emptyMargin)
  }

  /// Cohen's kappa: agreement beyond that expected from the margins.
  public var kappa: Statistic {
    let n = Double(subjects)
    guard n > 0 else { return .undefined(.noSubjects) }
    let observed = Double(truePositives + trueNegatives) / n
    let expected = (Double(positiveCalls) * Double(events) + Double(negativeCalls) * Double(nonEvents)) / (n * n)
    return .ratio(observed - expected, 1 - expected, else: .noDisagreementExpected)
  }

  /// The 2 × 2 counts, rows: called positive, negative; columns: event, non-event.
  public var table: [[Int]] { [[truePositives, falsePositives], [falseNegatives, trueNegatives]] }
}
