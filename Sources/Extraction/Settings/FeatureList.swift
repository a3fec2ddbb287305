import Features
import Records

/// The features that settings yield, as a table: one row per column of the result.
public struct FeatureList: Sendable {
  /// Header of ``csv``.
  public static let header = ["Column", "Name", "Family", "Aggregation", "IBSI", "Unit"]
  /// One row per feature.
  public let rows: [[String]]

  /// The features of the settings, in the order of the columns.
  public init(_ settings: ExtractionSettings) {
    if let ibsi = settings.ibsi {
      rows = ibsi.features.map { prefix, entry in
        let unit = prefix.isEmpty ? entry.unit : entry.unit.replacing("intensity", with: "response")
        return [prefix + entry.tag, entry.name, entry.family.title, entry.aggregation, entry.code, unit]
      }
    } else {
      rows = settings.columns.map(Self.row)
    }
  }

  /// The table as CSV.
  public var csv: String { CSVWriter.text(columns: Self.header, rows: rows) }

  /// `image_class_Name` of the profile `pyradiomics`.
  private static func row(_ column: String) -> [String] {
    let parts = column.split(separator: "_", maxSplits: 2).map(String.init)
    guard parts.count == 3, let featureClass = FeatureClass(rawValue: parts[1]) else {
      return [column, "", "", "", "", ""]
    }
    let entry = FeatureRegistry.entries(of: featureClass).first { $0.name == parts[2] }
    let aggregation =
      switch featureClass {
      case .glcm, .glrlm: "3D, averaged"
      case .gldm, .glszm, .ngtdm: "3D"
      default: ""
      }
    return [column, parts[2], parts[1], aggregation, entry?.ibsi ?? "", units[parts[1], default: [:]][parts[2]] ?? ""]
  }

  private static let units: [String: [String: String]] = [
    "shape": [
      "LeastAxisLength": "mm", "MajorAxisLength": "mm", "MinorAxisLength": "mm", "Maximum2DDiameterColumn": "mm",
      "Maximum2DDiameterRow": "mm", "Maximum2DDiameterSlice": "mm", "Maximum3DDiameter": "mm", "MeshVolume": "mm³",
      "VoxelVolume": "mm³", "SurfaceArea": "mm²", "SurfaceVolumeRatio": "1/mm",
    ],
    "firstorder": [
      "10Percentile": "intensity", "90Percentile": "intensity", "Energy": "intensity²", "Entropy": "bit",
      "InterquartileRange": "intensity", "Maximum": "intensity", "MeanAbsoluteDeviation": "intensity",
      "Mean": "intensity", "Median": "intensity", "Minimum": "intensity", "Range": "intensity",
      "RobustMeanAbsoluteDeviation": "intensity", "RootMeanSquared": "intensity", "TotalEnergy": "intensity² mm³",
      "Variance": "intensity²",
    ],
    "glcm": ["JointEntropy": "bit", "DifferenceEntropy": "bit", "SumEntropy": "bit"],
    "glrlm": ["RunEntropy": "bit"], "glszm": ["ZoneEntropy": "bit"], "gldm": ["DependenceEntropy": "bit"],
  ]
}
