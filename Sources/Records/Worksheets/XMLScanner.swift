/// Reads XML from the beginning to the end, as the parts of a worksheet need it: elements, attributes, text.
///
/// It takes no memory beyond the text and the names of the elements that are open. A document type is refused, so there
/// are no entities but the five of XML, and nothing outside the text is ever opened. Names are given without their
/// prefix, since writers choose prefixes as they like.
struct XMLScanner {
  /// What the scanner came to.
  enum Event { case start, end, text, finish }

  /// Name of the element that starts or ends.
  private(set) var name = ""
  private let bytes: [UInt8]
  private var at = 0
  private var attributes: [(name: Range<Int>, value: Range<Int>)] = []
  /// Full names of the elements that are open.
  private var open: [Range<Int>] = []
  private var isSelfClosed = false
  private var piece = 0..<0
  private var isLiteral = false
  private static let deepest = 100

  /// A scanner of a document in UTF-8 or, with a mark, UTF-16.
  init(_ document: [UInt8]) throws(XMLFault) {
    guard let decoded = document.first == 0xff || document.first == 0xfe ? DecodedText(document) : nil else {
      bytes = document
      at = document.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
      try checkEncoding()
      return
    }
    bytes = Array(decoded.text.utf8)
  }

  /// The next event. Comments, processing instructions and text outside the root are passed over.
  mutating func next() throws(XMLFault) -> Event {
    if isSelfClosed {
      isSelfClosed = false
      open.removeLast()
      return .end
    }
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "<") else {
        if try takeText() { return .text }
        continue
      }
      guard at + 1 < bytes.count else { throw .truncated }
      switch bytes[at + 1] {
      case UInt8(ascii: "/"): return try takeEnd()
      case UInt8(ascii: "?"): try skip(past: "?>")
      case UInt8(ascii: "!"): if try takeDeclaration() { return .text }
      default: return try takeStart()
      }
    }
    guard open.isEmpty else { throw .truncated }
    return .finish
  }

  /// The value of an attribute of the element that has just started; `nil` without it.
  func attribute(_ wanted: StaticString) throws(XMLFault) -> String? {
    for (name, value) in attributes where isLocalName(name, wanted) {
      return try text(value, isLiteral: false)
    }
    return nil
  }

  /// The text that the scanner came to.
  func text() throws(XMLFault) -> String { try text(piece, isLiteral: isLiteral) }

  private func isLocalName(_ range: Range<Int>, _ wanted: StaticString) -> Bool {
    let length = wanted.utf8CodeUnitCount
    guard range.count >= length else { return false }
    let start = range.upperBound - length
    guard start == range.lowerBound || bytes[start - 1] == UInt8(ascii: ":") else { return false }
    for offset in 0..<length where bytes[start + offset] != wanted.utf8Start[offset] { return false }
    return true
  }
}

// The parts of the grammar.
extension XMLScanner {
  private mutating func takeText() throws(XMLFault) -> Bool {
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
    if open.isEmpty {
      guard bytes[start..<at].allSatisfy(Self.isSpace) else { throw .syntax(byte: start) }
      return false
    }
    (piece, isLiteral) = (start..<at, false)
    return true
  }

