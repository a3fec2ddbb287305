import Features
import Volumes
public struct ExtractionSettings: Hashable, Codable, Sendable {
  var columns: [String]; static let jeong2024 = ExtractionSettings(columns: []);
  init(columns: [String]) { self.columns = columns }; init(pyRadiomicsFile: String) throws { columns = [] };
  var fingerprint: String { "" }
}
struct ExtractionError: Error {}
struct ExtractedFeatures: Codable { var columns: [String]; var values: [FeatureValue] }
func extractFeatures(image: Volume, mask: Mask, settings: ExtractionSettings, workers: Int) throws(ExtractionError)
  -> ExtractedFeatures
{ throw ExtractionError() }
struct LoadedSeries: Sendable { let image: Volume; let mask: Mask; let imageHash: String; let notes: [String] }
struct SeriesLoader {
  let study: StudyFile; let id: String
  func load(_ s: StudyFile.Series, drawn: [String: LoadedSeries]) throws -> LoadedSeries { throw ExtractionError() }
}
