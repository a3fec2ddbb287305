import Extraction

/// The columns of `features.csv` that are not features, for writing and reading the file.
package enum FeatureFile {
  /// Column of the patients' ids.
  package static let subject = "subject"
  /// 1 for the event.
  package static let outcome = "outcome"
  /// Lesion volume in ml. The column of the row "Lesion volume only" has the same name.
  package static let volume = "lesion_volume_ml"
  /// The undefined features with their reasons.
  package static let undefined = "undefined"
  /// These columns without those of the provenance.
  package static let own = [subject, outcome, volume, undefined]

  /// The header of a file with these features.
  package static func header(_ features: [String]) -> [String] {
    [subject, outcome, volume] + Provenance.header + features + [undefined]
  }

  /// Whether a column of the file is a feature.
  package static func isFeature(_ column: String) -> Bool {
    !own.contains(column) && !column.hasPrefix(Provenance.prefix)
  }
}
