import Statistics

/// Puts the rows of one protocol together.
struct ProtocolAssembly {
  let evaluation: EvaluationProtocol
  let models: [FittedModel]
  let split: StudySplit
  let cohort: AnalysisCohort

  /// Rows and comparisons, with Holm's adjustment over the comparisons made.
  func results() -> ProtocolResults {
    let rows = models.map { ModelRow(fitted: $0, split: split, cohort: cohort).result() }
    return ProtocolResults(evaluation, models: rows, comparisons: adjusted(comparisons(rows)))
  }

  /// Every pair of models, later rows against earlier ones.
  private func comparisons(_ rows: [ModelResult]) -> [ModelComparison] {
    let evaluator = Evaluator(of: split, evaluation)
    return rows.indices.flatMap { second in
      rows.indices.prefix(second).map { first in
        overFolds(evaluator.comparison(rows[second], rows[first]), rows[second], rows[first])
      }
    }
  }

  /// Over folds the difference is a mean with the variance of Nadeau and Bengio; pooled scores have no test.
  private func overFolds(
    _ comparison: ModelComparison, _ first: ModelResult, _ second: ModelResult
  ) -> ModelComparison {
    guard let a = first.foldAUCs, let b = second.foldAUCs else { return comparison }
    var result = comparison
    let differences = zip(a, b).compactMap { pair in pair.0.number.flatMap { x in pair.1.number.map { x - $0 } } }
    guard differences.count == a.count, !differences.isEmpty else {
      (result.difference, result.p) = (Estimate(.undefined("a fold has no AUC")), .undefined("a fold has no AUC"))
      return result
    }
    let test = CorrectedResampledTest(differences, testToTraining: split.testToTraining)
    result.difference = Estimate(test.mean.quantity, test.interval, note: test.standardError.reason?.explanation)
    result.p = test.pValue.quantity
    return result
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

extension ProtocolDifference {
  /// Every number that both protocols have, row after row.
  static func all(_ blocks: [ProtocolResults]) -> [ProtocolDifference] {
    guard let sound = blocks.first(where: { $0.evaluation.name == .sound }),
      let published = blocks.first(where: { $0.evaluation.name == .asPublished })
    else { return [] }
    return zip(sound.models, published.models).flatMap { a, b in
      Measure.allCases.map { measure in
        let (x, y) = (measure.value(a), measure.value(b))
        return ProtocolDifference(
          model: a.name, measure: measure, sound: x, published: y, difference: y.less(x),
          choices: b.choices.filter { !Set($0.measures).isDisjoint(with: measure.bearing) })
      }
    }
  }
}

extension ProtocolDifference.Measure {
  fileprivate func value(_ model: ModelResult) -> Quantity {
    switch self {
    case .auc: model.test.auc.value
    case .tuningAUC:
      model.tuning.map { tuning in
        tuning.auc.map { .value($0) } ?? .undefined("no setting was chosen by the AUC of inner folds")
      } ?? .undefined("nothing was tuned")
    case .balancedAccuracy: model.test.confusion?.balancedAccuracy ?? .undefined("no cutoff")
    case .brier: model.test.brier
    }
  }

  /// What a choice must bear upon to bear upon this number.
  fileprivate var bearing: Set<PublishedChoice.Measure> {
    switch self {
    case .auc: [.auc, .model]
    case .tuningAUC: [.outOfFold, .model]
    case .balancedAccuracy: [.calls, .model]
    case .brier: [.brier, .model]
    }
  }
}

extension Quantity {
  fileprivate func less(_ other: Quantity) -> Quantity {
    guard case .value(let a) = self else { return self }
    guard case .value(let b) = other else { return other }
    return .value(a - b)
  }
}
