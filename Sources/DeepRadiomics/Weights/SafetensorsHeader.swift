/// One line of a safetensors header: `"NAME": {"dtype": …, "shape": …, "data_offsets": …}`.
struct SafetensorsEntry {
  let name: String
  let type: String
  let shape: [Int]
  let range: Range<Int>
}

/// Reads the JSON of a safetensors header, and nothing else that is JSON.
///
/// A general JSON reader would accept duplicate names (the last one wins, silently), fractions, and nesting without
/// limit; this grammar has none of them.
struct SafetensorsHeader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Every tensor of the header, in file order.
  mutating func entries() throws(WeightFileError.Kind) -> [SafetensorsEntry] {
    var entries: [SafetensorsEntry] = []
    var names: Set<String> = []
    try object { (reader, name) throws(WeightFileError.Kind) in
      guard names.insert(name).inserted else { throw .duplicateName(name) }
      if name == "__metadata__" { try reader.metadata() } else { entries.append(try reader.entry(name)) }
    }
    skipSpace()
    guard position == bytes.count else { throw expected("the end of the header") }
    return entries
  }

  /// Metadata is text by text; it decides nothing here, so it is checked and dropped.
  private mutating func metadata() throws(WeightFileError.Kind) {
    try object { (reader, _) throws(WeightFileError.Kind) in _ = try reader.string() }
  }

  private mutating func entry(_ name: String) throws(WeightFileError.Kind) -> SafetensorsEntry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try object { (reader, key) throws(WeightFileError.Kind) in
      switch key {
      case "dtype" where type == nil: type = try reader.string()
      case "shape" where shape == nil: shape = try reader.numbers()
      case "data_offsets" where offsets == nil: offsets = try reader.numbers()
      default: throw reader.expected("dtype, shape and data_offsets, once each, in \(name)")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw expected("dtype, shape and two data_offsets in \(name)")
    }
    guard offsets[0] <= offsets[1] else { throw .outOfBounds(name) }
    return SafetensorsEntry(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  // MARK: Grammar

  private mutating func object(
    _ member: (inout SafetensorsHeader, String) throws(WeightFileError.Kind) -> Void
  ) throws(WeightFileError.Kind) {
    try take("{")
    if taken("}") { return }
    repeat {
      let key = try string()
      try take(":")
      try member(&self, key)
    } while taken(",")
    try take("}")
  }

  private mutating func numbers() throws(WeightFileError.Kind) -> [Int] {
    try take("[")
    if taken("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try number()) } while taken(",")
    try take("]")
    return numbers
  }

  private mutating func number() throws(WeightFileError.Kind) -> Int {
    skipSpace()
    let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw expected("a whole number") }
    position += digits.count
    return number
  }

  private mutating func string() throws(WeightFileError.Kind) -> String {
    try take("\"")
    var units: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] >= 0x20 else { throw expected("text without control characters") }
      units.append(contentsOf: try character())
    }
    try take("\"", afterSpace: false)
    guard let text = String(validating: units, as: UTF8.self) else { throw expected("UTF-8 text") }
    return text
  }

  private mutating func character() throws(WeightFileError.Kind) -> [UInt8] {
    defer { position += 1 }
    guard bytes[position] == UInt8(ascii: "\\") else { return [bytes[position]] }
    position += 1
    guard position < bytes.count else { throw expected("an escaped character") }
    switch bytes[position] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [bytes[position]]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw expected("an escape that tensor names need")
    }
  }

  private mutating func unicodeEscape() throws(WeightFileError.Kind) -> [UInt8] {
    let digits = bytes[position...].dropFirst().prefix(4)
    guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(code)
    else { throw expected("\\u and four hexadecimal digits of one character") }
    position += 4
    return Array(String(scalar).utf8)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
  }

  private mutating func taken(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func take(_ character: Unicode.Scalar, afterSpace: Bool = true) throws(WeightFileError.Kind) {
    if afterSpace { skipSpace() }
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { throw expected("\(character)") }
    position += 1
  }

  private func expected(_ what: String) -> WeightFileError.Kind { .headerSyntax(byte: 8 + position, expected: what) }
}
