/// Which clinical factors a model gets.
public enum FactorChoice: String, Hashable, Codable, Sendable, CaseIterable {
  /// Those of the study file.
  case all
  /// Of those, the ones the LASSO keeps on the training subjects: a factor stays if any of its columns has a
  /// coefficient at the penalty with the lowest deviance over five stratified folds.
  case lasso

  /// The factors kept, in their order. The log gets one fit of kind `selection` with the subjects of `table`; its folds
  /// lie inside them.
  /// - Parameters:
  ///   - table: the columns of `encoding` without missing values, and the outcomes, of training subjects only.
  ///   - seed: of the folds.
  ///   - groups: a name that the rows of one patient share, by subject; the folds do not divide them.
  public func keep(
    _ encoding: ClinicalEncodingModel, on table: TrainingTable, seed: UInt64, groups: [String: String] = [:],
    log: inout FitLog
  ) -> [String] {
    let names = encoding.factors.map(\.name)
    guard self == .lasso else { return names }
    var inner = FitLog(purpose: log.purpose)
    let search = ElasticNet(penalty: .best(PenaltySearch(seed: seed, groups: groups)))
    guard let model = try? search.fit(table, log: &inner) else {
      log.record(
        .selection, subjects: table.subjects, detail: "too few of a class for the LASSO to choose: all factors")
      return names
    }
    let selected = Set(model.selected)
    let kept = encoding.factors.indices.filter { factor in
      !selected.isDisjoint(with: encoding.keeping([names[factor]]).columns)
    }.map { names[$0] }
    let words = kept.isEmpty ? "no clinical factor" : kept.joined(separator: ", ")
    log.record(.selection, subjects: table.subjects, detail: "LASSO, lambda = \(model.penalty), kept \(words)")
    return kept
  }
}

extension ClinicalEncodingModel {
  /// The encoding of some of its factors, in its own order.
  public func keeping(_ names: [String]) -> ClinicalEncodingModel {
    let kept = factors.indices.filter { names.contains(factors[$0].name) }
    return ClinicalEncodingModel(factors: kept.map { factors[$0] }, levels: kept.map { levels[$0] })
  }
}
