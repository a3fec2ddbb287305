/// One feature of the IBSI profile: its tag in the consortium's tables, its code, and its value.
///
/// The tag names feature and aggregation (`cm_contrast_2_5D_avg`), so it identifies a column; several aggregations
/// share a code.
public struct IBSIValue: Hashable, Codable, Sendable {
  /// Tag of `ibsi_1_*.csv` (github.com/theibsi/data_sets), with the aggregation as its ending.
  public let tag: String
  /// IBSI's four-character code of the feature.
  public let code: String
  /// The value.
  public let value: FeatureValue

  init(_ tag: String, _ code: String, _ value: FeatureValue) {
    self.tag = tag
    self.code = code
    self.value = value
  }
}
