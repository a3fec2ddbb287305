import Statistics

extension AnalysisCohort {
  /// Columns that resemble the outcome in the given way, among the factors of the models and the columns of a feature
  /// table, which may contain anything.
  package func columns(_ wanted: OutcomeResemblance) -> [ModelColumn] {
    let outcomes = outcomes.events
    var found: [ModelColumn] = []
    if case .table = study.features {
      found = columns.indices.filter { at in
        OutcomeResemblance(features.map { $0.values[at].number }, outcomes: outcomes) == wanted
      }.map { .feature(columns[$0]) }
      if let volumes, OutcomeResemblance(volumes, outcomes: outcomes) == wanted { found.append(.lesionVolume) }
    }
    // In very few patients, a factor of two levels matches the outcome by chance.
    let smaller = min(outcomes.count { $0 }, outcomes.count { !$0 })
    guard smaller >= 5 else { return found }
    for (at, factor) in study.factors.enumerated() where study.models.factors.contains(factor.name) {
      let values = patients.map { $0.factors[at] }
      // Levels are numbered in their order. For two levels this sets only the direction; with more, no AUC is computed.
      let levels = Set(values.compactMap(\.level)).sorted()
      let numbers = values.map { value in
        value.number ?? value.level.flatMap { levels.firstIndex(of: $0) }.map { Double($0) }
      }
      let own = OutcomeResemblance(numbers, outcomes: outcomes)
      if own == wanted, levels.count <= 2 { found.append(.factor(name: factor.name, label: factor.label)) }
    }
    return found
  }
}

/// A column that a model may learn from, for messages.
package enum ModelColumn: Hashable, Sendable {
  /// A column of the feature table.
  case feature(String)
  /// The volume of the lesion.
  case lesionVolume
  /// A clinical factor, by its name in the study file and its label in texts.
  case factor(name: String, label: String)

  /// The name that the leak rules use; `nil` if it is not a column of a table.
  package var name: String? {
    switch self {
    case .feature(let name), .factor(let name, _): name
    case .lesionVolume: nil
    }
  }

  /// The column as part of a sentence.
  package var words: String {
    switch self {
    case .feature(let name): name
    case .lesionVolume: "the lesion's volume"
    case .factor(_, let label): "the factor \(label)"
    }
  }
}
