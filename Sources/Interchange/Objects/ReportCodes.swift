import Features
import ImageFiles

/// Codes of DICOM PS3.16 and of UCUM that reports use, and those of our own.
enum ReportCodes {
  /// Designator of the scheme for what no published scheme has.
  static let own = (designator: "99APUS", name: "Apus: columns of features, and outputs of models")

  static let report = DICOMCode("126000", "DCM", "Imaging Measurement Report")
  static let language = DICOMCode("121049", "DCM", "Language of Content Item and Descendants")
  static let english = DICOMCode("en", "RFC5646", "English")
  static let observerType = DICOMCode("121005", "DCM", "Observer Type")
  static let device = DICOMCode("121007", "DCM", "Device")
  static let deviceUID = DICOMCode("121012", "DCM", "Device Observer UID")
  static let deviceName = DICOMCode("121013", "DCM", "Device Observer Name")
  static let procedure = DICOMCode("121058", "DCM", "Procedure reported")
  static let imaging = DICOMCode("363679005", "SCT", "Imaging procedure")
  static let measurements = DICOMCode("126010", "DCM", "Imaging Measurements")
  static let group = DICOMCode("125007", "DCM", "Measurement Group")
  static let trackingIdentifier = DICOMCode("112039", "DCM", "Tracking Identifier")
  static let trackingUID = DICOMCode("112040", "DCM", "Tracking Unique Identifier")
  static let finding = DICOMCode("121071", "DCM", "Finding")
  static let lesion = DICOMCode("52988006", "SCT", "Lesion")
  static let segment = DICOMCode("121191", "DCM", "Referenced Segment")
  static let sourceSeries = DICOMCode("121232", "DCM", "Source series for segmentation")
  static let method = DICOMCode("370129005", "SCT", "Measurement Method")
  static let algorithm = DICOMCode("111001", "DCM", "Algorithm Name")
  static let algorithmVersion = DICOMCode("111003", "DCM", "Algorithm Version")
  static let noUnits = DICOMCode("1", "UCUM", "no units")

  /// A feature by its IBSI code, or by its name where IBSI has none.
  static func concept(_ entry: FeatureRegistry.Entry) -> DICOMCode {
    entry.ibsi.map { DICOMCode($0, "IBSI", "\(entry.featureClass.rawValue) \(entry.name)") }
      ?? DICOMCode(named: entry.name, scheme: own.designator, "\(entry.featureClass.rawValue) \(entry.name)")
  }

  /// A unit of UCUM. Intensities of MRI are in no unit that another scanner would share.
  static func unit(_ unit: FeatureUnit) -> DICOMCode {
    switch unit {
    case .none, .level, .squaredLevel, .voxelsPerLevel: noUnits
    case .millimetre: DICOMCode("mm", "UCUM", "millimeter")
    case .squareMillimetre: DICOMCode("mm2", "UCUM", "square millimeter")
    case .cubicMillimetre: DICOMCode("mm3", "UCUM", "cubic millimeter")
    case .perMillimetre: DICOMCode("/mm", "UCUM", "per millimeter")
    case .bit: DICOMCode("bit", "UCUM", "bit")
    case .intensity, .intensityOrBin: DICOMCode("[arb'U]", "UCUM", "arbitrary unit")
    case .squaredIntensity: DICOMCode("[arb'U]2", "UCUM", "arbitrary unit squared")
    case .intensityVolume: DICOMCode("[arb'U].mm3", "UCUM", "arbitrary unit times cubic millimeter")
    case .squaredIntensityVolume: DICOMCode("[arb'U]2.mm3", "UCUM", "arbitrary unit squared times cubic millimeter")
    }
  }
}
