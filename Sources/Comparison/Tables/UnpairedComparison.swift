import Statistics

/// Comparison of models from two tables with different subjects: the second table minus the first.
public struct UnpairedComparison: Hashable, Codable, Sendable {
  /// One model in each table.
  public struct Pair: Hashable, Codable, Sendable {
    /// Model in the first table.
    public let first: String
    /// Model in the second.
    public let second: String
    /// Its AUC in the first table.
    public let firstAUC: AUCEstimate
    /// Its AUC in the second.
    public let secondAUC: AUCEstimate
    /// DeLong's unpaired test of second minus first.
    public let deLong: AUCComparison
    /// The bootstrap test of second minus first; each table is resampled separately.
    public let bootstrap: AUCComparison?

    /// Makes the value from its parts.
    package init(
      first: String, second: String, firstAUC: AUCEstimate, secondAUC: AUCEstimate, deLong: AUCComparison,
      bootstrap: AUCComparison?
    ) {
      self.first = first
      self.second = second
      self.firstAUC = firstAUC
      self.secondAUC = secondAUC
      self.deLong = deLong
      self.bootstrap = bootstrap
    }
  }

  /// The files.
  public let files: [String]
  /// Subjects and events of each.
  public let sizes: [[Int]]
  /// Observations about the tables that a reader must know.
  public let remarks: [String]
  /// Pairs of models with the same name, or the single model of each table.
  public let pairs: [Pair]

  /// Compares the models of two tables.
  /// - Throws: ``PredictionError`` if at least half of the ids are the same subjects, or if no models can be matched.
  public init(
    _ first: PredictionTable, _ second: PredictionTable, settings: PredictionSettings
  ) throws(PredictionError) {
    try UnpairedComparison.refuseSameSubjects(in: first, and: second)
    let places = try UnpairedComparison.matches(between: first, and: second)
    files = [first.file, second.file]
    sizes = [first, second].map { [$0.subjects.count, $0.outcomes.count { $0 }] }
    remarks = first.remarks + second.remarks
    pairs = places.map { own, other in
      Pair(
        first: first.models[own], second: second.models[other], firstAUC: first.auc(own), secondAUC: second.auc(other),
        deLong: unpairedDeLong(second, model: other, minus: first, model: own),
        bootstrap: UnpairedComparison.bootstrap(first, model: own, against: second, model: other, settings: settings))
    }
  }

  /// If both tables only number their rows, equal ids do not mean equal subjects.
  private static func refuseSameSubjects(in first: PredictionTable, and second: PredictionTable) throws(PredictionError)
  {
    let known = Dictionary(zip(first.subjects, first.outcomes)) { one, _ in one }
    let shared = zip(second.subjects, second.outcomes).filter { known[$0.0] != nil }
    let agree = shared.allSatisfy { known[$0.0] == $0.1 }
    guard shared.count * 2 >= min(first.subjects.count, second.subjects.count), agree, shared.count > 1 else { return }
    throw PredictionError(file: first.file, problem: .sameSubjects(shared.count, other: second.file))
  }

  private static func matches(
    between first: PredictionTable, and second: PredictionTable
  ) throws(PredictionError) -> [(Int, Int)] {
    let common = first.models.indices.compactMap { own in
      second.models.firstIndex(of: first.models[own]).map { (own, $0) }
    }
    if !common.isEmpty { return common }
    guard first.models.count == 1, second.models.count == 1 else {
      throw PredictionError(
        file: first.file, problem: .noCommonModel(first.models, other: second.file, second.models))
    }
    return [(0, 0)]
  }

  private static func bootstrap(
    _ first: PredictionTable, model own: Int, against second: PredictionTable, model other: Int,
    settings: PredictionSettings
  ) -> AUCComparison? {
    func draw(_ table: PredictionTable, model: Int, seed: UInt64) -> AUCBootstrap? {
      try? AUCBootstrap.draw(
        [table.scores[model]], outcomes: table.outcomes, resamples: settings.resamples, seed: seed,
        scheme: table.scheme(settings)
      ).get()
    }
    guard first.pooled == nil, second.pooled == nil, let a = draw(second, model: other, seed: settings.seed),
      let b = draw(first, model: own, seed: settings.seed &+ 1)
    else { return nil }
    return AUCComparison(resampled: a, less: b).withheld(
      for: SmallClasses.reason(first.outcomes, clusters: first.clusters)
        ?? SmallClasses.reason(second.outcomes, clusters: second.clusters))
  }

  /// Every number.
  public var rows: [ResultRow] {
    pairs.flatMap { pair in
      let subject = pair.first == pair.second ? pair.first : "\(pair.first) -> \(pair.second)"
      return [
        ResultRow(
          subject, "AUC in the first table", pair.firstAUC.auc, pair.firstAUC.interval, note: "DeLong",
          withheld: pair.firstAUC.intervalReason),
        ResultRow(
          subject, "AUC in the second table", pair.secondAUC.auc, pair.secondAUC.interval, note: "DeLong",
          withheld: pair.secondAUC.intervalReason),
      ] + pair.deLong.rows(of: subject, name: "AUC difference, DeLong unpaired")
        + (pair.bootstrap?.rows(of: subject, name: "AUC difference, bootstrap unpaired") ?? [])
    }
  }

  /// Results in full, keys sorted.
  public func json() throws -> String { try encoded(self) }

  /// One line per number.
  public var csv: String { ResultRow.csv(rows) }

  /// Every number as text.
  public var text: String {
    var lines = zip(files, sizes).map { "\($0): \($1[0]) subjects, \($1[1]) events" }
    lines += remarks.map { "note: \($0)" }
    lines.append(
      "note: differences are second table minus first: above 0 the second is better; "
        + "the subjects are assumed to be different people"
    )
    for pair in Dictionary(grouping: rows, by: \.subject).sorted(by: { $0.key < $1.key }) {
      lines += ["", pair.key] + ResultRow.aligned(pair.value)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
