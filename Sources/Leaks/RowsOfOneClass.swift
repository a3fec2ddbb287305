import Glibc
import Mathematics
import Statistics

/// Rows that were made from rows of their own class, seen by comparing each row's neighbours of its own class with
/// those of the other one.
///
/// In sound data a row lies between two neighbours, or much nearer to one than to the tenth, as often in its own class
/// as in the other: both depend on the directions in which patients differ, and not on how dense or wide a class is.
/// Whoever oversamples a class by SMOTE, ROSE or noise, or measures a patient twice, makes such rows in one class
/// alone.
struct RowsOfOneClass {
  /// Rows in the box of two neighbours of their class, and nowhere in a box of the other.
  private(set) var between: [Int] = []
  /// Rows that have one neighbour of their class far nearer than the others, nearer than those of the other class ever
  /// are.
  private(set) var copies: [Int] = []

  /// Neighbours that may span the box, and all that are looked at.
  private static let (spanning, looked) = (8, 10)
  /// The largest p value. Rows of one class are not quite exchangeable with those of another, so it is smaller than
  /// that of tests under a hypothesis that holds exactly.
  private static let level = 1e-5
  private static let (fewest, most) = (40, 1000)

  /// - Parameters:
  ///   - values: by column, then row.
  ///   - outcomes: the class of each row.
  init(_ values: [[Double?]], _ outcomes: [Bool]) {
    guard (RowsOfOneClass.fewest...RowsOfOneClass.most).contains(outcomes.count) else { return }
    let columns = NeighbourSpace.comparable(values, most: 60)
    guard columns.count >= 3 else { return }
    let points = outcomes.indices.map { row in columns.map { $0[row] } }
    let ends = NeighbourSpace.rowsAtTheEnds(points)
    let rows = outcomes.indices.filter { !ends.contains($0) }
    let sides = rows.compactMap { row -> (row: Int, own: Side, other: Side)? in
      let others = rows.filter { $0 != row }
      guard let own = Side(row, others.filter { outcomes[$0] == outcomes[row] }, points),
        let other = Side(row, others.filter { outcomes[$0] != outcomes[row] }, points)
      else { return nil }
      return (row, own, other)
    }
    guard sides.count >= 20 else { return }
    let (inside, outside) = (
      sides.filter { $0.own.isInBox && !$0.other.isInBox }, sides.count { !$0.own.isInBox && $0.other.isInBox }
    )
    let separation = RowsOfOneClass.separation(columns, outcomes)
    if separation < RowsOfOneClass.apart, RowsOfOneClass.areMore(inside.count, outside) {
      between = inside.map(\.row)
    }
    guard separation < RowsOfOneClass.somewhatApart else { return }
    // A fiftieth of the rows is as much nearer to one of the other class; whoever copies has far more in their own.
    let limit = quantile(ofSorted: sides.map(\.other.ratio).sorted(), 0.02)
    let near = sides.filter { $0.own.ratio < limit }
    if RowsOfOneClass.areMore(near.count, sides.count { $0.other.ratio < limit }) { copies = near.map(\.row) }
  }

  /// How far apart the classes lie: the squared difference of their medians in standard deviations within a class, as a
  /// mean over the columns, less what chance brings.
  ///
  /// Where many columns differ between the classes, every row of the other class is far, and only rows of the own one
  /// can be near, whatever was done to them.
  private static func separation(_ columns: [[Double]], _ outcomes: [Bool]) -> Double {
    let counts = [true, false].map { wanted in Double(outcomes.count { $0 == wanted }) }
    guard counts.allSatisfy({ $0 > 3 }) else { return 0 }
    let squares = columns.map { column -> Double in
      let sides = [true, false].map { wanted in zip(column, outcomes).filter { $0.1 == wanted }.map(\.0).sorted() }
      let widths = sides.map { quantile(ofSorted: $0, 0.75) - quantile(ofSorted: $0, 0.25) }
      // Half of the quartile range of a normal distribution is its median deviation.
      let deviation = (widths[0] + widths[1]) / 4 / normalMedianDeviation
      let step = middle(ofSorted: sides[0]) - middle(ofSorted: sides[1])
      return deviation > 0 ? step * step / (deviation * deviation) : 0
    }
    // The variance of a median is π / 2n.
    return squares.reduce(0, +) / Double(squares.count) - Double.pi / 2 * (1 / counts[0] + 1 / counts[1])
  }

  /// Separations from which on boxes, and nearness, are no longer compared.
  private static let (apart, somewhatApart) = (0.5, 0.3)

  /// Whether one of two counts is larger than chance makes it, if both are equally likely (exact McNemar test).
  private static func areMore(_ count: Int, _ other: Int) -> Bool {
    count >= 10 && 2 * BinomialDistribution(trials: count + other, probability: 0.5).upperTail(count - 1) < level
  }

  /// A row and its neighbours in one class.
  private struct Side {
    let isInBox: Bool
    /// Distance of the nearest over that of the tenth.
    let ratio: Double

