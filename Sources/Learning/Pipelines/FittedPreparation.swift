/// A fitted preparation.
public struct FittedPreparation: Hashable, Codable, Sendable {
  let imputation: AnyImputer
  let completion: Int
  let varying: [String]
  let harmoniser: AnyHarmoniser?
  let scaler: AnyScaler
  let levels: [LevelColumns]

  /// The columns it gives.
  public var columns: [String] { scaler.value.columns }

  /// The columns it reads.
  public var inputs: [String] { imputation.value.columns }

  /// Batches that it brings together; `nil` where it harmonises nothing.
  public var batches: Set<String>? { harmoniser?.value.batchNames }

  /// The prepared table, which may have any columns besides those that are read.
  /// - Parameter batches: batches of the subjects by id; `nil` for those of the training subjects.
  public func transform(
    _ table: FeatureTable, batches: [String: String]? = nil
  ) throws(LearningError) -> FeatureTable {
    var complete = try completed(table)
    if let harmoniser { complete = try harmoniser.value.applied(to: complete, batches: batches) }
    return scaler.value.transform(try complete.columns(named: columns))
  }

  /// The table before its harmonisation.
  private func completed(_ table: FeatureTable) throws(LearningError) -> FeatureTable {
    let own = try table.columns(named: inputs)
    return try levels.spread(imputation.value.transform(own, completion: completion)).columns(named: varying)
  }

  /// Without the ids of training subjects, of which the harmonisation knows the batches.
  var withoutSubjects: FittedPreparation {
    FittedPreparation(
      imputation: imputation, completion: completion, varying: varying,
      harmoniser: harmoniser.map { AnyHarmoniser($0.value.withoutSubjects) },
      scaler: scaler, levels: levels)
  }

  /// With one more batch, of subjects whose outcomes are not known here.
  func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> FittedPreparation {
    guard let harmoniser else { return self }
    return FittedPreparation(
      imputation: imputation, completion: completion, varying: varying,
      harmoniser: AnyHarmoniser(try harmoniser.value.adding(batch, of: try completed(table))), scaler: scaler,
      levels: levels)
  }

  /// The part that gives the columns called `names`, and reads no more than they need.
  func selecting(_ names: [String]) -> FittedPreparation {
    let needed = Set(names).union(harmoniser?.value.covariates ?? [])
    let sources = needed.union(levels.filter { $0.names.contains(where: needed.contains) }.map(\.column))
    return FittedPreparation(
      imputation: AnyImputer(imputation.value.selecting(sources)), completion: completion,
      varying: varying.filter(needed.contains),
      harmoniser: harmoniser.map { AnyHarmoniser($0.value.selecting(needed)) },
      scaler: AnyScaler(scaler.value.selecting(names)), levels: levels.filter { sources.contains($0.column) })
  }
}

extension FittedPreparation {
  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    let replaced = Set(levels.map(\.column))
    let names = inputs.filter { !replaced.contains($0) } + levels.flatMap(\.names) + imputation.value.added
    if let fault = imputation.value.fault(completion) ?? twice(names) ?? twice(varying) { return fault }
    guard Set(columns).isSubset(of: names) else { return "scales are of other columns than the imputation gives" }
    return harmoniser?.value.fault ?? scaler.value.fault
  }
}
