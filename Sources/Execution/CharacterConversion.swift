import Glibc

/// The text that bytes stand for in an encoding, by its name in iconv; `nil` where a byte has no meaning in it.
///
/// glibc's own converter: it is there wherever Apus runs, and Foundation's list of encodings differs between systems.
package func decodedText(_ bytes: [UInt8], from encoding: String) -> String? {
  guard !bytes.isEmpty else { return "" }
  guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else { return nil }
  defer { iconv_close(converter) }
  var isWhole = false
  // No encoding has a character that is four times as long in UTF-8.
  let text = String(unsafeUninitializedCapacity: 4 * bytes.count) { target in
    bytes.withUnsafeBytes { source in
      // Invariant: iconv reads and writes within the lengths that it is given, and does not change its input.
      var input = UnsafeMutablePointer(mutating: source.bindMemory(to: CChar.self).baseAddress)
      var output = UnsafeMutableRawPointer(target.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var (left, room) = (source.count, target.count)
      isWhole =
        iconv(converter, &input, &left, &output, &room) != .max && left == 0
        && iconv(converter, nil, nil, &output, &room) != .max
      return target.count - room
    }
  }
  return isWhole ? text : nil
}
