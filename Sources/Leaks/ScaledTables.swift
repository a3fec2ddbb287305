extension LeakRules {
  /// A table of which somebody has standardised, scaled or ranked columns, or freed them of batches, over all patients,
  /// test patients too.
  ///
  /// One column in twenty, two at least (three of those from 0 to 1): one may be so by chance or by its nature. Where
  /// the table has rows of patients who are not analysed, all of its rows are looked at too: who scales first and
  /// excludes later leaves the traces there.
  static func scaledTables(_ cohort: ScreenedCohort) -> [LeakFinding] {
    scaledFactors(cohort) + (cohort.isTable && cohort.ids.count >= 10 ? scaledFeatures(cohort) : [])
  }

  private static func scaledFeatures(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let own = scales(cohort.values)
    let whole = cohort.wholeValues.isEmpty ? [] : scales(cohort.wholeValues)
    // Of a kind once, by whichever rows show more of it.
    let found = own.count >= whole.count ? own : whole
    return found + BatchMeans.findings(cohort)
  }

  private static func scales(_ values: [[Double?]]) -> [LeakFinding] {
    let scales = values.map(ColumnScale.init)
    let all = scales.count
    let many = { (count: Int, least: Int) in count >= max(least, all / 20) }
    let count = { (kind: ColumnScale.Kind) in scales.count { $0.kind == kind } }
    var found: [LeakFinding] = []
    if many(count(.standardised), 2) { found.append(.standardised(columns: count(.standardised), of: all)) }
    if many(count(.rescaled), 3) { found.append(.rescaled(columns: count(.rescaled), of: all)) }
    if many(count(.robust), 2) { found.append(.robustlyScaled(columns: count(.robust), of: all)) }
    if many(count(.unitDeviation), 2) {
      found.append(.unitScaled(columns: count(.unitDeviation), of: all, "a deviation of 1"))
    }
    if many(count(.unitLength), 2) { found.append(.unitScaled(columns: count(.unitLength), of: all, "a length of 1")) }
    // Shares and coefficients reach 1 by nature, but not a third of all columns in one patient each.
    if count(.unitLargest) >= max(3, all / 3) {
      found.append(.unitScaled(columns: count(.unitLargest), of: all, "a largest value of exactly 1"))
    }
    if many(count(.binned), 3) { found.append(.binned(columns: count(.binned), of: all)) }
    let alike =
      Dictionary(grouping: scales.filter { $0.ranks != nil }) { $0.ranks }.values.map {
        Set($0.map(\.order)).count
      }.max() ?? 0
    if many(alike, 3) { found.append(.ranked(columns: alike, of: all)) }
    return found
  }

  /// Factors with mean 0 and deviation 1, both to the rounding of their cells, over the patients or over all rows of
  /// the clinical table.
  private static func scaledFactors(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let numbers = cohort.factors.filter { !$0.isCategorical }.map { ($0.name, $0.numbers) } + cohort.wholeFactors
    let found = numbers.filter { _, values in
      let scale = ColumnScale(values)
      return scale.kind == .standardised && scale.hasUnitDeviation
    }
    var met = Set<String>()
    let names = found.map(\.0).filter { met.insert($0).inserted }
    return names.isEmpty ? [] : [.standardisedFactors(names)]
  }

  /// Some of `values`, evenly taken.
  static func thinned(_ values: [Int], to most: Int) -> [Int] {
    values.count <= most ? values : (0..<most).map { values[$0 * values.count / most] }
  }
}
