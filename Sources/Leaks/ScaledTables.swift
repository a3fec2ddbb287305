import Glibc

/// What a column of a feature table shows of how it was scaled.
///
/// Whoever centres, scales or ranks a column over all patients leaves figures that no measurement has: a mean of 0 to the rounding of the
/// cells, a deviation of 1, a median of 0 with quartiles 1 apart, ends of exactly 0 and 1.
struct ColumnScale {
  /// How.
  enum Kind: Hashable { case standardised, rescaled, robust }

  let kind: Kind?
  /// The same for columns with the same values in another order; `nil` where few patients have a value of their own.
  let ranks: Int?
  /// The same for equal columns.
  let order: Int

  init(_ cells: [Double?]) {
    let values = cells.compactMap(\.self)
    let sorted = values.sorted()
    let unit = ColumnScale.unit(values)
    order = values.hashValue
    let distinct = zip(sorted, sorted.dropFirst()).count { $0 != $1 } + 1
    ranks = 2 * distinct >= values.count && values.count >= 10 ? sorted.hashValue : nil
    guard values.count >= 10, distinct > 2, let unit else {
      kind = nil
      return
    }
    kind =
      ColumnScale.isStandardised(values, unit)
      ? .standardised
      : distinct <= 10
        ? nil : ColumnScale.isRescaled(sorted) ? .rescaled : ColumnScale.isRobust(sorted, unit) ? .robust : nil
  }

  /// The unit of the last decimal of the cells, 1e-9 at least; `nil` where cells are rounded to tenths or more, as then means are near 0 by chance.
  private static func unit(_ values: [Double]) -> Double? {
    for unit in [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
    where values.allSatisfy({ abs(($0 / unit).rounded() * unit - $0) < 1e-3 * unit }) {
      return unit > 0.05 ? nil : unit
    }
    return 1e-9
  }

  /// Mean 0 and deviation 1 (by n or n - 1), or cells of four decimals or more whose mean is 0.
  ///
  /// Rounding moves the mean of n cells by `unit / √(12 n)`; four of those are allowed.
  private static func isStandardised(_ values: [Double], _ unit: Double) -> Bool {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let slack = 4 * unit / (12 * count).squareRoot() + 1e-9
    guard squares > 0, abs(mean) <= slack else { return false }
    let deviations = [(squares / count).squareRoot(), (squares / (count - 1)).squareRoot()]
    if deviations.contains(where: { abs($0 - 1) <= slack }) { return true }
    return unit <= 1e-4 && abs(mean) <= 1e-4 * deviations[0]
  }

  /// From exactly 0 (or -1) to exactly 1, or from 0 to 100 or 255 where cells have decimals, and hardly anybody at the ends.
  private static func isRescaled(_ sorted: [Double]) -> Bool {
    let (low, high) = (sorted[0], sorted[sorted.count - 1])
    let isUnit = abs(high - 1) < 1e-9 && (abs(low) < 1e-9 || abs(low + 1) < 1e-9)
    // Whole percentages reach both of their ends by nature.
    let isWide = abs(low) < 1e-9 && [100, 255].contains { abs(high - $0) < 1e-9 * $0 }
    guard isUnit || isWide && 4 * sorted.count(where: { $0 != $0.rounded() }) >= 3 * sorted.count else { return false }
    let ends = sorted.count { $0 == low || $0 == high }
    return ends <= max(3, sorted.count / 10)
  }

  /// Median 0 and quartiles 1 apart, as scikit-learn's RobustScaler leaves them; or median 0 and a median deviation of 1 or .6745.
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
    return abs(middle - 1) <= slack || abs(middle - 0.6744897501960817) <= slack
  }
}

