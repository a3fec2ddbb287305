/// A supported transfer syntax of compressed pixels.
enum TransferSyntax: String, CaseIterable, CustomStringConvertible {
  case runLength = "1.2.840.10008.1.2.5"
  case jpegBaseline = "1.2.840.10008.1.2.4.50"
  case jpegExtended = "1.2.840.10008.1.2.4.51"
  case jpegSpectralSelection = "1.2.840.10008.1.2.4.53"
  case jpegProgression = "1.2.840.10008.1.2.4.55"
  case jpegLossless = "1.2.840.10008.1.2.4.57"
  case jpegLosslessFirstOrder = "1.2.840.10008.1.2.4.70"
  case jpegLSLossless = "1.2.840.10008.1.2.4.80"
  case jpegLSNearLossless = "1.2.840.10008.1.2.4.81"
  case jpeg2000Lossless = "1.2.840.10008.1.2.4.90"
  case jpeg2000 = "1.2.840.10008.1.2.4.91"

  /// How its frames are compressed; `nil` for RLE, whose frames do not describe themselves.
  var process: CodestreamHeader.Process? {
    switch self {
    case .runLength: nil
    case .jpegBaseline, .jpegExtended, .jpegSpectralSelection, .jpegProgression: .lossyJPEG
    case .jpegLossless, .jpegLosslessFirstOrder: .losslessJPEG
    case .jpegLSLossless, .jpegLSNearLossless: .jpegLS
    case .jpeg2000Lossless, .jpeg2000: .jpeg2000
    }
  }

  /// Its UID, with the kind of compression in brackets.
  var description: String { "\(rawValue) (\(process?.rawValue ?? "RLE"))" }

  /// The name of an unsupported syntax by its UID (PS3.6, table A-1); `nil` if it is unknown.
  static func name(ofUnread uid: String) -> String? {
    let jpip: Set<String> = ["94", "95", "204", "205"]
    let video: Set<String> = ["100", "101", "102", "103", "104", "105", "106", "107", "108"]
    let suffix = uid.hasPrefix("1.2.840.10008.1.2.4.") ? String(uid.dropFirst(20)) : ""
    switch suffix {
    case "92", "93": return "JPEG 2000 with several components"
    case "110", "111", "112": return "JPEG XL"
    case "201", "202", "203": return "High-Throughput JPEG 2000"
    case let known where jpip.contains(known): return "JPIP, pixels on a server"
    case let known where video.contains(String(known.prefix(3))): return "video"
    default: return nil
    }
  }
}
