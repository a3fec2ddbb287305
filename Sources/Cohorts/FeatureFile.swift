import Extraction

/// The columns of `features.csv` that are no features, by which it is written and read.
package enum FeatureFile {
  /// Ids of patients.
  package static let subject = "subject"
  /// 1 for the event.
  package static let outcome = "outcome"
  /// Volume of the lesion in ml; the column of the row that stands on it alone has this name too.
  package static let volume = "lesion_volume_ml"
  /// Which features are undefined, and why.
  package static let undefined = "undefined"
  /// All of them but those of the provenance.
  package static let own = [subject, outcome, volume, undefined]

  /// The header of a file of `features`.
  package static func header(_ features: [String]) -> [String] {
    [subject, outcome, volume] + Provenance.header + features + [undefined]
  }

  /// Whether a column of a file is a feature.
  package static func isFeature(_ column: String) -> Bool {
    !own.contains(column) && !column.hasPrefix(Provenance.prefix)
  }
}
