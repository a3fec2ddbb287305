/// One field of a protobuf message: its number and what stands there.
struct ProtobufField {
  enum Value {
    /// A variable-length integer.
    case integer(UInt64)
    /// Eight bytes.
    case eight(UInt64)
    /// Four bytes.
    case four(UInt32)
    /// A text, a message or packed numbers: where its bytes are.
    case bytes(Range<Int>)
  }

  let number: Int
  let value: Value
  /// Where it starts, for errors.
  let start: Int
}

/// The fields of one protobuf message, one after the other, read only inside the message.
///
/// A message inside a message is a range of bytes that the caller may read in turn, so nothing here recurses, whatever
/// the file says.
struct ProtobufFields {
  let bytes: FileBytes
  private var offset: Int
  private let end: Int

  /// The message in `range`, which must lie in the file.
  init(_ bytes: FileBytes, _ range: Range<Int>) {
    self.bytes = bytes
    (offset, end) = (range.lowerBound, range.upperBound)
  }

  /// The next field; `nil` at the end of the message.
  mutating func next() throws(ONNXError.Kind) -> ProtobufField? {
    guard offset < end else { return nil }
    let start = offset
    let tag = try variable()
    guard let number = Int(exactly: tag >> 3), (1...0x1fff_ffff).contains(number) else {
      throw .malformed("there is no field \(tag >> 3)", byte: start)
    }
    switch tag & 7 {
    case 0: return ProtobufField(number: number, value: .integer(try variable()), start: start)
    case 1: return ProtobufField(number: number, value: .eight(try fixed(8)), start: start)
    case 2: return ProtobufField(number: number, value: .bytes(try block()), start: start)
    case 5: return ProtobufField(number: number, value: .four(UInt32(try fixed(4))), start: start)
    default: throw .malformed("there is no wire type \(tag & 7)", byte: start)
    }
  }

  private mutating func variable() throws(ONNXError.Kind) -> UInt64 { try bytes.variable(&offset, before: end) }

  private mutating func fixed(_ width: Int) throws(ONNXError.Kind) -> UInt64 {
    guard width <= end - offset else { throw .malformed("the message ends inside a number", byte: offset) }
    defer { offset += width }
    return (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
  }

  private mutating func block() throws(ONNXError.Kind) -> Range<Int> {
    let start = offset
    let length = try variable()
    guard let count = Int(exactly: length), count <= end - offset else {
      throw .malformed("\(length) bytes are announced, \(end - offset) are left", byte: start)
    }
    defer { offset += count }
    return offset..<(offset + count)
  }
}

extension ProtobufField {
  /// The integer of a field that must be one.
  func integer() throws(ONNXError.Kind) -> Int {
    guard case .integer(let value) = value else { throw .malformed("field \(number) is no integer", byte: start) }
    return Int(Int64(bitPattern: value))
  }

  /// The bytes of a field that must be a text, a message or packed numbers.
  func range() throws(ONNXError.Kind) -> Range<Int> {
    guard case .bytes(let range) = value else { throw .malformed("field \(number) is no message", byte: start) }
    return range
  }

  /// The float of a field that must be one.
  func float() throws(ONNXError.Kind) -> Float {
    guard case .four(let bits) = value else { throw .malformed("field \(number) is no float", byte: start) }
    return Float(bitPattern: bits)
  }

  /// The text of a field that must be one.
  func text(_ bytes: FileBytes) throws(ONNXError.Kind) -> String {
    let range = try range()
    guard let text = try? bytes.text(at: range.lowerBound, count: range.count, what: "a text") else {
      throw .malformed("field \(number) is not UTF-8 text", byte: start)
    }
    return text
  }

  /// One integer, or packed ones.
  func integers(_ bytes: FileBytes) throws(ONNXError.Kind) -> [Int] {
    guard case .bytes(let range) = value else { return [try integer()] }
    var (values, offset): ([Int], Int) = ([], range.lowerBound)
    while offset < range.upperBound {
      values.append(Int(Int64(bitPattern: try bytes.variable(&offset, before: range.upperBound))))
    }
    return values
  }

  /// One float, or packed ones.
  func floats(_ bytes: FileBytes) throws(ONNXError.Kind) -> [Float] {
    guard case .bytes(let range) = value else { return [try float()] }
    guard range.count.isMultiple(of: 4), let values = try? bytes.numbers(in: range, as: .float32) else {
      throw .malformed("field \(number) ends inside a number", byte: start)
    }
    return values
  }
}

extension FileBytes {
  /// A variable-length integer at `offset`, which moves behind it: at most ten bytes of seven bits, the lowest first.
  func variable(_ offset: inout Int, before end: Int) throws(ONNXError.Kind) -> UInt64 {
    let start = offset
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while offset < end, shift < 70 {
      let byte = self[offset]
      offset += 1
      guard shift < 63 || byte & 0x7e == 0 else { break }
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw .malformed("an integer does not end", byte: start)
  }

  /// The numbers of a range, as float32.
  func numbers(in range: Range<Int>, as type: ElementType) throws(WeightFileError.Kind) -> [Float] {
    try withBytes(at: range.lowerBound, count: range.count, what: "numbers") { type.floats($0) }
  }
}
