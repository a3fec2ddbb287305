import Statistics

extension AnalysisCohort {
  /// Columns of a resemblance, by name: those of a feature table, where anything may stand, and the factors of the models.
  package func columns(_ wanted: OutcomeResemblance) -> [String] {
    var found: [String] = []
    if case .table = study.features {
      found = columns.indices.filter { at in
        OutcomeResemblance(features.map { $0.values[at].number }, outcomes: outcomes) == wanted
      }.map { columns[$0] }
      if let volumes, OutcomeResemblance(volumes, outcomes: outcomes) == wanted { found.append("the lesion's volume") }
    }
    // In a handful of patients a factor of two levels tells the outcome by chance.
    let smaller = min(outcomes.count { $0 }, outcomes.count { !$0 })
    guard smaller >= 5 else { return found }
    for (at, factor) in study.factors.enumerated() where study.models.factors.contains(factor.name) {
      let values = patients.map { $0.factors[at] }
      // Levels by their order: of two it is the direction, of more no AUC is asked for.
      let levels = Set(values.compactMap(\.level)).sorted()
      let numbers = values.map { value in
        value.number ?? value.level.flatMap { levels.firstIndex(of: $0) }.map { Double($0) }
      }
      let own = OutcomeResemblance(numbers, outcomes: outcomes)
      if own == wanted, levels.count <= 2 { found.append("the factor \(factor.label)") }
    }
    return found
  }
}
