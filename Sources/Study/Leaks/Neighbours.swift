import Glibc

extension LeakRules {
  /// Rows that are nearer to another row, or nearer to the line between two others, than chance puts them.
  static func neighbours(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard let space = NeighbourSpace(cohort) else { return [] }
    let twins = space.twins
    let inTwins = Set(twins.flatMap { [$0.0, $0.1] })
    let mixtures = space.mixtures.filter { !inTwins.contains($0) }
    var found: [LeakFinding] = []
    if !twins.isEmpty {
      let words = twins.prefix(5).map { "\(cohort.ids[$0.0]) and \(cohort.ids[$0.1])" }
      found.append(.nearDuplicates(Array(words), count: twins.count))
    }
    if !mixtures.isEmpty {
      found.append(.mixtures(mixtures.prefix(5).map { cohort.ids[$0] }, count: mixtures.count))
    }
    return found
  }
}

/// Patients as points: standardised columns, two hundred at most, and the six nearest of each patient.
struct NeighbourSpace {
  private let points: [[Double]]
  private let nearest: [[(at: Int, distance: Double)]]
  /// Dimension that the distances show.
  private let dimension: Double

  /// `nil` where there are too few columns or patients to compare, or more than 3,000 patients.
  init?(_ cohort: ScreenedCohort) {
    let complete = cohort.values.filter { column in column.allSatisfy { $0 != nil } }
    let scaled = complete.compactMap { NeighbourSpace.standardised($0.compactMap(\.self)) }
    let count = cohort.ids.count
    guard scaled.count >= 8, (12...3000).contains(count) else { return nil }
    let stride = max(1, scaled.count / 200)
    let used = scaled.indices.filter { $0 % stride == 0 }.prefix(200).map { scaled[$0] }
    let points = (0..<count).map { row in used.map { $0[row] } }
    nearest = points.indices.map { NeighbourSpace.nearest(to: $0, points) }
    self.points = points
    let ratios = nearest.map { $0[2].distance / max($0[1].distance, 1e-300) }.sorted()
    // Facco et al. 2017, doi 10.1038/s41598-017-11873-y: with dimension d, (r3/r2)^(-2d) is uniform, so that its median is 1/2.
    dimension = min(20, log(2) / max(2 * log(ratios[ratios.count / 2]), 1e-9))
  }

  private static func standardised(_ values: [Double]) -> [Double]? {
    let sorted = values.sorted()
    let (low, middle, high) = (sorted[sorted.count / 4], sorted[sorted.count / 2], sorted[3 * sorted.count / 4])
    guard high > low, (high - low).isFinite else { return nil }
    // Tails are drawn in, so that one column with an outlier does not decide.
    return values.map { asinh(($0 - middle) / (high - low)) }
  }

  private static func nearest(to row: Int, _ points: [[Double]]) -> [(at: Int, distance: Double)] {
    var best: [(at: Int, distance: Double)] = []
    for other in points.indices where other != row {
      let limit = best.count == 6 ? best[5].distance : .infinity
      let distance = squared(points[row], points[other], limit)
      guard distance < limit else { continue }
      best.insert((other, distance), at: best.firstIndex { $0.distance > distance } ?? best.count)
      if best.count > 6 { best.removeLast() }
    }
    return best.map { ($0.at, $0.distance.squareRoot()) }
  }

  private static func squared(_ a: [Double], _ b: [Double], _ limit: Double) -> Double {
    var sum = 0.0
    for at in a.indices {
      let difference = a[at] - b[at]
      sum += difference * difference
      if sum >= limit { return sum }
    }
    return sum
  }

  /// Pairs that are each other's nearest, a third as far apart as is usual and nearer than their next neighbours allow.
  var twins: [(Int, Int)] {
    let seconds = nearest.map { $0[1].distance }.sorted()
    let usual = seconds[seconds.count / 2]
    return points.indices.compactMap { row in
      let (first, second) = (nearest[row][0], nearest[row][1])
      guard first.at > row, nearest[first.at][0].at == row, first.distance < 0.35 * usual else { return nil }
      let gap = min(second.distance, nearest[first.at][1].distance) / max(first.distance, 1e-12)
      return pow(gap, -dimension) * Double(points.count) < LeakRules.level ? (row, first.at) : nil
    }
  }

  /// Rows on the line between two of their neighbours (one share for all columns), or within the box of two (one share a column).
  var mixtures: [Int] {
    let chance = pow(3, -dimension) * Double(points.count) * 36
    return points.indices.filter { row in
      let near = nearest[row].filter { $0.distance > 1e-9 }
      return near.indices.contains { i in
        near.indices.suffix(from: i + 1).contains { j in
          let span = NeighbourSpace.squared(points[near[i].at], points[near[j].at], .infinity).squareRoot()
          let detour = near[i].distance + near[j].distance - span
          let isOnLine = span > 1e-9 && detour < 2e-3 * span && min(near[i].distance, near[j].distance) > 0.02 * span
          return isOnLine || chance < LeakRules.level && isBetween(row, near[i].at, near[j].at)
        }
      }
    }
  }

  private func isBetween(_ row: Int, _ a: Int, _ b: Int) -> Bool {
    points[row].indices.allSatisfy { at in
      let (x, low, high) = (points[row][at], min(points[a][at], points[b][at]), max(points[a][at], points[b][at]))
      return x >= low - 0.01 && x <= high + 0.01
    }
  }
}
