import Glibc

extension LeakRules {
  /// Rows that are nearer to another row, or nearer to the line between two others, than chance puts them.
  static func neighbours(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let found = nearNeighbours(cohort)
    return found.isEmpty ? rowsOfOneClass(cohort) : found
  }

  private static func nearNeighbours(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard let space = NeighbourSpace(cohort.values) else { return [] }
    let twins = space.groups
    let inTwins = Set(twins.joined())
    let mixtures = Set(space.mixtures + space.onLines(cohort)).filter { !inTwins.contains($0) }.sorted()
    var found: [LeakFinding] = []
    if !twins.isEmpty {
      let words = twins.prefix(5).map { group in written(group.map { cohort.ids[$0] }) }
      found.append(.nearDuplicates(Array(words), count: twins.count))
    }
    if !mixtures.isEmpty {
      found.append(.mixtures(mixtures.prefix(5).map { cohort.ids[$0] }, count: mixtures.count))
    }
    return found
  }

  /// The same seen by comparing the classes of the outcome, which finds rows made of rows in a few columns too.
  static func rowsOfOneClass(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let shown = { (rows: [Int]) in rows.prefix(5).map { cohort.ids[$0] } }
    let made = RowsOfOneClass(cohort.values, cohort.outcomes)
    if !made.between.isEmpty { return [.mixturesOfClass(shown(made.between), count: made.between.count)] }
    if !made.copies.isEmpty { return [.copiesOfClass(shown(made.copies), count: made.copies.count)] }
    let unrelated = UnrelatedRows(cohort.values, cohort.outcomes).rows
    return unrelated.isEmpty ? [] : [.unrelatedRows(shown(unrelated), count: unrelated.count)]
  }
}

