/// The outcomes that a prediction does not rule out.
///
/// Written without a comma, so that a cell of a CSV table needs no quotes.
public enum PredictionSet: String, Hashable, Codable, Sendable, CaseIterable {
  /// The event alone.
  case event = "{1}"
  /// The non-event alone.
  case nonEvent = "{0}"
  /// Either: the model cannot tell.
  case both = "{0|1}"
  /// Neither: the model has given no training patient of either outcome so little probability for it.
  case neither = "{}"

  /// The set with these members.
  public init(event: Bool, nonEvent: Bool) {
    self =
      switch (event, nonEvent) {
      case (true, true): .both
      case (true, false): .event
      case (false, true): .nonEvent
      case (false, false): .neither
      }
  }

  /// Whether an outcome is a member.
  public func holds(_ outcome: Bool) -> Bool {
    switch self {
    case .both: true
    case .neither: false
    case .event: outcome
    case .nonEvent: !outcome
    }
  }

  /// Number of members.
  public var size: Int {
    switch self {
    case .both: 2
    case .neither: 0
    case .event, .nonEvent: 1
    }
  }

  /// The set that at least half of `sets` agree on, member by member; `nil` without any.
  ///
  /// Of sets that cover with probability `1 − α` each, the majority covers with `1 − 2α` at least.
  /// - SeeAlso: Gasparin and Ramdas 2024, arXiv 2401.09379.
  public init?(majorityOf sets: [PredictionSet]) {
    guard !sets.isEmpty else { return nil }
    let share = { (outcome: Bool) in 2 * sets.count { $0.holds(outcome) } >= sets.count }
    self.init(event: share(true), nonEvent: share(false))
  }
}
