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
    var own = scales(cohort.values)
    if own.isEmpty, let within = ClassScales(cohort.values, outcomes: cohort.outcomes).found {
      own = [.scaledWithinClass(columns: within.columns, of: cohort.values.count, within.what)]
    }
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
    if let ranged = ranged(scales, values: values) { found.append(.rescaled(columns: ranged, of: all)) }
    if many(count(.robust), 2) { found.append(.robustlyScaled(columns: count(.robust), of: all)) }
    if many(count(.unitDeviation), 2) {
      found.append(.unitScaled(columns: count(.unitDeviation), of: all, "a standard deviation of 1"))
    }
    if many(count(.unitLength), 2) { found.append(.unitScaled(columns: count(.unitLength), of: all, "a length of 1")) }
    // Shares and coefficients reach 1 by nature, but hardly half of all columns each in one patient.
    if count(.unitLargest) >= max(3, (all + 1) / 2) {
      found.append(.unitScaled(columns: count(.unitLargest), of: all, "a largest value of exactly 1"))
    }
    if many(count(.binned), 3) { found.append(.binned(columns: count(.binned), of: all)) }
    let alike =
      Dictionary(grouping: scales.filter { $0.ranks != nil }) { $0.ranks }.values.map {
        Set($0.map(\.order)).count
      }.max() ?? 0
    if many(alike, 3) { found.append(.ranked(columns: alike, of: all)) }
    // Any other scale is asked about where none of these explains what columns have in common.
    if found.isEmpty, let shared = SharedScales(values).found {
      found.append(.unitScaled(columns: shared.columns, of: all, shared.what))
    }
    return found
  }

  /// How many columns were scaled to a range; `nil` where the evidence is too little.
  ///
  /// Scaling leaves one patient at each end, unless values tie. Percentages and shares reach their bounds by nature:
  /// they are told apart by how many patients are there, by how many columns of the table do it, and by rows that sum
  /// to the whole.
  private static func ranged(_ scales: [ColumnScale], values: [[Double?]]) -> Int? {
    let places = { (kinds: Set<ColumnScale.Kind>) in
      scales.indices.filter { scales[$0].kind.map(kinds.contains) ?? false }
    }
    let single = { (columns: [Int]) in columns.count { scales[$0].hasSingleEnds } }
    let (scaled, bounded, whole) = (places([.rescaled]), places([.bounded]), places([.wholeRange]))
    if scaled.count >= max(3, scales.count / 20), 2 * single(scaled) >= scaled.count, !sumToOne(scaled, values: values)
    {
      return scaled.count
    }
    if 3 * single(bounded) >= 2 * scales.count, single(bounded) >= 3, !sumToOne(bounded, values: values) {
      return bounded.count
    }
    guard scales.count >= 5, whole.count == scales.count, !sumToOne(whole, values: values) else { return nil }
    // Nobody measures from 0 to 255; whole percentages do go from 0 to 100, and of a hundred patients one may be alone
    // at each end of half of the columns.
    let isOfBytes = whole.allSatisfy { column in values[column].contains { $0 == 255 } }
    return isOfBytes || 3 * single(whole) >= 2 * whole.count ? whole.count : nil
  }

  /// Whether the columns are parts of one whole, so that the rows have one sum.
  private static func sumToOne(_ columns: [Int], values: [[Double?]]) -> Bool {
    guard columns.count > 1, let rows = values.first?.indices else { return false }
    let sums = rows.compactMap { row -> Double? in
      let cells = columns.compactMap { values[$0][row] }
      return cells.count == columns.count ? cells.reduce(0, +) : nil
    }
    guard sums.count >= 5, let least = sums.min(), let most = sums.max(), most > 0 else { return false }
    return most - least <= 0.02 * most
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
