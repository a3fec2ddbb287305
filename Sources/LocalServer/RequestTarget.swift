/// The target of a request line in its parts, decoded: `/TOKEN/slice/3/0/axial/12.bin?after=7`.
///
/// A target is data that is compared with what the server lists, and no path of it is ever opened. It is nevertheless
/// refused if it is not plain, since a sound client sends no `..` and no encoded slash.
struct RequestTarget: Hashable {
  /// The components between slashes; the last is empty if the path ends in a slash.
  let path: [String]
  let query: [String: String]

  /// `nil` if the text is no plain target.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), text.hasPrefix("/") else { return nil }
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    let path = parts.compactMap { Self.decoded($0, plusIsSpace: false) }
    guard path.count == parts.count, path.allSatisfy(Self.isPlain), !path.dropLast().contains("") else { return nil }
    self.path = path
    guard halves.count > 1 else {
      query = [:]
      return
    }
    var query: [String: String] = [:]
    for pair in halves[1].split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(sides[0], plusIsSpace: true),
        let value = Self.decoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
      else { return nil }
      if query[name] == nil { query[name] = value }
    }
    self.query = query
  }

  private static func isPlain(_ component: String) -> Bool {
    component != "." && component != ".." && !component.contains { $0 == "/" || $0 == "\\" }
      && component.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
  }

  /// Percent-encoded UTF-8; `nil` if it is not valid.
  private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
    var (bytes, rest) = ([UInt8](), Array(text.utf8)[...])
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
        continue
      }
      guard let high = rest.popFirst()?.hexadecimal, let low = rest.popFirst()?.hexadecimal else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  /// The value of a hexadecimal digit.
  fileprivate var hexadecimal: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}
