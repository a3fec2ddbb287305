import Mathematics

/// What the values of a feature column show about how it was scaled.
///
/// Centring, scaling or ranking a column over all patients leaves marks that no measurement has: a mean of 0 up to the
/// rounding of the cells, a standard deviation of 1, a median of 0 with an interquartile range of 1, or a range from
/// exactly 0 to exactly 1.
struct ColumnScale {
  /// The ways of scaling that can be recognised.
  enum Kind: Hashable, CaseIterable {
    /// Mean 0, and mostly standard deviation 1.
    case standardised
    /// A range from 0 (or -1) to 1.
    case rescaled
    /// A range from 0 to 100 or 255, or from 0 to 1 in cells of two decimals or fewer, or of three if values crowd at
    /// both ends: percentages and shares may reach both ends too, but hardly in most columns of a table, each in one
    /// patient.
    case bounded
    /// Whole numbers from 0 to 100 or 255. A percentage may have that range too, but not every column of a table.
    case wholeRange
    /// Median 0 and a spread of 1.
    case robust
    /// Standard deviation 1, whatever the mean.
    case unitDeviation
    /// Absolute values or squares that sum to 1.
    case unitLength
    /// A largest absolute value of exactly 1.
    case unitLargest
    /// A few values, each equally often: quantiles over all patients.
    case binned
  }

  let kind: Kind?
  /// Whether one patient is at the lower end of the values and one at the upper, as scaling to a range leaves it.
  let hasSingleEnds: Bool
  /// Whether the standard deviation is 1, up to the rounding of the cells.
  let hasUnitDeviation: Bool
  /// A hash that columns with the same values in another order share; `nil` where few patients have a value of their
  /// own.
  let ranks: Int?
  /// A hash that only equal columns share.
  let order: Int

  init(_ cells: [Double?]) {
    let values = cells.compactMap(\.self)
    let sorted = values.sorted()
    let unit = ColumnScale.unit(values)
    order = values.hashValue
    let distinct = zip(sorted, sorted.dropFirst()).count { $0 != $1 } + 1
    ranks = 2 * distinct >= values.count && values.count >= 10 ? sorted.hashValue : nil
    hasSingleEnds = sorted.count > 3 && sorted[0] < sorted[1] && sorted[sorted.count - 2] < sorted[sorted.count - 1]
    guard values.count >= 10, distinct > 2 else {
      (kind, hasUnitDeviation) = (nil, false)
      return
    }
    let moments = unit.map { ColumnMoments(values, unit: $0) }
    hasUnitDeviation = moments?.hasUnitDeviation ?? false
    kind = ColumnScale.kind(sorted, distinct: distinct, unit: unit, moments: moments)
  }

  private static func kind(
    _ sorted: [Double], distinct: Int, unit: Double?, moments: ColumnMoments?
  ) -> Kind? {
    if distinct <= 20, isBinned(sorted, distinct: distinct) { return .binned }
    if distinct > 10, isWholeRange(sorted) { return .wholeRange }
    guard let unit, let moments else {
      // Percentages of one decimal are judged by their range alone.
      let range = distinct > 10 ? rangeKind(sorted, unit: 0.1) : nil
      return range == .bounded ? range : nil
    }
    if moments.isStandardised { return .standardised }
    guard distinct > 10 else { return nil }
    if let range = rangeKind(sorted, unit: unit) { return range }
    if isRobust(sorted, unit: unit) { return .robust }
    if moments.hasUnitDeviation, unit <= 1e-3 { return .unitDeviation }
    if moments.hasUnitLength { return .unitLength }
    return unit <= 1e-3 && isUnitLargest(sorted) ? .unitLargest : nil
  }

