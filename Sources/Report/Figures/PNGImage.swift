import Cohorts
import Records
import Results

/// A colour picture as PNG, without compression where pages are small enough for that, and with it where a page holds
/// the pictures of a whole cohort.
///
/// PNG specification (ISO/IEC 15948): chunks with CRC-32, zlib stream (RFC 1950, 1951), here of stored blocks with
/// Adler-32.
package struct PNGImage {
  private let width: Int
  private let height: Int
  /// Bytes of a pixel: grey, or red, green, blue.
  private let depth: Int
  /// Row by row.
  private let pixels: [UInt8]
  /// Red, green and blue of each byte, if the pixels are numbers of colours.
  private var palette: [UInt8] = []

  /// Grey levels from 0 to 1; a map from 0 to 1, if given, is drawn over them in warm colours, and the outline of a
  /// lesion, if its pixels are given, over both in blue.
  package init(width: Int, greys: [Float], heat: [Float]?, lesion: [Bool]? = nil) {
    precondition(width > 0 && greys.count.isMultiple(of: width), "whole rows")
    self.width = width
    height = greys.count / width
    guard heat != nil || lesion != nil else {
      depth = 1
      pixels = greys.map { UInt8((255 * min(max($0, 0), 1)).rounded()) }
      return
    }
    depth = 3
    let outline = lesion.map { Cohorts.outline(of: $0, width: width) }
    pixels = greys.indices.flatMap { i -> [UInt8] in
      guard outline?[i] != true else { return Self.blue }
      return Self.colour(min(max(greys[i], 0), 1), share: min(max(heat?[i] ?? 0, 0), 1))
    }
  }

  /// A small picture of the results: greys, or numbers of the colours of a palette. `nil` without whole rows of pixels.
  package init?(_ picture: MapPicture) {
    guard picture.width > 0, !picture.pixels.isEmpty, picture.pixels.count.isMultiple(of: picture.width) else {
      return nil
    }
    (width, height, depth) = (picture.width, picture.pixels.count / picture.width, 1)
    pixels = Array(picture.pixels)
    guard picture.coding == .mapped else { return }
    palette = (0...UInt8.max).flatMap { byte in
      MapPicture.pixel(byte).map { Self.colour($0.grey, share: min($0.share, 1)) } ?? Self.blue
    }
  }

  /// A grey under a map: from the grey to dark red, red, orange and yellow.
  private static func colour(_ grey: Float, share: Float) -> [UInt8] {
    let warm: [Float] = [min(1, 0.3 + 1.4 * share), max(0, 1.6 * share - 0.6), 0]
    return warm.map { UInt8((255 * (grey * (1 - 0.7 * share) + 0.7 * share * $0)).rounded()) }
  }

  /// Light enough on black, and no colour of a map.
  private static let blue: [UInt8] = [56, 176, 255]

  /// The file, without compression.
  package var bytes: [UInt8] { file(Self.stored) }

  /// The file, compressed by zlib.
  package var deflatedBytes: [UInt8] { file(DeflatedBytes.zlib) }

  private func file(_ coded: ([UInt8]) -> [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += Self.chunk("IHDR", data: Self.word(width) + Self.word(height) + [8, colourType, 0, 0, 0])
    if !palette.isEmpty { file += Self.chunk("PLTE", data: palette) }
    var lines: [UInt8] = []
    let line = depth * width
    lines.reserveCapacity(height * (1 + line))
    for row in 0..<height { lines += [0] + pixels[(row * line)..<((row + 1) * line)] }
    file += Self.chunk("IDAT", data: coded(lines))
    return file + Self.chunk("IEND", data: [])
  }

  private var colourType: UInt8 { palette.isEmpty ? (depth == 1 ? 0 : 2) : 3 }

  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 0xffff) {
      let block = bytes[start..<min(start + 0xffff, bytes.count)]
      let count = block.count
      stream += [start + count == bytes.count ? 1 : 0]
      stream += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8((~count >> 8) & 255)] + block
    }
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return stream + word(b << 16 | a)
  }

  private static func chunk(_ type: String, data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    var sum = UInt32.max
    for byte in body { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
    return word(data.count) + body + word(Int(~sum))
  }

  private static func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
  }
}
