import Arms
import Cohorts
import Results

/// Puts the rows of one protocol together.
struct ProtocolAssembly {
  let evaluation: EvaluationProtocol
  let models: [FittedModel]
  let split: StudySplit
  let cohort: AnalysisCohort

  /// Rows and comparisons, with Holm's adjustment over the primary ones.
  func results() -> ProtocolResults {
    let rows = models.map { ModelRow(fitted: $0, split: split, cohort: cohort).result() }
    let comparisons = RowComparisons(evaluation: evaluation, split: split, primary: cohort.study.primaryPairs)
    return ProtocolResults(evaluation, models: rows, comparisons: comparisons.all(rows))
  }
}
