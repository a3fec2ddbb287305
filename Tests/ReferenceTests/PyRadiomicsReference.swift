import Extraction
import Foundation
import ImageFiles
import TestSupport
import Volumes

/// One file of `pyradiomics/reference`: settings and full-precision values by PyRadiomics 3.1.1.
struct PyRadiomicsReference: Sendable {
  let name: String
  let settings: ExtractionSettings
  /// Values; `nil` for not-a-number.
  let features: [String: Double?]
  private let image: URL
  private let mask: URL

  /// Names of all files.
  static var names: [String] {
    guard let folder = try? ReferenceData.file("pyradiomics/reference") else { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  init(_ name: String) throws {
    self.name = name
    let url = try ReferenceData.file("pyradiomics/reference/\(name).json")
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    // The list of image types names one that the files keep apart.
    var types = root?["imageTypes"] as? [String: Any] ?? [:]
    if !name.contains("LBP3D") { types["LBP3D"] = nil }
    // Sorted and with a decimal point, as Python writes them: the names of the LoG images follow from the text.
    let parameters = try JSONSerialization.data(
      withJSONObject: ["imageType": types, "setting": root?["given_settings"] ?? [:]], options: .sortedKeys)
    let text = String(decoding: parameters, as: UTF8.self).replacing("[1,2,3,4,5]", with: "[1.0,2.0,3.0,4.0,5.0]")
    settings = try ExtractionSettings(pyRadiomicsText: text, file: name)
    features = file.features.mapValues { $0.number }
    image = try Self.locate(file.image, case: file.case)
    mask = try Self.locate(file.mask, case: file.case)
  }

  func extract(workers: Int) throws -> ExtractedFeatures {
    try extractFeatures(
      image: readVolume(image.path), mask: readMask(mask.path, label: settings.label ?? 1), settings: settings,
      workers: workers)
  }

  private static func locate(_ path: String, case name: String) throws -> URL {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return try ReferenceData.file(name.hasPrefix("STS_") ? "sts/nifti/\(name)/\(last)" : "pyradiomics/data/\(last)")
  }

  private struct File: Decodable {
    let `case`: String
    let image: String
    let mask: String
    let features: [String: Value]
  }

  /// A number, or what JSON holds in its place.
  private struct Value: Decodable {
    let number: Double?

    init(from decoder: Decoder) throws {
      let container = try decoder.singleValueContainer()
      number = (try? container.decode(Double.self)).flatMap { $0.isFinite ? $0 : nil }
    }
  }
}
