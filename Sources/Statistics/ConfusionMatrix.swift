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

/// A share of a group, with intervals.
public struct Proportion: Hashable, Codable, Sendable {
  /// Members with the property.
  public let count: Int
  /// Size of the group.
  public let total: Int
  /// `count / total`, or why there is none.
  public let estimate: Statistic

  /// `count` of `total`; `reason` says what an empty group means.
  public init(_ count: Int, of total: Int, else reason: UndefinedReason = .noSubjects) {
    precondition(count >= 0 && count <= total, "a part is not larger than the whole")
    (self.count, self.total) = (count, total)
    estimate = .ratio(Double(count), Double(total), else: reason)
  }

  /// Wilson's score interval; absent for an empty group.
  /// - SeeAlso: Wilson 1927, doi 10.1080/01621459.1927.10502953; `prop.test(correct = FALSE)`.
  public func wilsonInterval(level: Double = 0.95) -> ConfidenceInterval? {
    guard total > 0 else { return nil }
    let (n, z) = (Double(total), NormalDistribution.quantile(0.5 + level / 2))
    let p = Double(count) / n
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At 0 and n the formula gives 0 and 1 but for rounding.
    return ConfidenceInterval(
      lower: count == 0 ? 0 : centre - reach, upper: count == total ? 1 : centre + reach, level: level)
  }

  /// The exact interval of Clopper and Pearson, from beta quantiles; absent for an empty group.
  /// - SeeAlso: doi 10.1093/biomet/26.4.404; `binom.test`.
  public func clopperPearsonInterval(level: Double = 0.95) -> ConfidenceInterval? {
    guard total > 0 else { return nil }
    let tail = (1 - level) / 2
    let (k, n) = (Double(count), Double(total))
    return ConfidenceInterval(
      lower: count == 0 ? 0 : BetaDistribution(alpha: k, beta: n - k + 1).quantile(tail),
      upper: count == total ? 1 : BetaDistribution(alpha: k + 1, beta: n - k).quantile(1 - tail), level: level)
  }
}
