import Execution

/// How texts are encoded, as SpecificCharacterSet (0008,0005) says.
///
/// Source: DICOM PS3.3, C.12.1.1.2 (defined terms) and PS3.5, 6.1.2 (code extension by ISO/IEC 2022).
struct DICOMCharacterSet: Hashable, Sendable {
  /// A set of characters as bytes stand for them.
  enum CodeSet: Hashable, Sendable {
    /// ASCII, ISO-IR 6; the Roman set of JIS X 0201 counts as it, since the yen sign of byte 5C is a separator here.
    case ascii
    /// One byte a character, above 7F, by its name in iconv.
    case single(String)
    /// Two bytes a character, both with the high bit in iconv's encoding, which may want a byte before them.
    case double(String, prefix: [UInt8] = [])
    /// The whole text is in one encoding without escape sequences.
    case whole(String)
  }

  /// The set for bytes below 80 and the one for those above at the start of a text; `nil` for none.
  private let lower: CodeSet
  private let upper: CodeSet?
  private let whole: String?
  /// Whether the file says nothing, ASCII, or Latin-1, which is what many say whatever they write.
  private let isVague: Bool

  /// A data set that says nothing.
  static let none = DICOMCharacterSet("")

  /// - Parameter value: the value of the attribute, terms separated by a backslash.
  init(_ value: String) {
    let numbers = value.split(separator: "\\", omittingEmptySubsequences: false).map(Self.term)
    let sets = numbers.compactMap(\.self)
    whole = sets.lazy.compactMap { if case .whole(let name) = $0 { name } else { nil } }.first
    lower = .ascii
    // A text may use a set that only a later term declares, without the escape sequence it needs.
    upper = sets.first { set in
      switch set {
      case .single: true
      case .double(_, let prefix): prefix.isEmpty && set != .jisX0208
      case .ascii, .whole: false
      }
    }
    isVague = whole == nil && (upper == nil || upper == .latin1) && !sets.contains { $0 == .jisX0208 }
  }

  /// The text; bytes that are not of the declared set are UTF-8 where they are valid as such, else Latin-1.
  func decoded(_ bytes: [UInt8]) -> String {
    let hasEscape = bytes.contains(0x1b)
    guard hasEscape || bytes.contains(where: { $0 >= 0x80 }) else { return String(decoding: bytes, as: UTF8.self) }
    // Names with umlauts come in both encodings under these terms, and Latin-1 is hardly ever valid UTF-8.
    let first = isVague && !hasEscape ? nil : declared(bytes)
    return first ?? String(validating: bytes, as: UTF8.self) ?? decodedText(bytes, from: "ISO-8859-1") ?? ""
  }

  private func declared(_ bytes: [UInt8]) -> String? {
    if let whole {
      return whole == "UTF-8" ? String(validating: bytes, as: UTF8.self) : decodedText(bytes, from: whole)
    }
    if let text = extended(bytes) { return text }
    // Half-width katakana are declared where Shift JIS, which contains them, is written.
    return upper == .katakana ? decodedText(bytes, from: "CP932") : nil
  }

  /// Text with escape sequences: each run of bytes by the set that is in force. `nil` when a byte has no meaning.
  private func extended(_ bytes: [UInt8]) -> String? {
    var (low, high) = (lower, upper)
    var text = ""
    var at = 0
    while at < bytes.count {
      if bytes[at] == 0x1b {
        guard let escape = Self.escapes.first(where: { bytes[(at + 1)...].starts(with: $0.bytes) }) else { return nil }
        if escape.isLower { low = escape.set } else { high = escape.set }
        at += 1 + escape.bytes.count
      } else if bytes[at] <= 0x20 || bytes[at] == 0x7f {
        text.unicodeScalars.append(Unicode.Scalar(bytes[at]))
        // Line ends and tabs put the first sets in force again.
        if [9, 10, 12, 13].contains(bytes[at]) { (low, high) = (lower, upper) }
        at += 1
      } else {
        let isLower = bytes[at] < 0x80
        let run = bytes[at...].prefix { $0 > 0x20 && $0 != 0x7f && ($0 < 0x80) == isLower }
        guard let set = isLower ? low : high, let part = Self.text(Array(run), set) else { return nil }
        text += part
        // So does the separator of values, where a byte is a character.
        if low == .ascii, run.contains(0x5c) { (low, high) = (lower, upper) }
        at += run.count
      }
    }
    return text
  }

