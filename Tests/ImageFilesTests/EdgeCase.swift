import Foundation
import TestSupport
import Testing

/// A row of `dicom_edge/expected.json`: pixel sums by pydicom 3.0.2.
struct EdgeCase: Decodable, Sendable, CustomTestStringConvertible {
  let file: String
  let why: String
  let decoded: Bool
  let sum: Double?
  let minimum: Double?
  let maximum: Double?

  enum CodingKeys: String, CodingKey {
    case file, why, decoded
    case sum = "pixel_sum"
    case minimum = "pixel_min"
    case maximum = "pixel_max"
  }

  /// Mean difference in stored values. Lossy JPEG is defined only up to the rounding of its cosine transform (ITU-T
  /// T.83), and pydicom's table was made with another decoder; everything else is exact.
  var allowedDifference: Double { file == "JPGExtended.dcm" ? 0.02 : 0 }

  var testDescription: String { file }

  static let all: [EdgeCase] = {
    guard let url = try? ReferenceData.file("dicom_edge/expected.json"), let data = try? Data(contentsOf: url) else {
      return []
    }
    return (try? JSONDecoder().decode([EdgeCase].self, from: data)) ?? []
  }()
}
