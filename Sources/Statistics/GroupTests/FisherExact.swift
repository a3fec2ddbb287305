import Glibc
import Mathematics

/// Fisher's exact test of independence: the probability, given the margins, of all tables that are not more likely than
/// `counts`.
///
/// Undefined when a margin leaves nothing to vary, or when the tables are too many to enumerate.
/// - SeeAlso: R's `fisher.test`; tables count as equally likely within a relative 1e-7, as there.
public func fisherExactTest(_ counts: [[Int]]) -> Statistic {
  requireTable(counts)
  let rows = counts.filter { $0.contains { $0 > 0 } }
  let width = counts.first?.count ?? 0
  let columns = (0..<width).map { column in rows.map { $0[column] } }.filter { $0.contains { $0 > 0 } }
  guard rows.count > 1, columns.count > 1 else { return .undefined(.emptyMargin) }
  // Columns are enumerated against the rows' totals, so the shorter side makes the rows.
  let isWide = columns.count >= rows.count
  return FisherEnumeration(columns: isWide ? columns : transpose(columns)).pValue
}

private func transpose(_ columns: [[Int]]) -> [[Int]] {
  (columns.first ?? []).indices.map { row in columns.map { $0[row] } }
}

/// Enumerates the tables with given margins column by column, smallest first; tables that share what is left of the
/// rows share the rest of the work. The last two columns are one list of probabilities, sorted and summed once per
/// remainder.
private struct FisherEnumeration {
  private let columnTotals: [Int]
  private let rowTotals: [Int]
  private let observed: Double
  private let logFactorials: [Double]

  /// Tables are merged by remainder; beyond so many columns and pasts the enumeration is given up, before they are
  /// made.
  private static let limit = 20_000_000

  init(columns: [[Int]]) {
    let sorted = columns.sorted { $0.reduce(0, +) < $1.reduce(0, +) }
    columnTotals = sorted.map { $0.reduce(0, +) }
    rowTotals = (columns.first ?? []).indices.map { row in columns.map { $0[row] }.reduce(0, +) }
    logFactorials = (0...columnTotals.reduce(0, +)).map { lgamma(Double($0) + 1) }
    // log P(table) = constant − Σ log(cell!).
    observed = -columns.joined().reduce(0) { [logFactorials] in $0 + logFactorials[$1] }
  }

  private var constant: Double {
    func sum(_ counts: [Int]) -> Double { counts.reduce(0) { $0 + logFactorials[$1] } }
    return sum(rowTotals) + sum(columnTotals) - logFactorials[logFactorials.count - 1]
  }

  /// Ways to fill the columns so far that leave the same rows: log weights.
  private typealias Stage = [[Int]: [Double]]

  var pValue: Statistic {
    var stage: Stage = [rowTotals: [0]]
    for total in columnTotals.dropLast(2) {
      guard let next = extend(stage, by: total) else { return .undefined(.tooManyTables) }
      stage = next
    }
    guard
      let last = columnTotals.dropLast().last.map({ total in
        stage.keys.reduce(0.0) { $0 + compositionCount(of: total, within: $1) }
      }), last <= Double(FisherEnumeration.limit)
    else { return .undefined(.tooManyTables) }
    var sum = 0.0
    // Dictionary order changes from run to run; sums must not.
    for rows in stage.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let tails = Tails(lastTwo(rows))
      for past in stage[rows] ?? [] {
        sum += exp(past + constant + tails.largest) * tails.weight(upTo: threshold - past)
      }
    }
    return .defined(min(1, sum))
  }

  private var threshold: Double { observed + log1p(1e-7) }

  private func extend(_ stage: Stage, by total: Int) -> Stage? {
    let size = stage.reduce(0.0) { sum, entry in
      sum + compositionCount(of: total, within: entry.key) * Double(entry.value.count)
    }
    // Each table that is kept holds what is left of every row: many rows are given up at fewer tables.
    let width = max(1, Double(rowTotals.count) / 8)
    guard size * width * width <= Double(FisherEnumeration.limit) else { return nil }
    var next: Stage = [:]
    for rows in stage.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let pasts = stage[rows] ?? []
      for column in compositions(of: total, within: rows) {
        let weight = -column.reduce(0) { $0 + logFactorials[$1] }
        next[zip(rows, column).map(-), default: []] += pasts.map { $0 + weight }
      }
    }
    return next
  }

  /// Log weights of all fillings of the last two columns.
  private func lastTwo(_ rows: [Int]) -> [Double] {
    guard columnTotals.count > 1 else { return [0] }
    return compositions(of: columnTotals[columnTotals.count - 2], within: rows).map { column in
      -zip(rows, column).reduce(0) { $0 + logFactorials[$1.1] + logFactorials[$1.0 - $1.1] }
    }
  }

  /// Number of ways to take `total` out of `rows`, without making them.
  private func compositionCount(of total: Int, within rows: [Int]) -> Double {
    var ways = [1.0] + [Double](repeating: 0, count: total)
    for row in rows {
      // Sums over windows of `row + 1`.
      var running = 0.0
      ways = (0...total).map { [ways] taken in
        running += ways[taken]
        if taken > row { running -= ways[taken - row - 1] }
        return running
      }
    }
    return ways[total]
  }

  /// All ways to take `total` out of `rows`.
  private func compositions(of total: Int, within rows: [Int]) -> [[Int]] {
    guard let first = rows.first else { return total == 0 ? [[]] : [] }
    let rest = Array(rows.dropFirst())
    let least = max(0, total - rest.reduce(0, +))
    guard least <= min(first, total) else { return [] }
    return (least...min(first, total)).flatMap { part in
      compositions(of: total - part, within: rest).map { [part] + $0 }
    }
  }
}

/// Sorted log weights with their running sums, relative to the largest weight: factorials of a cohort overflow by
/// themselves.
private struct Tails {
  let largest: Double
  private let weights: [Double]
  private let sums: [Double]

  init(_ weights: [Double]) {
    let sorted = weights.sorted()
    let top = sorted.last ?? 0
    var running = 0.0
    (self.weights, largest) = (sorted, top)
    sums = sorted.map { weight in
      running += exp(weight - top)
      return running
    }
  }

  /// Sum of the weights whose logarithm is at most `limit`, over the largest weight.
  func weight(upTo limit: Double) -> Double {
    let count = partitionPoint(weights.indices) { !(weights[$0] <= limit) }
    return count == 0 ? 0 : sums[count - 1]
  }
}
