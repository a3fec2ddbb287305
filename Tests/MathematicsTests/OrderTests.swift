import Testing

import Mathematics

@Suite struct OrderTests {
  /// R: `order(c(3.5, -1, 2, 2, 7, -1)) - 1`; NumPy: `argsort(…, kind="stable")`.
  @Test func equalValuesKeepTheirOrder() {
    #expect(ascendingOrder(of: [3.5, -1, 2, 2, 7, -1]) == [1, 5, 2, 3, 0, 4])
  }

  /// Runs of equal values that are long enough for every part of a merge sort.
  @Test func manyEqualValuesKeepTheirOrder() {
    let values = (0..<5000).map { Double($0 * 7919 % 13) }
    let order = ascendingOrder(of: values)
    let isOrdered = zip(order, order.dropFirst()).allSatisfy { (values[$0], $0) < (values[$1], $1) }
    #expect(isOrdered)
    #expect(order.sorted() == Array(0..<5000))
  }

  /// NumPy: `searchsorted([1, 2, 2, 2, 5], [0, 1, 2, 3, 5, 6])`.
  @Test func lowerBoundsAreThoseOfNumPy() {
    let found = [0, 1, 2, 3, 5, 6].map { lowerBound([1, 2, 2, 2, 5], $0) }
    #expect(found == [0, 0, 1, 4, 4, 5])
  }

  @Test(arguments: 3...12)
  func thePartitionPointIsTheFirstBeyond(first: Int) {
    #expect(partitionPoint(3..<12) { $0 >= first } == first)
  }

  @Test func nothingToPartitionIsItsOwnEnd() {
    #expect(partitionPoint(4..<4) { _ in false } == 4)
  }

  /// The root of 2 to the width that so many halvings leave.
  @Test func halvingsCloseInOnTheTurn() {
    let found = bisected(1, 2, halvings: 20) { $0 * $0 < 2 }
    #expect(found.high - found.low == 0x1p-20)
    #expect(found.low * found.low < 2)
    #expect(found.high * found.high >= 2)
  }
}
