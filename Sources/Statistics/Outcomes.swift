/// The outcomes of subjects, one each and all of one kind.
///
/// What depends on the kind is a `switch` without a default, so that a second kind makes the compiler name every place
/// that has to be written (`CONTRIBUTING.md`, "an outcome type"). Statistics of two classes, such as an AUC or a
/// reclassification, take `[Bool]`: they have no meaning for another kind.
public enum Outcomes: Hashable, Sendable {
  /// Whether each subject had the event.
  case binary([Bool])
}

extension Outcomes {
  /// Whether the event was observed in each subject: what folds and splits deal evenly, and what is counted.
  public var events: [Bool] {
    switch self {
    case .binary(let events): events
    }
  }

  /// The outcomes of single subjects, in their order; all of one kind.
  package init(_ all: [SubjectOutcome]) {
    self = .binary(
      all.map { one in
        switch one {
        case .binary(let isEvent): isEvent
        }
      })
  }

  /// The outcome of each subject.
  package var all: [SubjectOutcome] { indices.map { self[$0] } }
  /// Number of subjects.
  package var count: Int { events.count }
  /// Positions of the subjects.
  package var indices: Range<Int> { 0..<count }

  /// The outcome of one subject.
  package subscript(_ position: Int) -> SubjectOutcome {
    switch self {
    case .binary(let events): .binary(events[position])
    }
  }

  /// The outcomes of the subjects at `positions`, in that order.
  package func at(_ positions: [Int]) -> Outcomes {
    switch self {
    case .binary(let events): .binary(positions.map { events[$0] })
    }
  }

  /// How well scores order the subjects, 0 to 1, higher scores meaning the event: what settings are chosen by. Of two
  /// classes it is the AUC.
  package func concordance(of scores: [Double]) -> Statistic {
    switch self {
    case .binary(let events): auc(scores, outcomes: events)
    }
  }
}

/// The outcome of one subject.
public enum SubjectOutcome: Hashable, Sendable {
  /// Whether the subject had the event.
  case binary(Bool)

  /// Whether the event was observed.
  public var hadEvent: Bool {
    switch self {
    case .binary(let isEvent): isEvent
    }
  }
}

/// The kinds of outcomes, as `results.json` names them.
package enum OutcomeKind: String, Codable, Sendable, CaseIterable {
  /// Two classes.
  case binary
}

// In JSON a binary outcome is true or false, and those of several subjects are a list of these.

extension SubjectOutcome: Codable {
  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    self = .binary(try decoder.singleValueContainer().decode(Bool.self))
  }

  /// Writes true or false.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .binary(let isEvent): try container.encode(isEvent)
    }
  }
}

extension Outcomes: Codable {
  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    self = .binary(try decoder.singleValueContainer().decode([Bool].self))
  }

  /// Writes a list of true and false.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .binary(let events): try container.encode(events)
    }
  }
}
