import Cohorts
import Comparison
import Results
import Statistics

/// The comparisons of the rows of one protocol, from their predictions alone, so that a run and its audit use the same
/// code.
package struct RowComparisons {
  package let evaluation: EvaluationProtocol
  package let split: StudySplit

  /// Takes every part as given.
  package init(evaluation: EvaluationProtocol, split: StudySplit) {
    self.evaluation = evaluation
    self.split = split
  }

  /// Every pair of rows, with Holm's adjustment over all comparisons.
  package func all(_ rows: [ModelResult]) -> [ModelComparison] { adjusted(raw(rows)) }

  /// Every pair of rows, the later one against the earlier one.
  private func raw(_ rows: [ModelResult]) -> [ModelComparison] {
    let evaluator = Evaluator(of: split, evaluation)
    return rows.indices.flatMap { second in
      rows.indices.prefix(second).map { first in
        overFolds(evaluator.comparison(of: rows[second], against: rows[first]), of: rows[second], against: rows[first])
      }
    }
  }

  /// Over folds, the difference is a mean with the variance of Nadeau and Bengio, because pooled scores have no valid
  /// test.
  private func overFolds(
    _ comparison: ModelComparison, of first: ModelResult, against second: ModelResult
  ) -> ModelComparison {
    guard let a = first.foldAUCs, let b = second.foldAUCs else { return comparison }
    var result = comparison
    let differences = zip(a, b).compactMap { pair in pair.0.number.flatMap { x in pair.1.number.map { x - $0 } } }
    guard differences.count == a.count, !differences.isEmpty else {
      (result.difference, result.p) = (Estimate(.undefined("a fold has no AUC")), .undefined("a fold has no AUC"))
      return result
    }
    let test = CorrectedResampledTest(
      differences, testToTraining: split.testToTraining, in: ReportedStatistic.meanFoldAUCDifference.range
    ).withheld(for: reasonAgainst(first, second))
    result.difference = Estimate(test.mean.quantity, test.interval, note: test.pValue.reason?.explanation)
    result.p = test.pValue.quantity
    return result
  }

  /// Why nothing is tested on the patients whom both rows scored; `nil` with enough of both classes.
  private func reasonAgainst(_ first: ModelResult, _ second: ModelResult) -> UndefinedReason? {
    let others = Set(second.predictions.filter { $0.score != nil }.map(\.subject))
    let scored = first.predictions.filter { $0.score != nil && others.contains($0.subject) }
    return SmallClasses.reason(
      scored.map(\.outcome), clusters: PatientClusters.of(scored.map(\.subject), owners: split.owners))
  }

  private func adjusted(_ comparisons: [ModelComparison]) -> [ModelComparison] {
    let defined = comparisons.indices.filter { comparisons[$0].p.number != nil }
    let values = holmAdjusted(defined.compactMap { comparisons[$0].p.number }, comparisons: comparisons.count)
    var result = comparisons
    for index in result.indices { result[index].adjustedP = result[index].p }
    for (index, value) in zip(defined, values) { result[index].adjustedP = .value(value) }
    return result
  }
}

extension Evaluator {
  /// The evaluator for the test scores of a split.
  package init(of split: StudySplit, _ evaluation: EvaluationProtocol) {
    let note: String? =
      switch split.evaluation {
      case .heldOut: nil
      case .leaveOneOut: Evaluator.pooledLeaveOneOut
      case .crossValidated, .sites: Evaluator.pooledFolds
      }
    self.init(
      evaluation: evaluation, intervalNote: note,
      probabilityNote: split.holdsOutHandfuls ? Evaluator.invertedProbabilities : nil, owners: split.owners)
  }
}

extension Estimate {
  /// The mean over folds with the interval of Nadeau and Bengio; undefined if a fold has no AUC.
  package init(_ folds: [Quantity], testToTraining: Double) {
    let values = folds.compactMap(\.number)
    guard values.count == folds.count, !values.isEmpty else {
      self.init(.undefined("\(folds.count - values.count) of \(folds.count) folds have no AUC"))
      return
    }
    let test = CorrectedResampledTest(
      values, testToTraining: testToTraining, in: ReportedStatistic.meanFoldAUC.range)
    self.init(test.mean.quantity, test.interval, note: test.intervalReason?.explanation)
  }
}
