internal import CZlib
import Foundation

/// The resolution of a PNG as its `pHYs` chunk, which Cairo does not write and from which programs that place a picture
/// on paper take its size (PNG specification, ISO/IEC 15948, 11.3.5.3).
struct PNGResolution {
  let dpi: Double

  private var pixelsPerMetre: Int { Int((dpi / 0.0254).rounded()) }

  /// The file with the chunk behind its header, which is always the first chunk and always as long.
  func stated(in file: Data) -> Data {
    let (signature, header) = (8, 25)
    guard file.count > signature + header else { return file }
    return file.prefix(signature + header) + chunk + file.dropFirst(signature + header)
  }

  private var chunk: Data {
    let perMetre = word(pixelsPerMetre)
    let body = Array("pHYs".utf8) + perMetre + perMetre + [1]
    return Data(word(9) + body + word(Int(crc32(0, body, UInt32(body.count)))))
  }

  private func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
}
