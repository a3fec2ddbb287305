import Mathematics

/// What columns that were scaled alike have in common, whatever the scale: a mean of 50 with a deviation of 10, a range
/// from 1 to 10, a mean of 1. Measured columns agree in none of these to the rounding of their cells.
struct SharedScales {
  /// How many columns have what in common; `nil` where that is no sign.
  let found: (columns: Int, what: String)?

  /// - Parameter onlyMoments: whether only mean and standard deviation are compared. Shares of counts often have a
  ///   median or an end in common in a part of the patients.
  init(_ columns: [[Double?]], onlyMoments: Bool = false) {
    let all = columns.count
    // Columns of the same values in another order, or repeated, have everything in common.
    var met = Set<[Double]>()
    let judged = columns.compactMap(ScaledColumn.init).filter { met.insert($0.sorted).inserted }
    let least = max(3, all / 20)
    let ranges = SharedScales.alike(
      judged.filter(\.hasSingleEnds), \.low, \.high, within: { 1e-9 * ($0.high - $0.low) })
    let isRange = ranges.first.map { first in
      // Scores and shares have ends of whole numbers by nature, but hardly most columns of a table.
      let isNatural = [first.low, first.high].allSatisfy { abs($0 - $0.rounded()) < 1e-9 * max(1, abs($0)) }
      return ranges.count >= (isNatural ? max(least, (2 * all + 2) / 3) : least)
    }
    let moments = SharedScales.alike(judged, \.mean, \.deviation, within: \.slack)
    let means = SharedScales.alike(judged.filter(\.isFine), \.mean, within: \.slack)
    let lone = judged.filter { $0.isFine && $0.isAloneAtMedian }
    let medians = SharedScales.alike(lone, \.median, within: { 1e-9 * $0.deviation })
    if isRange ?? false, !onlyMoments {
      found = (ranges.count, "the same smallest and the same largest value")
    } else if moments.count >= least {
      found = (moments.count, "the same mean and the same standard deviation")
    } else if means.count >= least {
      found = (means.count, "the same mean")
    } else {
      found = medians.count >= least && !onlyMoments ? (medians.count, "the same median") : nil
    }
  }

  /// The most columns that agree in one or two statistics.
  private static func alike(
    _ columns: [ScaledColumn], _ first: (ScaledColumn) -> Double, _ second: (ScaledColumn) -> Double = { _ in 0 },
    within slack: (ScaledColumn) -> Double
  ) -> [ScaledColumn] {
    runs(columns, first, slack).map { runs($0, second, slack).max { $0.count < $1.count } ?? [] }
      .max { $0.count < $1.count } ?? []
  }

  /// The columns in runs of which each differs from the run's first by the slack at most.
  private static func runs(
    _ columns: [ScaledColumn], _ statistic: (ScaledColumn) -> Double, _ slack: (ScaledColumn) -> Double
  ) -> [[ScaledColumn]] {
    var found: [[ScaledColumn]] = []
    for column in columns.sorted(by: { statistic($0) < statistic($1) }) {
      if let start = found.last?.first,
        statistic(column) - statistic(start) <= max(slack(start), slack(column)) + 1e-9 * abs(statistic(start))
      {
        found[found.count - 1].append(column)
      } else {
        found.append([column])
      }
    }
    return found
  }
}

/// A column of more than ten values with two decimals or more, and its statistics.
private struct ScaledColumn {
  let sorted: [Double]
  let mean: Double
  /// By n - 1.
  let deviation: Double
  let median: Double
  /// How far the rounding of the cells may move mean and deviation.
  let slack: Double
  /// Whether the cells have three decimals or more, so that a mean in common is no chance.
  let isFine: Bool

  init?(_ cells: [Double?]) {
    let values = cells.compactMap(\.self)
    guard values.count >= 10, let unit = ColumnScale.unit(values) else { return nil }
    let sorted = values.sorted()
    let distinct = zip(sorted, sorted.dropFirst()).count { $0 != $1 } + 1
    let moments = PlainMoments(values)
    guard distinct > 10, moments.squares > 0 else { return nil }
    let count = Double(values.count)
    let deviation = (moments.squares / (count - 1)).squareRoot()
    let slack = 4 * unit / (12 * count).squareRoot()
    guard slack <= 1e-3 * deviation else { return nil }
    (self.sorted, mean, self.deviation, self.slack) = (sorted, moments.mean, deviation, slack)
    median = middle(ofSorted: sorted)
    isFine = slack <= 1e-4 * deviation
  }

  var low: Double { sorted[0] }
  var high: Double { sorted[sorted.count - 1] }
  /// Whether one patient is at each end.
  var hasSingleEnds: Bool { isFine && sorted[0] < sorted[1] && sorted[sorted.count - 2] < high }
  /// Whether at most one patient has the median itself: where many do, it is a value by nature, such as 0.
  var isAloneAtMedian: Bool { sorted.count { $0 == median } <= 1 }
}