/// Patients as points: standardised columns, two hundred at most, and the nearest of each patient.
package struct NeighbourSpace {
  private let points: [[Double]]
  /// The six nearest of each patient.
  private let nearest: [[CloseGroups.Neighbour]]
  /// Rows that are probably one patient, by position, two to nine a group.
  package let groups: [[Int]]
  /// Dimension that the distances show.
  private let dimension: Double
  /// Half of the last decimal of each row's cells, by column: a row that was made from others may have been rounded,
  /// and then lies as far outside of the box of its parents.
  private let slack: [[Double]]

  /// `nil` where there are too few columns or patients to compare, or more than 3,000 patients.
  /// - Parameter values: values by column, then patient.
  package init?(_ values: [[Double?]]) {
    // Columns of few values, such as whole numbers of a narrow range, bring patients together by chance.
    let complete = values.filter { column in
      column.allSatisfy { $0 != nil } && 3 * Set(column).count >= column.count
    }
    let columns = complete.map { $0.compactMap(\.self) }
    let kept = columns.compactMap { column in NeighbourSpace.standardised(column).map { (column, $0) } }
    let scaled = kept.map(\.1)
    let count = values.first?.count ?? 0
    guard scaled.count >= 8, (12...3000).contains(count) else { return nil }
    let stride = max(1, scaled.count / 200)
    let used = scaled.indices.filter { $0 % stride == 0 }.prefix(200).map { scaled[$0] }
    let points = (0..<count).map { row in used.map { $0[row] } }
    let raw = scaled.indices.filter { $0 % stride == 0 }.prefix(200).map { kept[$0].0 }
    let spreads = raw.map(NeighbourSpace.spread)
    slack = points.indices.map { row in
      let half = NeighbourSpace.rounding(raw.map { $0[row] }) / 2
      return spreads.map { min(0.05, max(0.01, half / $0)) }
    }
    let near = points.indices.map { NeighbourSpace.nearest(to: $0, points) }
    let close = CloseGroups(near)
    groups = close.groups.filter { $0.count == 2 || !NeighbourSpace.isAtTheEnds($0, points: points) }
    dimension = close.directions
    nearest = near.map { Array($0.prefix(6)) }
    self.points = points
  }

  /// Whether a group is among the lowest or highest of all patients in half of the columns, as lesions of a few
  /// voxels are, which are near each other by nature.
  private static func isAtTheEnds(_ group: [Int], points: [[Double]]) -> Bool {
    let own = points[group[0]]
    let beyond = own.indices.count { column in
      let below = points.count { $0[column] < own[column] }
      let above = points.count { $0[column] > own[column] }
      return min(below, above) <= max(group.count, points.count / 10)
    }
    return 2 * beyond >= own.count
  }

  /// The unit of the last decimal of a row, at least 1e-4.
  private static func rounding(_ row: [Double]) -> Double {
    [0.1, 0.01, 1e-3].first { unit in row.allSatisfy { abs(($0 / unit).rounded() * unit - $0) < 1e-3 * unit } } ?? 1e-4
  }

  private static func spread(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return max(sorted[3 * sorted.count / 4] - sorted[sorted.count / 4], 1e-300)
  }

  /// Complete columns in which every third patient has a value of their own, standardised, `most` of them evenly
  /// spaced.
  static func comparable(_ values: [[Double?]], most: Int) -> [[Double]] {
    let complete = values.indices.filter { at in
      values[at].allSatisfy { $0 != nil } && 3 * Set(values[at]).count >= values[at].count
    }
    let scaled = complete.compactMap { at in standardised(values[at].compactMap(\.self)) }
    return LeakRules.thinned(Array(scaled.indices), to: most).map { scaled[$0] }
  }

  /// Rows that are among the lowest or highest tenth in half of the columns; see ``isAtTheEnds(_:_:)``.
  static func rowsAtTheEnds(_ points: [[Double]]) -> Set<Int> {
    let width = points.first?.count ?? 0
    var beyond = [Int](repeating: 0, count: points.count)
    let limit = max(3, points.count / 10)
    for column in 0..<width {
      let sorted = points.map { $0[column] }.sorted()
      // As many as `limit` rows may be below a row at the lower end, and above one at the upper end.
      let (low, high) = (sorted[min(limit, sorted.count - 1)], sorted[max(0, sorted.count - 1 - limit)])
      for row in points.indices where points[row][column] <= low || points[row][column] >= high { beyond[row] += 1 }
    }
    return Set(points.indices.filter { 2 * beyond[$0] >= width })
  }

  private static func standardised(_ values: [Double]) -> [Double]? {
    let sorted = values.sorted()
    let (low, middle, high) = (sorted[sorted.count / 4], sorted[sorted.count / 2], sorted[3 * sorted.count / 4])
    guard high > low, (high - low).isFinite else { return nil }
    // Tails are drawn in, so that one column with an outlier does not decide.
    return values.map { asinh(($0 - middle) / (high - low)) }
  }

  private static func nearest(to row: Int, _ points: [[Double]]) -> [CloseGroups.Neighbour] {
    var best: [CloseGroups.Neighbour] = []
    for other in points.indices where other != row {
      let limit = best.count == CloseGroups.looked ? best[best.count - 1].distance : .infinity
      let distance = squared(points[row], points[other], limit: limit)
      guard distance < limit else { continue }
      best.insert((other, distance), at: best.firstIndex { $0.distance > distance } ?? best.count)
      if best.count > CloseGroups.looked { best.removeLast() }
    }
    return best.map { ($0.at, $0.distance.squareRoot()) }
  }

  private static func squared(_ a: [Double], _ b: [Double], limit: Double) -> Double {
    var sum = 0.0
    for at in a.indices {
      let difference = a[at] - b[at]
      sum += difference * difference
      if sum >= limit { return sum }
    }
    return sum
  }

  /// Rows on the line between any two others, by the audit's rule, where chance would put one there in a thousand
  /// cohorts; up to 300 patients, since the search is cubic in their number.
  func onLines(_ cohort: ScreenedCohort) -> [Int] {
    let count = Double(points.count)
    guard count <= 300, count * count * count / 6 * pow(2e-3, dimension - 1) < LeakRules.level else { return [] }
    let columns = cohort.values.filter { column in
      column.allSatisfy { $0 != nil } && 3 * Set(column).count >= column.count
    }
    guard columns.count >= 8 else { return [] }
    return InventedPatients(
      LeakRules.thinned(Array(columns.indices), to: 200).map { columns[$0].compactMap(\.self) },
      directions: dimension
    ).made
  }

  /// Rows on the line between two of their neighbours (one share for all columns), or within the box of two (one share
  /// a column).
  ///
  /// Rows within a box in every column are no chance where the dimension forbids it, or where of twenty columns or more
  /// nobody else comes near: the best of the others stays a fifth of them short, and there are three. Where few causes
  /// stand behind all columns, as many rows are one and two columns short as none, and nothing is said.
  var mixtures: [Int] {
    let width = points.first?.count ?? 0
    let inside = points.indices.map(columnsBetween)
    let full = inside.count { $0 == width }
    let next = inside.filter { $0 < width }.max() ?? width
    // Along one or two causes nearly everybody lies between neighbours.
    let isApart =
      width >= 20 && full >= 3 && 2 * full <= points.count && dimension >= 3 && width - next >= max(5, width / 5)
    let isNoChance = isApart || pow(3, -dimension) * Double(points.count) * 36 < LeakRules.level
    return points.indices.filter { isNoChance && inside[$0] == width || isOnLine($0) }
  }

  private func pairs(_ row: Int) -> [(first: Int, second: Int)] {
    let near = nearest[row].filter { $0.distance > 1e-9 }.map(\.at)
    return near.indices.flatMap { i in near.indices.suffix(from: i + 1).map { (near[i], near[$0]) } }
  }

  /// The most columns in which a row lies between two of its neighbours, to a hundredth of the quartile range
  /// or the rounding of its cells.
  private func columnsBetween(_ row: Int) -> Int {
    pairs(row).map { pair in
      let (own, a, b, slack) = (points[row], points[pair.first], points[pair.second], slack[row])
      return own.indices.count { own[$0] >= min(a[$0], b[$0]) - slack[$0] && own[$0] <= max(a[$0], b[$0]) + slack[$0] }
    }.max() ?? 0
  }

  private func isOnLine(_ row: Int) -> Bool {
    pairs(row).contains { first, second in
      let length = { (a: Int, b: Int) in
        NeighbourSpace.squared(points[a], points[b], limit: .infinity).squareRoot()
      }
      let (span, sides) = (length(first, second), [length(row, first), length(row, second)])
      return span > 1e-9 && sides[0] + sides[1] - span < straightness * span && sides.min() ?? 0 > 0.02 * span
    }
  }

  /// How much longer than the straight way that over a row may be: an angle of `δ` is `δ² / 8` longer, and by chance
  /// one in `3 δ^(1 − d)` of the 15 pairs of neighbours is so straight in `d` directions. 2e-3 at most.
  private var straightness: Double {
    let angle = pow(LeakRules.level / (15 * 0.3 * Double(points.count)), 1 / max(dimension - 1, 0.1))
    return min(2e-3, angle * angle / 8)
  }
}
