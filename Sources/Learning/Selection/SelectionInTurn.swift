/// Selectors one after the other, each on the columns that the one before kept.
public struct SelectionInTurn: ColumnSelector {
  /// The selectors.
  public let selectors: [any ColumnSelector]

  /// The selectors in the order in which they are used.
  public init(_ selectors: [any ColumnSelector]) { self.selectors = selectors }

  /// The columns that the last selector keeps. Once no column is left, further selectors are not called.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    var left = table
    for selector in selectors where !left.columns.isEmpty {
      left = try left.columns(named: try selector.keep(left, log: &log, workers: workers))
    }
    return left.columns
  }

  /// Whether both have equal selectors in the same order.
  public static func == (a: SelectionInTurn, b: SelectionInTurn) -> Bool { a.parts == b.parts }

  /// Hashes the selectors in order.
  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

  private var parts: [AnyHashable] { selectors.map { AnyHashable($0) } }
}
