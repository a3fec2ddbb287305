import Glibc

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
    /// A range from 0 (or -1) to 1, or from 0 to 100 or 255.
    case rescaled
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
    guard values.count >= 10, distinct > 2 else {
      (kind, hasUnitDeviation) = (nil, false)
      return
    }
    let moments = unit.map { ColumnMoments(values, unit: $0) }
    hasUnitDeviation = moments?.hasUnitDeviation ?? false
    kind = ColumnScale.kind(sorted, distinct, unit, moments)
  }

  private static func kind(
    _ sorted: [Double], _ distinct: Int, _ unit: Double?, _ moments: ColumnMoments?
  ) -> Kind? {
    if distinct <= 20, isBinned(sorted, distinct) { return .binned }
    guard let unit, let moments else { return nil }
    if moments.isStandardised { return .standardised }
    guard distinct > 10 else { return nil }
    if isRescaled(sorted) { return .rescaled }
    if isRobust(sorted, unit) { return .robust }
    if moments.hasUnitDeviation, unit <= 1e-3 { return .unitDeviation }
    if moments.hasUnitLength { return .unitLength }
    return unit <= 1e-3 && isUnitLargest(sorted) ? .unitLargest : nil
  }

  /// The unit of the last decimal of the cells, at least 1e-9. `nil` where cells are rounded to tenths or coarser,
  /// because then a mean can be near 0 by chance.
  private static func unit(_ values: [Double]) -> Double? {
    for unit in [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
    where values.allSatisfy({ abs(($0 / unit).rounded() * unit - $0) < 1e-3 * unit }) {
      return unit > 0.05 ? nil : unit
    }
    return 1e-9
  }

  /// Whether there are four values or more, each of at least five patients and equally often. Levels of a clinical
  /// scale can be four too, but do not occur equally often.
  private static func isBinned(_ sorted: [Double], _ distinct: Int) -> Bool {
    guard distinct >= 4, sorted.count >= 5 * distinct else { return false }
    var (sizes, previous) = ([Int](), Double.nan)
    for value in sorted {
      if value != previous { sizes.append(0) }
      sizes[sizes.count - 1] += 1
      previous = value
    }
    return (sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1
  }

  /// Whether the largest absolute value is 1, and at most one patient in ten has it.
  private static func isUnitLargest(_ sorted: [Double]) -> Bool {
    let largest = max(abs(sorted[0]), abs(sorted[sorted.count - 1]))
    return abs(largest - 1) < 1e-9 && sorted.count { abs(abs($0) - 1) < 1e-9 } <= max(3, sorted.count / 10)
  }

  /// Whether the range is exactly 0 (or -1) to 1, or 0 to 100 or 255 where cells have decimals, and few patients are at
  /// its ends.
  private static func isRescaled(_ sorted: [Double]) -> Bool {
    let (low, high) = (sorted[0], sorted[sorted.count - 1])
    let isUnit = abs(high - 1) < 1e-9 && (abs(low) < 1e-9 || abs(low + 1) < 1e-9)
    // Whole percentages reach 0 and 100 without any scaling.
    let isWide = abs(low) < 1e-9 && [100, 255].contains { abs(high - $0) < 1e-9 * $0 }
    guard isUnit || isWide && 4 * sorted.count(where: { $0 != $0.rounded() }) >= 3 * sorted.count else { return false }
    let ends = sorted.count { $0 == low || $0 == high }
    return ends <= max(3, sorted.count / 10)
  }

  /// Whether the median is 0 and the interquartile range 1, as scikit-learn's RobustScaler leaves them, or the median 0
  /// and the median absolute deviation 1, 0.6745 or 1 / 1.4826.
  private static func isRobust(_ sorted: [Double], _ unit: Double) -> Bool {
    guard unit <= 1e-3 else { return false }
    let slack = unit + 1e-9
    let quantile = { (share: Double) -> Double in
      let place = share * Double(sorted.count - 1)
      let low = Int(place)
      let next = min(low + 1, sorted.count - 1)
      return sorted[low] + (place - Double(low)) * (sorted[next] - sorted[low])
    }
    guard abs(quantile(0.5)) <= slack else { return false }
    if abs(quantile(0.75) - quantile(0.25) - 1) <= 2 * slack { return true }
    let apart = sorted.map { abs($0) }.sorted()
    let middle = (apart[(apart.count - 1) / 2] + apart[apart.count / 2]) / 2
    // R's mad() multiplies the median absolute deviation by 1.4826.
    return [1, 0.6744897501960817, 1 / 1.4826].contains { abs(middle - $0) <= slack }
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
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let step = 4 * unit / 12.0.squareRoot()
    let slack = step / count.squareRoot() + 1e-9
    let deviations = [(squares / count).squareRoot(), (squares / (count - 1)).squareRoot()]
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
