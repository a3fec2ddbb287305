import Statistics

/// What the prediction sets of a row are worth on patients whom its models had not seen.
public struct ConformalResult: Codable, Sendable, Hashable {
  /// An outcome that no set excludes, because too few training patients had it.
  public enum Class: String, Codable, Sendable, Hashable, CaseIterable {
    case event
    case nonEvent = "non-event"
  }

  /// How the sets were made.
  public var rule: ConformalRule
  /// Training patients whose out-of-fold probabilities gave the limits, by class; of several models, the smallest
  /// number.
  public var calibrated: InclusionFlow.ClassCounts
  /// Outcomes that a model could not exclude for any patient, because it had too few training patients for a limit.
  public var unlimited: [Class]
  /// Patients with a set.
  public var patients: Int
  /// Share of them whose set holds their outcome, with the exact binomial interval.
  public var covered: Estimate
  /// The same share among patients with the event.
  public var coveredEvents: Estimate
  /// The same share among patients without the event.
  public var coveredNonEvents: Estimate
  /// Mean number of outcomes in a set, 0 to 2.
  public var meanSize: Quantity
  /// Sets with one outcome.
  public var singletons: Int
  /// Of these, sets with the outcome that occurred.
  public var rightSingletons: Int
  /// Sets with both outcomes: the model cannot tell.
  public var both: Int
  /// Sets with neither outcome.
  public var neither: Int

  /// Makes the value from its parts.
  package init(
    rule: ConformalRule, calibrated: InclusionFlow.ClassCounts, unlimited: [Class], patients: Int, covered: Estimate,
    coveredEvents: Estimate, coveredNonEvents: Estimate, meanSize: Quantity, singletons: Int, rightSingletons: Int,
    both: Int, neither: Int
  ) {
    self.rule = rule
    self.calibrated = calibrated
    self.unlimited = unlimited
    self.patients = patients
    self.covered = covered
    self.coveredEvents = coveredEvents
    self.coveredNonEvents = coveredNonEvents
    self.meanSize = meanSize
    self.singletons = singletons
    self.rightSingletons = rightSingletons
    self.both = both
    self.neither = neither
  }
}
