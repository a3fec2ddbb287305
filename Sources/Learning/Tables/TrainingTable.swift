import Statistics

/// The input of a fit: features with the outcome of every subject.
public struct TrainingTable: Hashable, Sendable {
  /// The features.
  public let features: FeatureTable
  /// The outcome of every subject.
  public let outcomes: Outcomes

  /// Features with one outcome per subject.
  public init(features: FeatureTable, outcomes: Outcomes) {
    precondition(outcomes.count == features.subjects.count, "one outcome per subject")
    (self.features, self.outcomes) = (features, outcomes)
  }

  /// Features and whether each subject had the event.
  public init(features: FeatureTable, outcomes: [Bool]) { self.init(features: features, outcomes: .binary(outcomes)) }

  /// A table from its rows; `nil` where a value is missing or undefined.
  public init(subjects: [String], columns: [String], rows: [[Double?]], outcomes: [Bool]) {
    self.init(features: FeatureTable(subjects: subjects, columns: columns, rows: rows), outcomes: outcomes)
  }

  /// Identifiers of the rows.
  public var subjects: [String] { features.subjects }
  /// Names of the columns.
  public var columns: [String] { features.columns }
  /// Number of subjects with the event.
  public var events: Int { outcomes.events.count { $0 } }
  /// Number of subjects without it.
  public var nonEvents: Int { outcomes.count - events }

  /// The rows at `positions`, in that order.
  public func rows(_ positions: [Int]) -> TrainingTable {
    TrainingTable(features: features.rows(positions), outcomes: outcomes.at(positions))
  }

  /// The columns called `names`, in that order.
  /// - Throws: ``LearningError/missingColumns(_:)``.
  public func columns(named names: [String]) throws(LearningError) -> TrainingTable {
    TrainingTable(features: try features.columns(named: names), outcomes: outcomes)
  }

  /// Whether each subject had the event, for what learns classes. Throws unless both occur: no classifier can be fitted
  /// to one.
  package func classes() throws(LearningError) -> [Bool] {
    switch outcomes {
    case .binary(let classes):
      guard events > 0, nonEvents > 0 else { throw .oneClass(events: events, nonEvents: nonEvents) }
      return classes
    }
  }

  /// Throws unless both classes occur and the square of every value is a number.
  package func requireBothClasses() throws(LearningError) {
    _ = try classes()
    try requireModestValues()
  }

  /// The largest magnitude of a value that a fit takes: its square can still be summed.
  static let largestValue = 1e120

  /// Throws where a value is so large that its square, or a sum of squares, is no number.
  package func requireModestValues() throws(LearningError) {
    guard let at = features.values.firstIndex(where: { abs($0) > Self.largestValue }) else { return }
    throw .extremeValue(
      column: columns[at / subjects.count], subject: FeatureTable.original(of: subjects[at % subjects.count]),
      value: features.values[at])
  }
}

extension TrainingTable {
  /// The table with its subjects in ascending order of their ids.
  var sortedBySubject: TrainingTable {
    let order = subjects.indices.sorted { subjects[$0] < subjects[$1] }
    return order == Array(subjects.indices) ? self : rows(order)
  }
}
