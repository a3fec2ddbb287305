import Cohorts
import Comparison
import Mathematics
import Results

/// Whether the excluded patients are those whom a model of the others gets wrong.
///
/// A linear discriminant of the analysed patients scores the excluded ones, who have features and an outcome but were
/// not asked. If they were excluded for any other reason, its AUC among them is that of chance or better. If it is far
/// below chance, they were chosen because they do not fit.
package struct ExcludedMisfits {
  /// The finding; `nil` without evidence, or with fewer than ten excluded patients.
  package let finding: LeakFinding?

  /// - Parameters:
  ///   - analysed: features by column, then patient, with the outcomes.
  ///   - excluded: the same of the excluded patients.
  package init(analysed: ([[Double?]], [Bool]), excluded: ([[Double?]], [Bool])) {
    guard excluded.1.count >= 10,
      let scores = ExcludedMisfits.scores(analysed.0, outcomes: analysed.1, others: excluded.0),
      let test = OutcomeTests.area(scores, outcomes: excluded.1), test.auc < 0.3, test.p < LeakRules.level
    else {
      finding = nil
      return
    }
    finding = .misfitsExcluded(patients: excluded.1.count, auc: test.auc)
  }

  /// Scores of the excluded by Fisher's discriminant with a ridge, on at most sixty standardised columns.
  private static func scores(_ columns: [[Double?]], outcomes: [Bool], others: [[Double?]]) -> [Double?]? {
    guard outcomes.contains(true), outcomes.contains(false), let count = others.first?.count else { return nil }
    let scaled = LeakRules.thinned(Array(columns.indices), to: 60).compactMap { at in
      ScaledPair(columns[at], others[at])
    }
    guard !scaled.isEmpty else { return nil }
    let events = Double(outcomes.count { $0 })
    let means = scaled.map { column in
      let sum = zip(column.own, outcomes).reduce((0.0, 0.0)) { $1.1 ? ($0.0 + $1.0, $0.1) : ($0.0, $0.1 + $1.0) }
      return (event: sum.0 / events, other: sum.1 / (Double(outcomes.count) - events))
    }
    let residuals = zip(scaled, means).map { column, mean in
      zip(column.own, outcomes).map { $0 - ($1 ? mean.event : mean.other) }
    }
    let system = scaled.indices.map { i in
      scaled.indices.map { j in
        zip(residuals[i], residuals[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(outcomes.count) + (i == j ? 0.3 : 0)
      } + [means[i].event - means[i].other]
    }
    let weights = LinearSystem.solved(system)
    return (0..<count).map { row in zip(weights, scaled).reduce(0) { $0 + $1.0 * $1.1.others[row] } }
  }

  /// A column in standard deviations from the mean of the analysed patients, three at most; missing values at the mean.
  private struct ScaledPair {
    let own: [Double]
    let others: [Double]

    init?(_ column: [Double?], _ excluded: [Double?]) {
      let moments = PlainMoments(column.compactMap(\.self))
      guard moments.count > 4, moments.deviation > 0, moments.deviation.isFinite else { return nil }
      let scaled = { (cell: Double?) in
        cell.map { min(3, max(-3, ($0 - moments.mean) / moments.deviation)) } ?? 0
      }
      (own, others) = (column.map(scaled), excluded.map(scaled))
    }
  }
}

extension ExcludedMisfits {
  /// The excluded patients whose rows are in the feature table.
  package init(
    _ cohort: AnalysisCohort, exclusions: [InclusionFlow.Exclusion], outcomes: [String: Bool], table: FeatureTableSource
  ) {
    let known = Set(cohort.ids)
    let left = Set(exclusions.flatMap(\.subjects).map(\.id)).subtracting(known).sorted()
    let places = cohort.columns.map { table.columns.firstIndex(of: $0) }
    let rows = left.compactMap { id -> (values: [Double?], outcome: Bool)? in
      guard let outcome = outcomes[id], let own = try? table.features(id) else { return nil }
      return (places.map { $0.flatMap { own.values[$0].number } }, outcome)
    }
    let analysed = cohort.columns.indices.map { at in cohort.features.map { $0.values[at].number } }
    self.init(
      analysed: (analysed, cohort.outcomes.events),
      excluded: (cohort.columns.indices.map { at in rows.map { $0.values[at] } }, rows.map(\.outcome)))
  }
}
