/// Sum in a fixed order with one rounding-error term (Neumaier 1974): the same bits for any number of threads.
public struct CompensatedSum: Sendable {
  private var total = 0.0
  private var correction = 0.0

  /// An empty sum.
  public init() {}

  /// Adds one term.
  @inline(__always) public mutating func add(_ term: Double) {
    let next = total + term
    correction += abs(total) >= abs(term) ? (total - next) + term : (term - next) + total
    total = next
  }

  /// The sum so far.
  public var value: Double { total + correction }
}