    /// `nil` where the class has too few rows, or ten that are equal.
    init?(_ row: Int, _ others: [Int], _ points: [[Double]]) {
      guard others.count >= RowsOfOneClass.looked else { return nil }
      let own = points[row]
      let near = others.map { (at: $0, square: RowsOfOneClass.squared(own, points[$0])) }.sorted {
        ($0.square, $0.at) < ($1.square, $1.at)
      }
      .prefix(RowsOfOneClass.looked)
      guard let first = near.first, let last = near.last, last.square > 0 else { return nil }
      ratio = (first.square / last.square).squareRoot()
      let spanning = near.prefix(RowsOfOneClass.spanning).map { points[$0.at] }
      isInBox = spanning.indices.contains { i in
        (0..<i).contains { j in
          own.indices.allSatisfy {
            min(spanning[i][$0], spanning[j][$0]) <= own[$0] && own[$0] <= max(spanning[i][$0], spanning[j][$0])
          }
        }
      }
    }
  }

  private static func squared(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

/// Rows of one class whose columns are not related to each other as those of all other rows are: real rows with noise
/// added column by column, as ROSE and smoothed bootstrap make them.
///
/// The other class shows how columns follow from each other (a ridge regression of each on the rest). Rows of a class
/// that were made are much farther from that than any of the other class, and the real rows among them are not: there
/// are two separate groups in one class.
struct UnrelatedRows {
  /// Rows that are far from the relations, ascending.
  private(set) var rows: [Int] = []

  private static let (fewestRows, fewestColumns, mostColumns) = (30, 8, 40)
  /// Least distance of the two groups in their standard deviations (Ashman's D). One sample of any shape without a gap
  /// has less.
  private static let apart = 3.9

  init(_ values: [[Double?]], _ outcomes: [Bool]) {
    for wanted in [true, false] where rows.isEmpty {
      let (own, others) = (
        outcomes.indices.filter { outcomes[$0] == wanted }, outcomes.indices.filter { outcomes[$0] != wanted }
      )
      guard own.count >= UnrelatedRows.fewestRows, others.count >= UnrelatedRows.fewestRows, outcomes.count <= 3000
      else { continue }
      let columns = NeighbourSpace.comparable(values, most: min(UnrelatedRows.mostColumns, others.count / 3))
      guard columns.count >= UnrelatedRows.fewestColumns else { continue }
      let (points, known) = (own.map { row in columns.map { $0[row] } }, others.map { row in columns.map { $0[row] } })
      rows = UnrelatedRows.far(points, from: known).map { own[$0] }
    }
  }

  /// Which `points` are far from the relations of `others`; empty where they are no group of their own.
  private static func far(_ points: [[Double]], from others: [[Double]]) -> [Int] {
    guard let whole = Relations(others) else { return [] }
    var usual: [Double] = []
    for fold in 0..<5 {
      guard let rest = Relations(others.indices.filter { $0 % 5 != fold }.map { others[$0] }) else { return [] }
      usual += others.indices.filter { $0 % 5 == fold }.map { rest.distance(others[$0], from: rest.centre) }
    }
    usual.sort()
    let centre = points[0].indices.map { column in middle(ofSorted: points.map { $0[column] }.sorted()) }
    let own = points.map { whole.distance($0, from: centre) }
    let (high, half) = (usual[usual.count - max(2, usual.count / 40)], middle(ofSorted: usual))
    let far = own.indices.filter { own[$0] > high }
    guard 4 * far.count >= own.count, 12 * own.count(where: { $0 < half }) >= own.count,
      separation(own.map { log($0) }.sorted()) >= apart
    else { return [] }
    return far
  }

  /// The largest `√2 (m₂ − m₁) / √(s₁² + s₂²)` of all cuts that leave eight values on each side.
  private static func separation(_ sorted: [Double]) -> Double {
    guard sorted.count >= 16 else { return 0 }
    return (8...(sorted.count - 8)).map { cut in
      let (low, high) = (PlainMoments(Array(sorted[..<cut])), PlainMoments(Array(sorted[cut...])))
      let spread = low.deviation * low.deviation + high.deviation * high.deviation
      return spread > 0 ? 2.0.squareRoot() * (high.mean - low.mean) / spread.squareRoot() : 0
    }.max() ?? 0
  }

  /// How columns follow from each other, by the inverse of their covariance with a tenth added to each variance.
  private struct Relations {
    let centre: [Double]
    private let deviations: [Double]
    /// Rows of the inverse, each divided by the root of its diagonal.
    private let weights: [[Double]]

    /// `nil` where a column does not vary.
    init?(_ points: [[Double]]) {
      let moments = points[0].indices.map { column in PlainMoments(points.map { $0[column] }) }
      guard moments.allSatisfy({ $0.deviation > 0 && $0.deviation.isFinite }) else { return nil }
      (centre, deviations) = (moments.map(\.mean), moments.map(\.deviation))
      let scaled = moments.indices.map { column in
        points.map { ($0[column] - moments[column].mean) / moments[column].deviation }
      }
      let covariance = scaled.indices.map { i in
        scaled.indices.map { j in
          zip(scaled[i], scaled[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(points.count) + (i == j ? 0.1 : 0)
        }
      }
      let inverse = LinearSystem.inverse(covariance)
      weights = inverse.indices.map { row in inverse[row].map { $0 / inverse[row][row].squareRoot() } }
    }

    /// Root of the mean square of what the other columns leave of each, from a centre.
    func distance(_ point: [Double], from centre: [Double]) -> Double {
      let scaled = point.indices.map { (point[$0] - centre[$0]) / deviations[$0] }
      let sum = weights.reduce(0) { sum, row in
        let left = zip(row, scaled).reduce(0) { $0 + $1.0 * $1.1 }
        return sum + left * left
      }
      return max((sum / Double(point.count)).squareRoot(), 1e-300)
    }
  }
}