extension LeakRules {
  /// A table of which somebody has standardised, scaled or ranked columns, or freed them of batches, over all patients, test patients too.
  ///
  /// One column in twenty, two at least (three of those from 0 to 1): one may be so by chance or by its nature.
  static func scaledTables(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard cohort.isTable, cohort.ids.count >= 10 else { return [] }
    let scales = cohort.values.map(ColumnScale.init)
    let many = { (count: Int, least: Int) in count >= max(least, scales.count / 20) }
    var found: [LeakFinding] = []
    let count = { (kind: ColumnScale.Kind) in scales.count { $0.kind == kind } }
    if many(count(.standardised), 2) { found.append(.standardised(columns: count(.standardised), of: scales.count)) }
    if many(count(.rescaled), 3) { found.append(.rescaled(columns: count(.rescaled), of: scales.count)) }
    if many(count(.robust), 2) { found.append(.robustlyScaled(columns: count(.robust), of: scales.count)) }
    let alike =
      Dictionary(grouping: scales.filter { $0.ranks != nil }) { $0.ranks }.values.map {
        Set($0.map(\.order)).count
      }.max() ?? 0
    if many(alike, 3) { found.append(.ranked(columns: alike, of: scales.count)) }
    return found + BatchMeans.findings(cohort)
  }

  /// A table in which hardly any column is unrelated to the outcome, though the columns are not one measurement many times over.
  ///
  /// Nine of ten or more columns with p < .05, and five directions or more within the classes (participation ratio of their correlations):
  /// columns that all follow one cause are all related to the outcome in sound tables, independent ones are not.
  static func preselection(_ cohort: ScreenedCohort, _ areas: [ColumnArea]) -> [LeakFinding] {
    guard cohort.isTable else { return [] }
    let tests = areas.prefix(cohort.values.count).compactMap(\.test)
    let found = tests.count { $0.p < 0.05 }
    if tests.count < wideTable {
      let strong = tests.count { $0.p < 0.01 }
      guard tests.count >= 4, strong == tests.count, directions(cohort) >= 0.75 * Double(tests.count) else { return [] }
      return [.allAssociated(columns: strong, of: tests.count)]
    }
    guard 10 * found >= 9 * tests.count, directions(cohort) >= 5 else { return [] }
    return [.allAssociated(columns: found, of: tests.count)]
  }

  /// Columns from which on a table is asked about by p < .05 of nearly all; with fewer, four at least, all must have p < .01 and hardly be related.
  static let wideTable = 10

  /// `p² / Σ r²` over correlations within the classes of 60 columns and 500 patients at most, less what chance adds to `r²`.
  private static func directions(_ cohort: ScreenedCohort) -> Double {
    let rows = thinned(Array(cohort.ids.indices), to: 500)
    let columns = thinned(Array(cohort.values.indices), to: 60).compactMap { residuals(cohort, $0, rows) }
    guard columns.count >= 4, rows.count > 4 else { return 0 }
    let count = Double(columns.count)
    var squares = count
    for a in columns.indices {
      for b in 0..<a {
        let r = zip(columns[a], columns[b]).reduce(0) { $0 + $1.0 * $1.1 }
        squares += 2 * max(0, r * r - 1 / Double(rows.count - 2))
      }
    }
    return count * count / squares
  }

  /// A column less the means of its classes, of length 1; gaps are at the mean. `nil` for a constant one.
  private static func residuals(_ cohort: ScreenedCohort, _ column: Int, _ rows: [Int]) -> [Double]? {
    let means = [true, false].map { side -> Double in
      let own = rows.filter { cohort.outcomes[$0] == side }.compactMap { cohort.values[column][$0] }
      return own.isEmpty ? 0 : own.reduce(0, +) / Double(own.count)
    }
    let left = rows.map { row in cohort.values[column][row].map { $0 - means[cohort.outcomes[row] ? 0 : 1] } ?? 0 }
    let length = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0, length.isFinite else { return nil }
    return left.map { $0 / length }
  }

  /// Some of `values`, evenly taken.
  static func thinned(_ values: [Int], to most: Int) -> [Int] {
    values.count <= most ? values : (0..<most).map { values[$0 * values.count / most] }
  }
}
