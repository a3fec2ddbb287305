/// Patients for a head: features of a frozen backbone, clinical factors if any, outcomes.
public struct HeadCohort: Sendable {
  /// Subjects in order, for the records of what saw whom.
  public let subjects: [String]
  /// Whether the event (no complete response) happened.
  public let events: [Bool]
  let features: Rows
  let factors: Rows?

  /// A cohort; every array has one entry a patient, in one order.
  /// - Parameters:
  ///   - features: feature vectors of one length.
  ///   - factors: clinical factors as numbers, unscaled; `nil` for a head without the clinical branch.
  public init(subjects: [String], features: [[Double]], factors: [[Double]]? = nil, events: [Bool]) {
    precondition(!subjects.isEmpty && subjects.count == features.count && subjects.count == events.count)
    precondition(features.allSatisfy { $0.count == features[0].count && !$0.isEmpty }, "vectors of one length")
    if let factors {
      precondition(factors.count == subjects.count && factors.allSatisfy { $0.count == factors[0].count })
    }
    self.init(
      subjects: subjects, events: events, features: Rows(features),
      factors: factors.flatMap { $0[0].isEmpty ? nil : Rows($0) })
  }

  private init(subjects: [String], events: [Bool], features: Rows, factors: Rows?) {
    (self.subjects, self.events, self.features, self.factors) = (subjects, events, features, factors)
  }

  /// Number of patients.
  public var count: Int { subjects.count }

  /// Length of a feature vector.
  public var featureCount: Int { features.width }

  /// Number of clinical factors.
  public var factorCount: Int { factors?.width ?? 0 }

  /// The patients at `positions`, in that order.
  public func selecting(_ positions: [Int]) -> HeadCohort {
    HeadCohort(
      subjects: positions.map { subjects[$0] }, events: positions.map { events[$0] },
      features: features.selecting(positions), factors: factors?.selecting(positions))
  }
}

/// Which patients decide when training stops.
public enum StoppingRule: Sendable {
  /// This share of each class of the training patients, drawn by `seed`, and not trained on.
  case shareOfTraining(Double, seed: UInt64)
  /// Other patients. With the test patients this is the published choice, which has to be flagged as such.
  case others(HeadCohort)
}

/// Why a head cannot be trained.
public enum HeadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The settings contradict themselves.
  case settings(String)
  /// One class is missing, or there are too few patients to leave some out.
  case tooFewPatients(events: Int, nonEvents: Int)
  /// The loss became infinite or undefined.
  case diverged(epoch: Int, rate: Double)

  /// Cause and next step.
  public var description: String {
    switch self {
    case .settings(let fault): "The head's settings cannot be used: \(fault). Correct the study file."
    case .tooFewPatients(let events, let nonEvents):
      "\(events) events and \(nonEvents) non-events are too few to train a head. Each class needs 2 or more."
    case .diverged(let epoch, let rate):
      "The loss was not finite in epoch \(epoch) at learning rate \(rate). Lower the rate or scale the features."
    }
  }
}