  private mutating func takeStart() throws(XMLFault) -> Event {
    let full = try takeName(from: at + 1)
    attributes.removeAll(keepingCapacity: true)
    while true {
      let hadSpace = skipSpace()
      guard at < bytes.count else { throw .truncated }
      if bytes[at] == UInt8(ascii: ">") {
        at += 1
        break
      }
      if bytes[at] == UInt8(ascii: "/") {
        guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ">") else { throw .syntax(byte: at) }
        at += 2
        isSelfClosed = true
        break
      }
      guard hadSpace else { throw .syntax(byte: at) }
      try takeAttribute()
    }
    guard open.count < Self.deepest else { throw .tooDeep }
    open.append(full)
    name = local(full)
    return .start
  }

  private mutating func takeAttribute() throws(XMLFault) {
    let own = try takeName(from: at)
    _ = skipSpace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { throw .syntax(byte: at) }
    at += 1
    _ = skipSpace()
    guard at < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[at]) else {
      throw .syntax(byte: at)
    }
    let quote = bytes[at]
    let start = at + 1
    at = start
    while at < bytes.count, bytes[at] != quote, bytes[at] != UInt8(ascii: "<") { at += 1 }
    guard at < bytes.count, bytes[at] == quote else { throw .syntax(byte: start) }
    // No element of a worksheet has so many; each is looked at for each question.
    guard attributes.count < 200 else { throw .syntax(byte: start) }
    attributes.append((own, start..<at))
    at += 1
  }

  private mutating func takeEnd() throws(XMLFault) -> Event {
    let start = at
    let full = try takeName(from: at + 2)
    _ = skipSpace()
    guard let last = open.popLast(), at < bytes.count, bytes[at] == UInt8(ascii: ">"),
      bytes[last].elementsEqual(bytes[full])
    else { throw .syntax(byte: start) }
    at += 1
    name = local(full)
    return .end
  }

  /// A comment, or literal text; whether there is text.
  private mutating func takeDeclaration() throws(XMLFault) -> Bool {
    if starts(with: "<!--") {
      try skip(past: "-->")
      return false
    }
    guard starts(with: "<![CDATA["), !open.isEmpty else {
      throw starts(with: "<!DOCTYPE") ? .documentType : .syntax(byte: at)
    }
    let start = at + 9
    try skip(past: "]]>")
    (piece, isLiteral) = (start..<(at - 3), true)
    return true
  }

  private mutating func takeName(from start: Int) throws(XMLFault) -> Range<Int> {
    at = start
    while at < bytes.count, !Self.isSpace(bytes[at]), !Self.endsName(bytes[at]) { at += 1 }
    guard at > start, at - start <= 200 else { throw .syntax(byte: start) }
    return start..<at
  }

  private mutating func skipSpace() -> Bool {
    let start = at
    while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
    return at > start
  }

  private mutating func skip(past mark: StaticString) throws(XMLFault) {
    // The marks that open are as long as those that close, or longer by their own sign.
    at += 2
    while at < bytes.count {
      if starts(with: mark) {
        at += mark.utf8CodeUnitCount
        return
      }
      at += 1
    }
    throw .truncated
  }

  private func starts(with mark: StaticString) -> Bool {
    let length = mark.utf8CodeUnitCount
    guard length <= bytes.count - at else { return false }
    for offset in 0..<length where bytes[at + offset] != mark.utf8Start[offset] { return false }
    return true
  }

  private func local(_ full: Range<Int>) -> String {
    let colon = bytes[full].firstIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? full.lowerBound
    return String(decoding: bytes[colon..<full.upperBound], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || byte == 10 || byte == 13 }

  private static func endsName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}

// Characters and their references.
extension XMLScanner {
  private func text(_ range: Range<Int>, isLiteral: Bool) throws(XMLFault) -> String {
    let part = bytes[range]
    guard !isLiteral, part.contains(UInt8(ascii: "&")) else {
      guard let text = String(validating: part, as: UTF8.self) else { throw .syntax(byte: range.lowerBound) }
      return text
    }
    var result: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      guard bytes[position] == UInt8(ascii: "&") else {
        result.append(bytes[position])
        position += 1
        continue
      }
      // The longest reference is that of a character, `&#x10FFFF;`.
      guard let end = bytes[position..<min(position + 12, range.upperBound)].firstIndex(of: UInt8(ascii: ";")) else {
        throw .syntax(byte: position)
      }
      let reference = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
      guard let scalar = Self.scalar(reference) else { throw .entity(reference) }
      result += Array(String(scalar).utf8)
      position = end + 1
    }
    guard let text = String(validating: result, as: UTF8.self) else { throw .syntax(byte: range.lowerBound) }
    return text
  }

  private static func scalar(_ reference: String) -> Unicode.Scalar? {
    switch reference {
    case "lt": "<"
    case "gt": ">"
    case "amp": "&"
    case "quot": "\""
    case "apos": "'"
    default:
      if reference.hasPrefix("#x") {
        UInt32(reference.dropFirst(2), radix: 16).flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
      } else if reference.hasPrefix("#") {
        UInt32(reference.dropFirst()).flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
      } else {
        nil
      }
    }
  }

  /// Refuses a document that says that it is in another encoding.
  private func checkEncoding() throws(XMLFault) {
    let end = bytes.prefix(200).firstIndex(of: UInt8(ascii: ">")) ?? 0
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    guard head.contains("<?xml"), let found = head.firstMatch(of: /encoding\s*=\s*["']([^"']*)["']/) else { return }
    let named = String(found.output.1)
    guard ["utf-8", "utf8", "us-ascii"].contains(named.lowercased()) else { throw .encoding(named) }
  }
}
