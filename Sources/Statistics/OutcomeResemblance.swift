/// How much a column is like the outcome: to find the outcome under another name before anything learns from it.
package enum OutcomeResemblance: Hashable {
  /// Two bands of values, one for each class, a hundred times as far apart as either is wide; or values in one class
  /// only.
  case copy
  /// An AUC of .98 or more, either way, over five patients of each class or more: too good for a feature, but no proof.
  case suspicious
  /// Neither.
  case none

  /// - Parameter values: one a patient, `nil` where not known.
  package init(_ values: [Double?], outcomes: [Bool]) {
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
    let area = auc(events + others, outcomes: outcomes).value ?? 0.5
    return abs(area - 0.5) >= 0.48 ? .suspicious : .none
  }
}
