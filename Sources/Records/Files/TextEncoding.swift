import Execution
import Foundation

/// The encodings in which hospitals save tables.
package enum TextEncoding: Hashable, Sendable {
  case utf8
  case utf16LittleEndian
  case utf16BigEndian
  /// CP949, also called UHC: the Korean encoding of Windows, which contains EUC-KR.
  case korean
  /// Windows-1252, which contains what is in use of Latin-1.
  case western

  /// The name that editors and spreadsheets give it.
  package var name: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16LittleEndian: "UTF-16 (little-endian)"
    case .utf16BigEndian: "UTF-16 (big-endian)"
    case .korean: "CP949 (Korean)"
    case .western: "Windows-1252 (Western European)"
    }
  }
}

/// Text whose encoding was told from its bytes.
package struct DecodedText: Hashable, Sendable {
  /// A word that could also be read otherwise.
  package struct Doubt: Hashable, Sendable {
    package let line: Int
    /// The word as it was read, and as it would be in the other encoding.
    package let word: String
    package let other: String
    package let otherEncoding: TextEncoding
  }

  /// The text without a byte-order mark.
  package let text: String
  package let encoding: TextEncoding
  /// A word that shows why the encoding is not certain; `nil` where it is.
  package let doubt: Doubt?

  /// The text of a table; `nil` if its encoding cannot be told, or if it is one that is not read.
  ///
  /// A byte-order mark decides, then whether the bytes are UTF-8, which other encodings hardly ever are by chance, then
  /// NULs in every second byte. What is left is Korean or Western European, which ``LegacyText`` tells apart.
  package init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      guard let text = String(validating: bytes[3...], as: UTF8.self) else { return nil }
      self.init(text, .utf8)
    } else if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      // The mark of UTF-32 begins as that of UTF-16.
      guard !bytes.starts(with: [0xff, 0xfe, 0, 0]) else { return nil }
      let isLittle = bytes[0] == 0xff
      guard let text = Self.wide(bytes[2...], isLittle) else { return nil }
      self.init(text, isLittle ? .utf16LittleEndian : .utf16BigEndian)
    } else if let isLittle = Self.isLittleEndian(bytes), let text = Self.wide(bytes[...], isLittle) {
      self.init(text, isLittle ? .utf16LittleEndian : .utf16BigEndian)
    } else if let text = String(validating: bytes, as: UTF8.self) {
      self.init(text, .utf8)
    } else {
      guard let legacy = LegacyText(bytes) else { return nil }
      self.init(legacy.text, legacy.encoding, legacy.doubt)
    }
  }

  private init(_ text: String, _ encoding: TextEncoding, _ doubt: Doubt? = nil) {
    (self.text, self.encoding, self.doubt) = (text, encoding, doubt)
  }

  private static func wide(_ bytes: ArraySlice<UInt8>, _ isLittle: Bool) -> String? {
    guard bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).lazy.map { at in
      let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      return isLittle ? first | second << 8 : second | first << 8
    }
    return String(validating: units, as: UTF16.self)
  }

  /// The order of bytes of UTF-16 without a mark, by its separators and ends of lines, which are ASCII in every
  /// language; `nil` for text of other bytes. The reading with more of them wins: a line feed read the wrong way round
  /// is U+0A00, which is no character. Most such bytes must stand beside a NUL: else it is a text of single bytes that
  /// a NUL has got into.
  private static func isLittleEndian(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count >= 4, bytes.count.isMultiple(of: 2), bytes.contains(0) else { return nil }
    var (little, big) = (0, 0)
    for at in stride(from: 0, to: bytes.count, by: 2) {
      if bytes[at + 1] == 0, isMark(bytes[at]) { little += 1 }
      if bytes[at] == 0, isMark(bytes[at + 1]) { big += 1 }
    }
    let found = max(little, big)
    guard little != big, 32 * found >= bytes.count / 2 || found >= 2, 2 * found >= bytes.count(where: isMark) else {
      return nil
    }
    return little > big
  }

  private static func isMark(_ byte: UInt8) -> Bool { [9, 10, 13, 0x2c, 0x3b].contains(byte) }
}
