/// Co-occurrence features under IBSI's tags, 3.6 (`LFYI`).
enum IBSICooccurrence {
  /// Tag, code and formula; two pairs of features are the same for symmetric matrices.
  static let features: [(tag: String, code: String, feature: Feature<CooccurrenceDistribution>)] = [
    ("joint_max", "GYBY", CooccurrenceFeatures.jointMaximum), ("joint_avg", "60VM", CooccurrenceFeatures.jointAverage),
    ("joint_var", "UR99", CooccurrenceFeatures.jointVariance),
    ("joint_entr", "TU9B", CooccurrenceFeatures.jointEntropy),
    ("diff_avg", "TF7R", CooccurrenceFeatures.differenceAverage),
    ("diff_var", "D3YU", CooccurrenceFeatures.differenceVariance),
    ("diff_entr", "NTRS", CooccurrenceFeatures.differenceEntropy),
    ("sum_avg", "ZGXS", CooccurrenceFeatures.sumAverage), ("sum_var", "OEEB", CooccurrenceFeatures.clusterTendency),
    ("sum_entr", "P6QZ", CooccurrenceFeatures.sumEntropy), ("energy", "8ZQL", CooccurrenceFeatures.jointEnergy),
    ("contrast", "ACUI", CooccurrenceFeatures.contrast),
    ("dissimilarity", "8S9J", CooccurrenceFeatures.differenceAverage),
    ("inv_diff", "IB1Z", CooccurrenceFeatures.inverseDifference),
    ("inv_diff_norm", "NDRX", CooccurrenceFeatures.inverseDifferenceNormalised),
    ("inv_diff_mom", "WF0Z", CooccurrenceFeatures.inverseDifferenceMoment),
    ("inv_diff_mom_norm", "1QCO", CooccurrenceFeatures.inverseDifferenceMomentNormalised),
    ("inv_var", "E8JP", CooccurrenceFeatures.inverseVariance), ("corr", "NI2N", CooccurrenceFeatures.correlation),
    ("auto_corr", "QWB0", CooccurrenceFeatures.autocorrelation),
    ("clust_tend", "DG8W", CooccurrenceFeatures.clusterTendency),
    ("clust_shade", "7NFM", CooccurrenceFeatures.clusterShade),
    ("clust_prom", "AE86", CooccurrenceFeatures.clusterProminence),
    ("info_corr1", "R8DG", CooccurrenceFeatures.informationCorrelation1),
    ("info_corr2", "JN9H", CooccurrenceFeatures.informationCorrelation2),
  ]

  /// Means of the features over matrices.
  static func values(of distributions: [CooccurrenceDistribution], ending: String) -> [IBSIValue] {
    features.map { IBSIValue("cm_\($0.tag)_\(ending)", $0.code, $0.feature.averaged(over: distributions)) }
  }
}

extension CooccurrenceCounts {
  /// The sum over directions or slices.
  init(merging counts: [CooccurrenceCounts]) {
    if counts.count == 1 {
      self = counts[0]
      return
    }
    var sums: [UInt64: Int32] = [:]
    for pair in counts.lazy.flatMap(\.pairs) {
      sums[UInt64(pair.first) << 32 | UInt64(pair.second), default: 0] += pair.count
    }
    let pairs = sums.sorted { $0.key < $1.key }.map { key, count in
      Pair(first: Int32(key >> 32), second: Int32(truncatingIfNeeded: key), count: count)
    }
    self.init(direction: counts.first?.direction ?? .zero, pairs: pairs)
  }
}
