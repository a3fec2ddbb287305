import Features
import Records

/// The features that settings yield, as a table: one row per column of the result.
///
/// A row has the facts of the registry. The unit is empty for a pure number, and the code is empty for a feature that
/// IBSI does not define.
public struct FeatureList: Sendable {
  /// Header of ``csv``.
  public static let header = ["Column", "Name", "Family", "Aggregation", "IBSI", "Unit"]
  /// One row per feature.
  public let rows: [[String]]

  /// The features of the settings, in the order of the columns.
  public init(_ settings: ExtractionSettings) {
    if let ibsi = settings.ibsi {
      rows = ibsi.features.map { prefix, entry in
        let unit = entry.unit.rawValue
        return [
          prefix + entry.tag, entry.name, entry.family.title, entry.aggregation, entry.code,
          prefix.isEmpty ? unit : unit.replacing("intensity", with: "response"),
        ]
      }
    } else {
      rows = settings.featureColumns.map { column in
        let entry = column.feature
        return [
          column.name, entry.name, entry.featureClass.rawValue, entry.aggregation(under: column.texture),
          entry.ibsi ?? "", entry.unit.rawValue,
        ]
      }
    }
  }

  /// The table as CSV.
  public var csv: String { CSVWriter.text(columns: Self.header, rows: rows) }
}
