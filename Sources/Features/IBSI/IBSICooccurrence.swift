/// Co-occurrence features under IBSI's tags, 3.6 (`LFYI`).
enum IBSICooccurrence {
  /// In the order of the manual; two pairs of features have the same value for symmetric matrices.
  static let features: [IBSIFeature<CooccurrenceDistribution>] = [
    IBSIFeature("cm_joint_max", named: "Joint maximum", CooccurrenceFeatures.jointMaximum),
    IBSIFeature("cm_joint_avg", named: "Joint average", CooccurrenceFeatures.jointAverage),
    IBSIFeature("cm_joint_var", named: "Joint variance", CooccurrenceFeatures.jointVariance),
    IBSIFeature("cm_joint_entr", named: "Joint entropy", CooccurrenceFeatures.jointEntropy),
    IBSIFeature("cm_diff_avg", named: "Difference average", CooccurrenceFeatures.differenceAverage),
    IBSIFeature("cm_diff_var", named: "Difference variance", CooccurrenceFeatures.differenceVariance),
    IBSIFeature("cm_diff_entr", named: "Difference entropy", CooccurrenceFeatures.differenceEntropy),
    IBSIFeature("cm_sum_avg", named: "Sum average", CooccurrenceFeatures.sumAverage),
    IBSIFeature("cm_sum_var", named: "Sum variance", CooccurrenceFeatures.sumVariance),
    IBSIFeature("cm_sum_entr", named: "Sum entropy", CooccurrenceFeatures.sumEntropy),
    IBSIFeature("cm_energy", named: "Angular second moment", CooccurrenceFeatures.jointEnergy),
    IBSIFeature("cm_contrast", named: "Contrast", CooccurrenceFeatures.contrast),
    IBSIFeature("cm_dissimilarity", named: "Dissimilarity", CooccurrenceFeatures.dissimilarity),
    IBSIFeature("cm_inv_diff", named: "Inverse difference", CooccurrenceFeatures.inverseDifference),
    IBSIFeature(
      "cm_inv_diff_norm", named: "Normalised inverse difference", CooccurrenceFeatures.inverseDifferenceNormalised),
    IBSIFeature("cm_inv_diff_mom", named: "Inverse difference moment", CooccurrenceFeatures.inverseDifferenceMoment),
    IBSIFeature(
      "cm_inv_diff_mom_norm", named: "Normalised inverse difference moment",
      CooccurrenceFeatures.inverseDifferenceMomentNormalised),
    IBSIFeature("cm_inv_var", named: "Inverse variance", CooccurrenceFeatures.inverseVariance),
    IBSIFeature("cm_corr", named: "Correlation", CooccurrenceFeatures.correlation),
    IBSIFeature("cm_auto_corr", named: "Autocorrelation", CooccurrenceFeatures.autocorrelation),
    IBSIFeature("cm_clust_tend", named: "Cluster tendency", CooccurrenceFeatures.clusterTendency),
    IBSIFeature("cm_clust_shade", named: "Cluster shade", CooccurrenceFeatures.clusterShade),
    IBSIFeature("cm_clust_prom", named: "Cluster prominence", CooccurrenceFeatures.clusterProminence),
    IBSIFeature("cm_info_corr1", named: "Information correlation 1", CooccurrenceFeatures.informationCorrelation1),
    IBSIFeature("cm_info_corr2", named: "Information correlation 2", CooccurrenceFeatures.informationCorrelation2),
  ]
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
