import Results

extension Quantity {
  fileprivate func less(_ other: Quantity) -> Quantity {
    guard case .value(let a) = self else { return self }
    guard case .value(let b) = other else { return other }
    return .value(a - b)
  }
}

extension ProtocolDifference {
  /// Every measure that both protocols have, for each row.
  package static func all(_ blocks: [ProtocolResults]) -> [ProtocolDifference] {
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
        tuning.auc.map { .value($0) } ?? .undefined(.noTuningAUC)
      } ?? .undefined(.nothingTuned)
    case .balancedAccuracy: model.test.confusion?.balancedAccuracy ?? .undefined(.noCutoff)
    case .brier: model.test.brier
    }
  }

  /// The results that a choice must affect so that it also affects this measure.
  fileprivate var bearing: Set<PublishedChoice.Measure> {
    switch self {
    case .auc: [.auc, .model]
    case .tuningAUC: [.outOfFold, .model]
    case .balancedAccuracy: [.calls, .model]
    case .brier: [.brier, .model]
    }
  }
}
