import Statistics

/// The models within each level of a column, and the AUC of each model between levels.
public struct Subgroups: Hashable, Codable, Sendable {
  /// One level.
  public struct Level: Hashable, Codable, Sendable {
    /// Its text in the table.
    public let name: String
    /// All results for its subjects.
    public let comparison: PredictionComparison

    /// Makes the value from its parts.
    package init(name: String, comparison: PredictionComparison) {
      self.name = name
      self.comparison = comparison
    }
  }

  /// One model in two levels. Their subjects differ, so the test is unpaired.
  public struct Contrast: Hashable, Codable, Sendable {
    /// The model.
    public let model: String
    /// First level.
    public let first: String
    /// Second level.
    public let second: String
    /// AUC in the second level minus that in the first; withheld if either has fewer than ten subjects of a class.
    public let deLong: AUCComparison
  }

  /// Levels in the order of their names.
  public let levels: [Level]
  /// The comparison of every model for every two levels.
  public let contrasts: [Contrast]

  /// The subgroups; `nil` if the table has no column of subgroups.
  package init?(of table: PredictionTable, settings: PredictionSettings) {
    guard let groups = table.groups else { return nil }
    let names = sortedLevels(groups)
    let parts = names.map { name in table.part(groups.indices.filter { groups[$0] == name }) }
    levels = zip(names, parts).map { Level(name: $0, comparison: PredictionComparison($1, settings: settings)) }
    let places = names.indices.flatMap { first in names.indices.filter { $0 > first }.map { (first, $0) } }
    contrasts = table.models.indices.flatMap { model in
      places.map { first, second in
        Contrast(
          model: table.models[model], first: names[first], second: names[second],
          deLong: unpairedDeLong(parts[second], model: model, minus: parts[first], model: model))
      }
    }
  }

  /// Notes that must be known about subgroups.
  package var caveat: String {
    let sizes = levels.map { "\($0.name) (\($0.comparison.subjects) subjects, \($0.comparison.events) events)" }
    return "subgroups: \(sizes.joined(separator: ", ")). Their p-values are not adjusted for the number of "
      + "subgroups; a difference between levels needs its own test, below"
  }

  /// Every number: levels first, then differences between them.
  public var rows: [ResultRow] {
    levels.flatMap { level in
      level.comparison.rows.map { $0.prefixed(level.name) }
    }
      + contrasts.flatMap { contrast in
        let subject = "\(contrast.model): \(contrast.first) -> \(contrast.second)"
        return contrast.deLong.rows(of: subject, name: "AUC difference, DeLong unpaired")
      }
  }
}

extension AUCComparison {
  /// Difference, statistic and p-value of second minus first.
  package func rows(of subject: String, name: String) -> [ResultRow] {
    let statistic = degreesOfFreedom.map { "t with \(($0 * 100).rounded() / 100) degrees of freedom" } ?? "z"
    return [
      ResultRow(
        subject, name, difference, interval, note: "second minus first", withheld: intervalReason),
      ResultRow(subject, name + ", statistic", self.statistic, note: statistic),
      ResultRow(subject, name + ", p", pValue),
    ]
  }
}

extension ResultRow {
  fileprivate func prefixed(_ level: String) -> ResultRow {
    ResultRow(copying: self, subject: "[\(level)] \(subject)")
  }
}

extension PredictionTable {
  /// How the bootstrap draws.
  package func scheme(_ settings: PredictionSettings) -> ResamplingScheme {
    clusters.map { .clusters($0) } ?? (settings.isStratified ? .stratified : .simple)
  }

  /// The AUC of a model; with clusters, its variance is that of clusters.
  package func auc(_ model: Int) -> AUCEstimate {
    let estimate =
      clusters.map { AUCEstimate(scores: scores[model], outcomes: outcomes, clusters: $0) }
      ?? AUCEstimate(scores: scores[model], outcomes: outcomes)
    return estimate.withheld(for: pooled)
  }

  /// The paired difference, first minus second.
  func deLong(_ first: Int, against second: Int) -> AUCComparison {
    clusters.map { deLongTest(scores[first], scores[second], outcomes: outcomes, clusters: $0) }
      ?? deLongTest(scores[first], scores[second], outcomes: outcomes)
  }
}

/// The AUC of a model of one table minus that of a model of another table with different subjects.
func unpairedDeLong(
  _ first: PredictionTable, model: Int, minus second: PredictionTable, model other: Int
) -> AUCComparison {
  let small =
    first.pooled ?? second.pooled ?? SmallClasses.reason(first.outcomes, clusters: first.clusters)
    ?? SmallClasses.reason(second.outcomes, clusters: second.clusters)
  if first.clusters != nil || second.clusters != nil {
    return first.auc(model).difference(less: second.auc(other)).withheld(for: small)
  }
  return deLongTest(
    first: first.scores[model], outcomes: first.outcomes, second: second.scores[other], outcomes: second.outcomes
  ).withheld(for: small)
}

/// The distinct levels: first numbers in order of their value, then other text.
func sortedLevels(_ cells: [String]) -> [String] {
  Set(cells).sorted { a, b in
    switch (Double(a), Double(b)) {
    case (let x?, let y?): x == y ? a < b : x < y
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): a < b
    }
  }
}
