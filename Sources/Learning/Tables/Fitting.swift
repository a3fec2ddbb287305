/// Settings that can be fitted: the one contract of everything that learns from a table.
///
/// A fit sees the table it is given and nothing else, and records in the log which subjects that were.
public protocol Fitting: Hashable, Sendable {
  /// What a fit returns.
  associatedtype Model: Hashable, Codable, Sendable

  /// Learns from `table`.
  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> Model
}
