import Learning

/// The file of the features of networks, beside `features.csv`: one row per patient.
///
/// A column has the name that saved models give the feature (`deep_0000`, `T2_deep_0000`), after the prefixes of the
/// rows that use it: `as_published_` for that protocol, and the label of a further network. The first network in
/// `sound` has no prefix.
package enum DeepFeatureFile {
  /// The column of a feature.
  /// - Parameters:
  ///   - feature: name of the feature in saved models.
  ///   - network: label of the network in the study file; empty for the first.
  package static func column(_ feature: String, in protocolName: ProtocolName, network: String) -> String {
    (protocolName == .sound ? "" : "as_published_") + (network.isEmpty ? "" : "\(network)_") + feature
  }
}
