/// Pearson's chi-square test of independence of the rows and columns of `counts`.
///
/// `isCorrected` asks for Yates' correction, which applies to 2 × 2 tables only and, as in R, never exceeds the
/// smallest `|O − E|`. Undefined when a margin is empty.
/// - SeeAlso: R's `chisq.test`.
public func chiSquareTest(_ counts: [[Int]], isCorrected: Bool) -> TestResult {
  let expected = expectedCounts(counts)
  guard counts.count > 1, let width = counts.first?.count, width > 1, expected.joined().allSatisfy({ $0 > 0 }) else {
    return TestResult(undefined: .emptyMargin)
  }
  let cells = zip(counts.joined(), expected.joined()).map { (abs(Double($0) - $1), $1) }
  let smallest = cells.map(\.0).min() ?? 0
  let shift = isCorrected && counts.count == 2 && width == 2 ? min(0.5, smallest) : 0
  let statistic = total(cells.map { ($0 - shift) * ($0 - shift) / $1 })
  let freedom = Double((counts.count - 1) * (width - 1))
  return TestResult(
    statistic: .defined(statistic), degreesOfFreedom: freedom,
    pValue: .defined(ChiSquareDistribution(degreesOfFreedom: freedom).upperTail(statistic)))
}

/// Counts expected under independence, `row total · column total / n`.
public func expectedCounts(_ counts: [[Int]]) -> [[Double]] {
  requireTable(counts)
  let rows = counts.map { $0.reduce(0, +) }
  let columns = (0..<(counts.first?.count ?? 0)).map { column in counts.map { $0[column] }.reduce(0, +) }
  let all = Double(rows.reduce(0, +))
  return rows.map { row in columns.map { all > 0 ? Double(row) * Double($0) / all : 0 } }
}

func requireTable(_ counts: [[Int]]) {
  precondition(Set(counts.map(\.count)).count <= 1, "rows of a table are equally long")
  precondition(counts.joined().allSatisfy { $0 >= 0 }, "a count is never negative")
}
