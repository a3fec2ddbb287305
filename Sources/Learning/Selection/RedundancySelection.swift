import Statistics

/// Minimum redundancy, maximum relevance: columns are taken one by one, each time the one with the largest quotient of
/// its F statistic between the outcomes and its mean absolute correlation with those taken already (FCQ).
///
/// Columns without variance or without any difference are never taken; correlations below 0.001 count as 0.001, and a
/// column that is a copy of every column taken is left, as in the package mrmr_selection. Ties go to the leftmost.
/// - SeeAlso: Zhao, Anand and Wang 2019, doi 10.1109/DSAA.2019.00059.
public struct RedundancySelection: Fitting, Codable {
  /// Columns to keep.
  public let kept: Int

  /// A selection of `kept` columns.
  public init(kept: Int = 20) {
    precondition(kept >= 1, "a selection keeps at least one column")
    self.kept = kept
  }

  /// Selects from `table`, which has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> RankedColumns {
    try table.requireBothClasses()
    let order = select(DenseMatrix(table.features), outcomes: try table.classes())
    let result = RankedColumns(columns: order.map { table.columns[$0] })
    log.record(.selection, subjects: table.subjects, detail: "kept \(result.columns.joined(separator: ", "))")
    return result
  }

  private func select(_ matrix: DenseMatrix, outcomes: [Bool]) -> [Int] {
    let relevance = (0..<matrix.columns).map { varianceRatio(Array(matrix.column($0)), outcomes) }
    var left = relevance.indices.filter { relevance[$0] > 0 }
    let unit = (0..<matrix.columns).map { unitVector(Array(matrix.column($0))) }
    var redundancy = [Double](repeating: 0, count: matrix.columns)
    var taken: [Int] = []
    while taken.count < kept, !left.isEmpty {
      let scores = left.map { column -> Double in
        guard !taken.isEmpty else { return relevance[column] }
        let mean = redundancy[column] / Double(taken.count)
        return mean >= 1 - 1e-12 ? 0 : relevance[column] / mean
      }
      var best = 0
      for position in scores.indices where scores[position] > scores[best] { best = position }
      let column = left.remove(at: best)
      taken.append(column)
      for other in left {
        let correlation = zip(unit[column], unit[other]).reduce(0) { $0 + $1.0 * $1.1 }
        redundancy[other] += max(abs(correlation), 0.001)
      }
    }
    return taken
  }
}

/// Columns that are kept, the best first.
public struct RankedColumns: Hashable, Codable, Sendable {
  /// Their names, in the order in which they were chosen.
  public let columns: [String]
}

/// Centred values divided by their norm; zeros if they are all equal.
func unitVector(_ values: [Double]) -> [Double] {
  let centre = mean(values)
  let centred = values.map { $0 - centre }
  let norm = total(centred.map { $0 * $0 }).squareRoot()
  return norm > 0 ? centred.map { $0 / norm } : centred
}

/// One-way F statistic between the outcomes, the square of Student's t; 0 for a constant column.
func varianceRatio(_ values: [Double], _ outcomes: [Bool]) -> Double {
  let groups = [true, false].map { wanted in scores(values, outcomes, where: wanted) }
  let means = groups.map { mean($0) }
  let centre = mean(values)
  let between = total(zip(groups, means).map { Double($0.count) * ($1 - centre) * ($1 - centre) })
  let within = total(zip(groups, means).map { group, own in total(group.map { ($0 - own) * ($0 - own) }) })
  guard within > 0 else { return between > 0 ? .infinity : 0 }
  return between / (within / Double(values.count - 2))
}

extension RedundancySelection: ColumnSelector {
  /// The columns taken, the best first.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    try fit(table, log: &log).columns
  }
}

extension LearningStep {
  static let redundancy = LearningStep.selector(
    "mrmr", "minimum redundancy, maximum relevance", [.keep]
  ) { choice, _ in RedundancySelection(kept: choice.whole("keep")) }
}