  /// The unit of the last decimal of the cells, at least 1e-9. `nil` where cells are rounded to tenths or coarser,
  /// because then a mean can be near 0 by chance.
  static func unit(_ values: [Double]) -> Double? {
    for unit in [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
    where values.allSatisfy({ abs(($0 / unit).rounded() * unit - $0) < 1e-3 * unit }) {
      return unit > 0.05 ? nil : unit
    }
    return 1e-9
  }

  /// Whether there are four values or more, each of at least five patients and equally often. Levels of a clinical
  /// scale can be four too, but do not occur equally often.
  private static func isBinned(_ sorted: [Double], distinct: Int) -> Bool {
    guard distinct >= 4, sorted.count >= 5 * distinct else { return false }
    var (sizes, previous) = ([Int](), Double.nan)
    for value in sorted {
      if value != previous { sizes.append(0) }
      sizes[sizes.count - 1] += 1
      previous = value
    }
    return (sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1
  }

  /// Whether the largest absolute value is 1 and occurs once. Shares, which cannot exceed 1, crowd there: so at most a
  /// fortieth of the patients (or two) lie in the upper hundredth of the range.
  private static func isUnitLargest(_ sorted: [Double]) -> Bool {
    let sizes = sorted.map { abs($0) }.sorted()
    let (least, largest) = (sizes[0], sizes[sizes.count - 1])
    guard abs(largest - 1) < 1e-9, sizes.count(where: { abs($0 - 1) < 1e-9 }) == 1 else { return false }
    return sizes.count { $0 > 1 - (1 - least) / 100 } <= max(2, sizes.count / 40)
  }

  /// Whether whole numbers range exactly from 0 to 100 or 255, and few patients are at the ends.
  private static func isWholeRange(_ sorted: [Double]) -> Bool {
    let (low, high) = (sorted[0], sorted[sorted.count - 1])
    guard low == 0, high == 100 || high == 255, sorted.allSatisfy({ $0 == $0.rounded() }) else { return false }
    return sorted.count { $0 == low || $0 == high } <= max(3, sorted.count / 10)
  }

  /// A range of exactly 0 (or -1) to 1, or 0 to 100 or 255 where cells have decimals, with few patients at its ends.
  private static func rangeKind(_ sorted: [Double], unit: Double) -> Kind? {
    let (low, high) = (sorted[0], sorted[sorted.count - 1])
    let isUnit = abs(high - 1) < 1e-9 && (abs(low) < 1e-9 || abs(low + 1) < 1e-9)
    // Whole percentages reach 0 and 100 without any scaling.
    let isWide = abs(low) < 1e-9 && [100, 255].contains { abs(high - $0) < 1e-9 * $0 }
    guard isUnit || isWide && 4 * sorted.count(where: { $0 != $0.rounded() }) >= 3 * sorted.count else { return nil }
    let ends = sorted.count { $0 == low || $0 == high }
    guard ends <= max(3, sorted.count / 10) else { return nil }
    return isWide || low >= 0 && (unit >= 0.005 || unit >= 5e-4 && isCrowded(sorted)) ? .bounded : .rescaled
  }

  /// Whether a fortieth of the patients lie within a hundredth of 0, and as many of 1. Shares crowd there and reach
  /// their bounds by rounding to three decimals; what was scaled to its range is thin there.
  private static func isCrowded(_ sorted: [Double]) -> Bool {
    let enough = max(2, sorted.count / 40)
    return sorted.count { $0 <= 0.01 } >= enough && sorted.count { $0 >= 0.99 } >= enough
  }

  /// Whether the median is 0 and the interquartile range 1, as scikit-learn's RobustScaler leaves them, or the median 0
  /// and the median absolute deviation 1, 0.6745 or 1 / 1.4826.
  private static func isRobust(_ sorted: [Double], unit: Double) -> Bool {
    guard unit <= 1e-3 else { return false }
    let slack = unit + 1e-9
    let quartiles = [0.25, 0.5, 0.75].map { quantile(ofSorted: sorted, $0) }
    guard abs(quartiles[1]) <= slack else { return false }
    if abs(quartiles[2] - quartiles[0] - 1) <= 2 * slack { return true }
    let apart = middle(ofSorted: sorted.map { abs($0) }.sorted())
    // R's mad() multiplies the median absolute deviation by 1.4826.
    return [1, normalMedianDeviation, 1 / 1.4826].contains { abs(apart - $0) <= slack }
  }
}

/// Mean, standard deviation and length of a column, compared with 0 and 1 up to the rounding of its cells.
private struct ColumnMoments {
  /// Mean 0 and standard deviation 1 (by n or n - 1), or only mean 0 where cells have four decimals or more.
  ///
  /// Rounding moves the mean of n cells by `unit / √(12 n)` (standard error); four times that is allowed.
  let isStandardised: Bool
  let hasUnitDeviation: Bool
  let hasUnitLength: Bool

  init(_ values: [Double], unit: Double) {
    let moments = PlainMoments(values)
    let (count, mean, squares) = (Double(moments.count), moments.mean, moments.squares)
    let step = 4 * unit / 12.0.squareRoot()
    let slack = step / count.squareRoot() + 1e-9
    let deviations = [moments.deviation, (squares / (count - 1)).squareRoot()]
    hasUnitDeviation = squares > 0 && deviations.contains { abs($0 - 1) <= slack }
    isStandardised =
      squares > 0 && abs(mean) <= slack
      && (hasUnitDeviation || unit <= 1e-4 && abs(mean) <= 1e-4 * deviations[0])
    // With fewer decimals most cells of such a column would be 0.
    let (sum, length) = values.reduce((0.0, 0.0)) { ($0.0 + abs($1), $0.1 + $1 * $1) }
    hasUnitLength =
      unit <= 1e-4 && (abs(length - 1) <= 2 * step + 1e-9 || abs(sum - 1) <= step * count.squareRoot() + 1e-9)
  }
}
