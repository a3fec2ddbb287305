import Glibc
import Mathematics
import Statistics

/// Whether the values of a column follow the shares of events of those who have them more closely than chance lets a
/// measurement do, whatever the scale: the share itself, a percentage, odds, a weight of evidence, a rank.
///
/// A measurement may rise with the outcome as steeply as it likes; of those who have one value, as many have the event
/// as chance brings, so the shares scatter about any smooth curve. An encoding of the outcome does not scatter. Two
/// tests ask for that: Pearson's sum of squares about a smooth curve is too small, or every share is the same straight
/// function of its value to the rounding of the cells.
struct EncodedOutcome {
  /// The chance that a measurement is so close; as many curves as are tried are allowed for.
  let chance: Double

  /// Patients and events with each value, ascending.
  private struct Group {
    let value: Double
    let patients: Double
    let events: Double
    var share: Double { events / patients }
  }

  private static let (leastGroups, mostGroups) = (6, 400)

  /// `nil` for columns in which hardly anybody shares a value, or of fewer than six values.
  init?(_ values: [Double?], _ outcomes: [Bool]) {
    var counts: [Double: (all: Double, events: Double)] = [:]
    var known = 0
    for (value, outcome) in zip(values, outcomes) {
      guard let value else { continue }
      known += 1
      counts[value, default: (0, 0)].all += 1
      if outcome { counts[value, default: (0, 0)].events += 1 }
    }
    guard known >= 20, (EncodedOutcome.leastGroups...EncodedOutcome.mostGroups).contains(counts.count),
      2 * counts.count <= known
    else { return nil }
    let groups = counts.map { Group(value: $0.key, patients: $0.value.all, events: $0.value.events) }
      .sorted { $0.value < $1.value }
    let line = WeightedLine(groups.map { ($0.value, $0.share, $0.patients) })
    let straight = groups.map { min(1, max(0, line.at($0.value))) }
    let curves = EncodedOutcome.scales(groups).map { scale in
      (EncodedOutcome.logistic(groups, scale: scale), Double(scale.count + 1))
    }
    let fits = curves + [(straight, 2)]
    let closest = fits.map { EncodedOutcome.closeness(groups, shares: $0.0, parameters: $0.1) }.min() ?? 1
    let unit = EncodedOutcome.unit(groups.map(\.value))
    chance = min(1, Double(fits.count) * closest, 50 * EncodedOutcome.coincidence(groups, line: line, unit: unit))
  }

  /// What a curve may depend on, each list by group: the value, its logarithm, or a cubic of its place.
  private static func scales(_ groups: [Group]) -> [[[Double]]] {
    let values = groups.map(\.value)
    let places = values.indices.map { 2 * Double($0) / Double(values.count - 1) - 1 }
    var found = [[standardised(values)], [places, places.map { $0 * $0 }, places.map { $0 * $0 * $0 }]]
    if values[0] > 0 { found.append([standardised(values.map { log($0) })]) }
    return found
  }

  private static func standardised(_ values: [Double]) -> [Double] {
    let moments = PlainMoments(values)
    return values.map { ($0 - moments.mean) / max(moments.deviation, 1e-300) }
  }

  /// Chance of so small a sum of squares. Groups in which hardly any scatter is possible count for as little of it.
  private static func closeness(_ groups: [Group], shares: [Double], parameters: Double) -> Double {
    var (sum, freedom) = (0.0, 0.0)
    for (group, share) in zip(groups, shares) {
      let variance = group.patients * share * (1 - share)
      let apart = group.events - group.patients * share
      sum += apart * apart / (variance + 0.5)
      freedom += variance / (variance + 0.5)
    }
    freedom -= parameters * freedom / Double(groups.count)
    guard freedom >= 3, sum.isFinite else { return 1 }
    return 1 - ChiSquareDistribution(degreesOfFreedom: freedom).upperTail(sum)
  }

  /// Chance that every share lies as near to the line as its value was rounded, if the shares found were the true
  /// risks; shares of 0 and 1 say nothing.
  private static func coincidence(_ groups: [Group], line: WeightedLine, unit: Double) -> Double {
    let slack = 0.75 * unit * abs(line.slope) + 1e-9
    guard groups.allSatisfy({ abs(line.at($0.value) - $0.share) <= slack }) else { return 1 }
    return groups.reduce(1) { product, group in
      guard group.share > 0, group.share < 1 else { return product }
      let reach = Int((1.35 * slack * group.patients).rounded(.down))
      let (least, most) = (Int(group.events) - reach, Int(group.events) + reach)
      let near = (max(0, least)...min(Int(group.patients), most)).reduce(0) { $0 + mass($1, in: group) }
      return product * min(1, near)
    }
  }

  /// The binomial chance of so many events.
  private static func mass(_ events: Int, in group: Group) -> Double {
    let (all, own) = (group.patients, Double(events))
    let ways = lgamma(all + 1) - lgamma(own + 1) - lgamma(all - own + 1)
    return exp(ways + own * log(group.share) + (all - own) * log(1 - group.share))
  }

  /// The unit of the last decimal of the cells, at least 1e-9.
  private static func unit(_ values: [Double]) -> Double {
    values.allSatisfy { $0 == $0.rounded() }
      ? 1
      : ColumnScale.unit(values) ?? 0.1
  }

  /// Logistic regression of the events on the scale, by iteratively weighted least squares with a trace of a penalty.
  private static func logistic(_ groups: [Group], scale: [[Double]]) -> [Double] {
    let width = scale.count + 1
    var weights = [Double](repeating: 0, count: width)
    let share = groups.reduce(0) { $0 + $1.events } / groups.reduce(0) { $0 + $1.patients }
    weights[0] = share > 0 && share < 1 ? log(share / (1 - share)) : 0
    let row = { (at: Int) in [1] + scale.map { $0[at] } }
    let risk = { (weights: [Double], at: Int) -> Double in
      1 / (1 + exp(-min(12, max(-12, zip(weights, row(at)).reduce(0) { $0 + $1.0 * $1.1 }))))
    }
    for _ in 0..<25 {
      var system = [[Double]](repeating: [Double](repeating: 0, count: width + 1), count: width)
      for at in groups.indices {
        let (own, fitted) = (row(at), risk(weights, at))
        let variance = groups[at].patients * fitted * (1 - fitted) + 1e-9
        for i in 0..<width {
          for j in 0..<width { system[i][j] += variance * own[i] * own[j] }
          system[i][width] += own[i] * (groups[at].events - groups[at].patients * fitted)
        }
      }
      for i in 0..<width { system[i][i] += 1e-4 }
      let step = LinearSystem.solved(system)
      for i in 0..<width { weights[i] += step[i] }
      if (step.map { abs($0) }.max() ?? 0) < 1e-6 { break }
    }
    return groups.indices.map { risk(weights, $0) }
  }
}

/// The line of least squares through weighted points.
private struct WeightedLine {
  let slope: Double
  private let (middle, level): (Double, Double)

  init(_ points: [(x: Double, y: Double, weight: Double)]) {
    let all = points.reduce(0) { $0 + $1.weight }
    let (x, y) = (
      points.reduce(0) { $0 + $1.weight * $1.x } / all, points.reduce(0) { $0 + $1.weight * $1.y } / all
    )
    let squares = points.reduce(0) { $0 + $1.weight * ($1.x - x) * ($1.x - x) }
    slope = squares > 0 ? points.reduce(0) { $0 + $1.weight * ($1.x - x) * ($1.y - y) } / squares : 0
    (middle, level) = (x, y)
  }

  func at(_ x: Double) -> Double { level + slope * (x - middle) }
}
