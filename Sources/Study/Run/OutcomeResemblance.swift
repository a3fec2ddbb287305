import Statistics

/// How much a column is like the outcome: to find the outcome under another name before anything learns from it.
enum OutcomeResemblance: Hashable {
  /// Two bands of values, one a class, a hundred times as far apart as either is wide; or known for one class and for nobody else.
  case copy
  /// An AUC of .98 or more, either way, over five patients of each class or more: too good for a feature, but no proof.
  case suspicious
  /// Neither.
  case none

  /// - Parameter values: one a patient, `nil` where not known.
  init(_ values: [Double?], outcomes: [Bool]) {
    let sides = [true, false].map { wanted in zip(values, outcomes).filter { $0.1 == wanted }.map(\.0) }
    let known = sides.map { $0.compactMap(\.self).sorted() }
    guard values.count >= 6 else {
      self = .none
      return
    }
    if known.contains(where: \.isEmpty) {
      let isWhole = zip(sides, known).contains { $0.count == $1.count && !$1.isEmpty }
      self = isWhole && sides.allSatisfy { $0.count >= 5 } ? .copy : .none
      return
    }
    self = OutcomeResemblance.between(known[0], known[1], of: values.count)
  }

  /// - Parameters: values of the classes, ascending.
  private static func between(_ events: [Double], _ others: [Double], of count: Int) -> OutcomeResemblance {
    guard let a = (events.first, events.last) as? (Double, Double),
      let b = (others.first, others.last) as? (Double, Double), 2 * (events.count + others.count) >= count
    else { return .none }
    let apart = max(a.0 - b.1, b.0 - a.1)
    if apart > 0, 100 * max(a.1 - a.0, b.1 - b.0) <= apart { return .copy }
    guard events.count >= 5, others.count >= 5 else { return .none }
    let outcomes = events.map { _ in true } + others.map { _ in false }
    let area = Statistics.auc(events + others, outcomes: outcomes).value ?? 0.5
    return abs(area - 0.5) >= 0.48 ? .suspicious : .none
  }
}

extension AnalysisCohort {
  /// Columns of a resemblance, by name: those of a feature table, where anything may stand, and the factors of the models.
  func columns(_ wanted: OutcomeResemblance) -> [String] {
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
