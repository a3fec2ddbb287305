import Results

extension ProtocolResults {
  /// The comparisons that the study was made for: each arm with and without clinical factors, and the two arms. All
  /// comparisons, if these rows do not exist.
  var primaryComparisons: [ModelComparison] {
    let own = comparisons.filter(isPrimary)
    return own.isEmpty ? comparisons : own
  }

  /// The others.
  var otherComparisons: [ModelComparison] {
    comparisons.contains(where: isPrimary) ? comparisons.filter { !isPrimary($0) } : []
  }

  private func isPrimary(_ comparison: ModelComparison) -> Bool {
    guard let first = arm(of: comparison.first), let second = arm(of: comparison.second) else { return false }
    return first.isDeep == second.isDeep
      ? first.network == second.network && first.readsFactors != second.readsFactors
      : first.readsFactors == second.readsFactors
  }

  /// The arm of a model of images; `nil` for baselines and for models that mix the arms.
  private func arm(of name: String) -> (isDeep: Bool, network: String?, readsFactors: Bool)? {
    guard let role = models.first(where: { $0.name == name }).flatMap({ RowKey($0.id)?.role }) else { return nil }
    switch role {
    case .handcrafted(let withFactors): return (false, nil, withFactors)
    case .deep(.images, let network): return (true, network, false)
    case .deep(.imagesWithFactors, let network): return (true, network, true)
    case .clinical, .lesionVolume, .shuffledVoxels, .deep: return nil
    }
  }
}