  private static func text(_ run: [UInt8], _ set: CodeSet) -> String? {
    switch set {
    case .ascii: return run.allSatisfy { $0 < 0x80 } ? String(decoding: run, as: UTF8.self) : nil
    case .single(let name), .whole(let name): return decodedText(run, from: name)
    case .double(let name, let prefix):
      guard run.count.isMultiple(of: 2) else { return nil }
      let pairs = stride(from: 0, to: run.count, by: 2).flatMap { prefix + [run[$0] | 0x80, run[$0 + 1] | 0x80] }
      return decodedText(pairs, from: name)
    }
  }
}

extension DICOMCharacterSet.CodeSet {
  fileprivate static let latin1 = Self.single("ISO-8859-1")
  /// Half-width katakana are single bytes of Shift JIS.
  fileprivate static let katakana = Self.single("CP932")
  fileprivate static let jisX0208 = Self.double("EUC-JP")
  fileprivate static let jisX0212 = Self.double("EUC-JP", prefix: [0x8f])
  fileprivate static let ksX1001 = Self.double("EUC-KR")
  fileprivate static let gb2312 = Self.double("EUC-CN")
}

// Defined terms and escape sequences.
extension DICOMCharacterSet {
  /// An escape sequence without its first byte, and the set that it puts in force for bytes below 80 or for those
  /// above.
  fileprivate struct Escape {
    let bytes: [UInt8]
    let set: CodeSet
    let isLower: Bool

    init(_ text: String, _ set: CodeSet, isLower: Bool = false) {
      (bytes, self.set, self.isLower) = (Array(text.utf8), set, isLower)
    }
  }

  /// PS3.3, tables C.12-3 and C.12-4.
  fileprivate static let escapes: [Escape] = [
    Escape("(B", .ascii, isLower: true), Escape("(J", .ascii, isLower: true), Escape(")I", .katakana),
    Escape("$B", .jisX0208, isLower: true), Escape("$@", .jisX0208, isLower: true),
    Escape("$(D", .jisX0212, isLower: true), Escape("$)C", .ksX1001), Escape("$)A", .gb2312),
    Escape("-A", .latin1), Escape("-B", .single("ISO-8859-2")), Escape("-C", .single("ISO-8859-3")),
    Escape("-D", .single("ISO-8859-4")), Escape("-L", .single("ISO-8859-5")), Escape("-G", .single("ISO-8859-6")),
    Escape("-F", .single("ISO-8859-7")), Escape("-H", .single("ISO-8859-8")), Escape("-M", .single("ISO-8859-9")),
    Escape("-b", .single("ISO-8859-15")), Escape("-T", .single("TIS-620")),
  ]

  /// By the number of the registration; PS3.3, tables C.12-2 to C.12-5.
  private static let registered: [String: CodeSet] = [
    "6": .ascii, "100": .latin1, "101": .single("ISO-8859-2"), "109": .single("ISO-8859-3"),
    "110": .single("ISO-8859-4"), "144": .single("ISO-8859-5"), "127": .single("ISO-8859-6"),
    "126": .single("ISO-8859-7"), "138": .single("ISO-8859-8"), "148": .single("ISO-8859-9"),
    "203": .single("ISO-8859-15"), "13": .katakana, "166": .single("TIS-620"), "87": .jisX0208, "159": .jisX0212,
    "149": .ksX1001, "58": .gb2312, "192": .whole("UTF-8"),
  ]

  /// The set of one term; terms that are misspelt in known ways (`ISO IR 100`, `ISO-IR 100`, `UTF8`) are read, others
  /// are none.
  fileprivate static func term(_ text: Substring) -> CodeSet? {
    let plain = text.uppercased().filter { $0.isLetter || $0.isNumber }
    switch plain {
    case "": return .ascii
    case "GB18030": return .whole("GB18030")
    case "GBK", "GB2312", "CP936": return .whole("GBK")
    case "UTF8": return .whole("UTF-8")
    default: break
    }
    let prefix = ["ISO2022IR", "ISOIR"].first { plain.hasPrefix($0) }
    return prefix.flatMap { registered[String(plain.dropFirst($0.count))] }
  }
}
