import Arms
import Cohorts
import Comparison
import Execution
import Learning
import Results
import Statistics

/// The whole fit of one row to randomly permuted outcomes. It shows what a protocol finds if there is nothing to find.
package struct PermutationControl {
  package let row: any StudyRow
  package let split: StudySplit
  package let context: FittedModel.Context
  package let count: Int

  /// All parts, as they are.
  package init(row: any StudyRow, split: StudySplit, context: FittedModel.Context, count: Int) {
    self.row = row
    self.split = split
    self.context = context
    self.count = count
  }

  /// Fits and evaluates `count` times; permutations run in parallel, one thread each.
  package func result(workers: Int, step: @escaping @Sendable () -> Void) -> ControlResult {
    let trials = parallelMap(Array(0..<count), workers: workers) { turn in
      defer { step() }
      return trial(turn)
    }
    return ControlResult(
      evaluation: context.evaluation.name, model: row.name, permutations: count, test: trials.compactMap(\.test),
      tuning: trials.compactMap(\.tuning))
  }

  /// What the row is fitted to in one of the permutations.
  func context(of turn: Int) -> FittedModel.Context {
    var own = context
    own.outcomes = permuted(turn)
    return own
  }

  private func trial(_ turn: Int) -> (test: Double?, tuning: Double?) {
    let permuted = context(of: turn)
    let outcomes = permuted.outcomes
    let fitted = FittedModel(row, split: split, context: permuted, workers: 1) {}
    let evaluator = Evaluator(evaluation: context.evaluation, intervalNote: nil)
    let areas = zip(split.pairs, fitted.trials).map { pair, fit -> [Prediction] in
      guard let fit else { return [] }
      return zip(pair.test, fit.scores).map { fit.prediction(id: context.ids[$0], outcome: outcomes[$0], score: $1) }
    }
    return (area(areas, by: evaluator), mean(fitted.trials.compactMap { $0?.tuningAUC }))
  }

  /// AUC of the test set, or of all left-out patients together; with folds the mean over the folds.
  private func area(_ predictions: [[Prediction]], by evaluator: Evaluator) -> Double? {
    guard split.evaluation.hasFolds else {
      return evaluator.performance(predictions.flatMap(\.self), of: row.family).auc.value.number
    }
    return mean(predictions.compactMap { evaluator.performance($0, of: row.family).auc.value.number })
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Permuted outcomes. With a test set they are permuted separately in training and test, so that both keep their
  /// number of events.
  private func permuted(_ turn: Int) -> Outcomes {
    var stream = RandomStream(seed: context.budget.seed, name: "permuted outcomes \(turn)")
    let sides = split.testPair.map { [$0.training, $0.test] } ?? [Array(context.outcomes.indices)]
    var sources = Array(context.outcomes.indices)
    for side in sides {
      let shuffled: [Int] =
        if let owners = split.owners { dealtByPatient(side, owners: owners, using: &stream) } else {
          side.shuffled(using: &stream)
        }
      for (place, source) in zip(side, shuffled) { sources[place] = source }
    }
    return context.outcomes.at(sources)
  }

  /// For each row of a side, the row whose outcome it gets; the rows of a patient stay together. If every patient has
  /// only one outcome, patients exchange their outcomes, even if they have different numbers of rows.
  private func dealtByPatient(
    _ side: [Int], owners: [String: String], using stream: inout RandomStream
  ) -> [Int] {
    let patients = GroupedRows(side.map { owners[context.ids[$0]] ?? context.ids[$0] }).members
    let shuffled = patients.shuffled(using: &stream)
    let isOfOne = patients.allSatisfy { rows in Set(rows.map { context.outcomes[side[$0]] }).count == 1 }
    var source = Array(side.indices)
    if isOfOne {
      for (rows, other) in zip(patients, shuffled) { for row in rows { source[row] = other[0] } }
    } else {
      for (row, other) in zip(patients.joined(), shuffled.joined()) { source[row] = other }
    }
    return source.map { side[$0] }
  }
}
