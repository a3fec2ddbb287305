extension LeakRules {
  /// Finds tables whose columns were standardised, scaled, ranked or corrected for batches over all patients, including
  /// test patients.
  ///
  /// At least one column in twenty must show it, and at least two (three for ranges from 0 to 1), because a single
  /// column may look so by chance or by nature. If the table also has rows of patients who are not analysed, all rows
  /// are tested as well: after scaling first and excluding later, only all rows together show the marks.
  static func scaledTables(_ cohort: ScreenedCohort) -> [LeakFinding] {
    scaledFactors(cohort) + (cohort.isTable && cohort.ids.count >= 10 ? scaledFeatures(cohort) : [])
  }

  private static func scaledFeatures(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let own = scales(cohort.values)
    let whole = cohort.wholeValues.isEmpty ? [] : scales(cohort.wholeValues)
    // Each kind is reported once, for the rows that show more of them.
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
      found.append(.unitScaled(columns: count(.unitDeviation), of: all, "a standard deviation of 1"))
    }
    if many(count(.unitLength), 2) { found.append(.unitScaled(columns: count(.unitLength), of: all, "a length of 1")) }
    // Shares and coefficients reach 1 by nature, but hardly a third of all columns each in one patient.
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

  /// Factors with mean 0 and standard deviation 1, up to the rounding of their cells, over the patients analysed or
  /// over all rows of the clinical table.
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

  /// At most `most` of the values, evenly spaced.
  static func thinned(_ values: [Int], to most: Int) -> [Int] {
    values.count <= most ? values : (0..<most).map { values[$0 * values.count / most] }
  }
}
