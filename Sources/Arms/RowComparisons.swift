import Cohorts
import Comparison
import Results
import Statistics

/// The comparisons of the rows of one protocol, from their predictions alone, so that a run and its audit use the same
/// code.
package struct RowComparisons {
  package let evaluation: EvaluationProtocol
  package let split: StudySplit
  /// The pairs that the study names, in its order.
  package let primary: [RowPair]

  /// Takes every part as given.
  package init(evaluation: EvaluationProtocol, split: StudySplit, primary: [RowPair]) {
    self.evaluation = evaluation
    self.split = split
    self.primary = primary
  }

  /// The primary comparisons with Holm's adjustment over them, then every other pair, the later row against the earlier
  /// one.
  ///
  /// Exploratory p-values are not adjusted. Over 28 pairs an adjustment would hide everything and still look like a
  /// test that was planned; the primary comparisons are the ones that the study can answer.
  package func all(_ rows: [ModelResult]) -> [ModelComparison] {
    let evaluator = Evaluator(of: split, evaluation)
    let compared = { (first: ModelResult, second: ModelResult, standing: ModelComparison.Standing) in
      var one = overFolds(evaluator.comparison(of: first, against: second), of: first, against: second)
      one.standing = standing
      return one
    }
    let named = primary.map { pair in
      guard let first = rows.first(where: { $0.role == pair.first }),
        let second = rows.first(where: { $0.role == pair.second })
      else { return absent(pair, rows) }
      return compared(first, second, .primary)
    }
    let others = rows.indices.flatMap { later in
      rows.indices.prefix(later).filter { !isPrimary(rows[later], rows[$0]) }.map {
        compared(rows[later], rows[$0], .exploratory)
      }
    }
    return adjusted(named) + others
  }

  private func isPrimary(_ a: ModelResult, _ b: ModelResult) -> Bool {
    guard let a = a.role, let b = b.role else { return false }
    return primary.contains { $0.isOfRows(of: RowPair(a, against: b)) }
  }

  /// A comparison with a row that the run does not have, such as the volume of lesions that is unknown. It stays among
  /// the primary ones and counts in their adjustment, since leaving it out would be a choice made after the run.
  private func absent(_ pair: RowPair, _ rows: [ModelResult]) -> ModelComparison {
    let names = [pair.first, pair.second].map { role in
      rows.first { $0.role == role }?.name ?? RowKey(role, in: evaluation.name).description
    }
    let reason = Quantity.undefined(.noSuchRow)
    var one = ModelComparison(first: names[0], second: names[1], difference: Estimate(reason), p: reason)
    one.standing = .primary
    return one
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
      (result.difference, result.p) = (Estimate(.undefined(.foldWithoutAUC)), .undefined(.foldWithoutAUC))
      return result
    }
    let test = CorrectedResampledTest(
      differences, testToTraining: split.testToTraining, in: ReportedStatistic.meanFoldAUCDifference.range
    ).withheld(for: reasonAgainst(first, second))
    result.difference = Estimate(test.mean.quantity, test.interval, note: test.pValue.reason)
    result.p = test.pValue.quantity
    return result
  }

  /// Why nothing is tested on the patients whom both rows scored; `nil` with enough of both classes.
  private func reasonAgainst(_ first: ModelResult, _ second: ModelResult) -> UndefinedReason? {
    let others = Set(second.predictions.filter { $0.score != nil }.map(\.subject))
    let scored = first.predictions.filter { $0.score != nil && others.contains($0.subject) }
    return SmallClasses.reason(
      scored.map(\.outcome.hadEvent), clusters: PatientClusters.of(scored.map(\.subject), owners: split.owners))
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
    let note: AbsenceReason? =
      switch split.evaluation {
      case .heldOut: nil
      case .leaveOneOut: .pooledLeaveOneOut
      case .crossValidated, .sites: .pooledFolds
      }
    self.init(
      evaluation: evaluation, intervalNote: note,
      probabilityNote: split.holdsOutHandfuls ? .invertedProbabilities : nil, owners: split.owners)
  }
}

extension Estimate {
  /// The mean over folds with the interval of Nadeau and Bengio; undefined if a fold has no AUC.
  package init(_ folds: [Quantity], testToTraining: Double) {
    let values = folds.compactMap(\.number)
    guard values.count == folds.count, !values.isEmpty else {
      self.init(.undefined(.foldsWithoutAUC(folds.count - values.count, of: folds.count)))
      return
    }
    let test = CorrectedResampledTest(
      values, testToTraining: testToTraining, in: ReportedStatistic.meanFoldAUC.range)
    self.init(test.mean.quantity, test.interval, note: test.intervalReason)
  }
}
