/// A tensor of a file with its name.
struct NamedTensor {
  let name: String
  let tensor: ONNXTensor

  init(_ bytes: FileBytes, _ range: Range<Int>, _ companions: CompanionFiles) throws(ONNXError.Kind) {
    var content = TensorContent()
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() { try content.add(field, bytes) }
    name = content.name
    tensor = try content.tensor(bytes, companions)
  }
}

/// The fields of a tensor.
private struct TensorContent {
  var name = ""
  private var shape: [Int] = []
  private var type = 0
  private var raw: Range<Int>?
  private var floats: [Float] = []
  private var doubles: [Double] = []
  private var integers: [Int] = []
  private var isElsewhere = false
  /// Where the numbers are if they are in another file: `location`, `offset`, `length`.
  private var place: [String: String] = [:]

  mutating func add(_ field: ProtobufField, _ bytes: FileBytes) throws(ONNXError.Kind) {
    switch field.number {
    case 1: shape += try field.integers(bytes)
    case 2: type = try field.integer()
    case 3: throw .elementType("a segment of a larger tensor", tensor: name)
    case 4: floats += try field.floats(bytes)
    case 5, 7, 11: integers += try field.integers(bytes)
    case 8: name = try field.text(bytes)
    case 9: raw = try field.range()
    case 10: doubles += try Self.doubles(field, bytes)
    case 13:
      isElsewhere = true
      let entry = try Self.entry(bytes, try field.range())
      guard place.updateValue(entry.value, forKey: entry.key) == nil else { throw .duplicateName(entry.key) }
    case 14: if try field.integer() == 1 { isElsewhere = true }
    default: break
    }
    guard shape.count <= ONNXModel.mostAxes else {
      throw .tooMany("axes of a tensor", found: shape.count, most: ONNXModel.mostAxes)
    }
  }

  /// A key and its value.
  private static func entry(
    _ bytes: FileBytes, _ range: Range<Int>
  ) throws(ONNXError.Kind) -> (key: String, value: String) {
    var (key, value) = ("", "")
    var fields = ProtobufFields(bytes, range)
    while let field = try fields.next() {
      switch field.number {
      case 1: key = try field.text(bytes)
      case 2: value = try field.text(bytes)
      default: break
      }
    }
    return (key, value)
  }

  private static func doubles(_ field: ProtobufField, _ bytes: FileBytes) throws(ONNXError.Kind) -> [Double] {
    if case .eight(let bits) = field.value { return [Double(bitPattern: bits)] }
    let range = try field.range()
    guard range.count.isMultiple(of: 8) else { throw .malformed("a tensor ends inside a number", byte: field.start) }
    return try bytes.integers(in: range, as: UInt64.self).map { Double(bitPattern: $0) }
  }

  func tensor(_ bytes: FileBytes, _ companions: CompanionFiles) throws(ONNXError.Kind) -> ONNXTensor {
    guard let count = elementCount(shape) else { throw .shape(shape, tensor: name) }
    let tensor: ONNXTensor
    if isElsewhere {
      let (file, range) = try companions.numbers(at: place, of: name)
      tensor = try stored(file, range, count)
    } else {
      tensor = raw == nil ? try listed() : try stored(bytes, raw ?? 0..<0, count)
    }
    guard tensor.count == count else { throw .wrongCount(tensor: name, expected: count, found: tensor.count) }
    return tensor
  }

  /// Numbers that stand one by one in fields of their own.
  private func listed() throws(ONNXError.Kind) -> ONNXTensor {
    switch type {
    case 1: ONNXTensor(shape, floats)
    case 11: ONNXTensor(shape, doubles.map { Float($0) })
    case 10: ONNXTensor(shape, integers.map { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) })
    case 16: ONNXTensor(shape, integers.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) })
    case 2, 3, 4, 5, 6, 7, 9: ONNXTensor(shape, integers)
    default: throw .elementType(Self.name(of: type), tensor: name)
    }
  }

  /// Numbers that stand as the bytes of an array, little-endian.
  private func stored(
    _ bytes: FileBytes, _ range: Range<Int>, _ count: Int
  ) throws(ONNXError.Kind) -> ONNXTensor {
    let floating: [Int: ElementType] = [1: .float32, 10: .float16, 11: .float64, 16: .bfloat16]
    let widths = [1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 16: 2]
    guard let width = widths[type] else { throw .elementType(Self.name(of: type), tensor: name) }
    let (needed, overflow) = count.multipliedReportingOverflow(by: width)
    guard !overflow, range.count == needed else {
      throw .wrongCount(tensor: name, expected: count, found: range.count / width)
    }
    if let element = floating[type] {
      guard let values = try? bytes.numbers(in: range, as: element) else {
        throw .malformed("a tensor leaves the file", byte: range.lowerBound)
      }
      return ONNXTensor(shape, values)
    }
    return ONNXTensor(shape, try integers(bytes, range))
  }

  private func integers(_ bytes: FileBytes, _ range: Range<Int>) throws(ONNXError.Kind) -> [Int] {
    switch type {
    case 3: try bytes.integers(in: range, as: Int8.self).map { Int($0) }
    case 4: try bytes.integers(in: range, as: UInt16.self).map { Int($0) }
    case 5: try bytes.integers(in: range, as: Int16.self).map { Int($0) }
    case 6: try bytes.integers(in: range, as: Int32.self).map { Int($0) }
    case 7: try bytes.integers(in: range, as: Int64.self).map { Int($0) }
    default: try bytes.integers(in: range, as: UInt8.self).map { Int($0) }
    }
  }

  /// What ONNX calls a type.
  private static func name(of type: Int) -> String {
    let names = [
      0: "no type", 8: "text", 12: "uint32", 13: "uint64", 14: "complex64", 15: "complex128", 17: "float8",
      18: "float8",
      19: "float8", 20: "float8", 21: "uint4", 22: "int4", 23: "float4",
    ]
    return names[type] ?? "type \(type)"
  }
}

extension FileBytes {
  /// The integers of a range, little-endian.
  fileprivate func integers<Integer: FixedWidthInteger>(
    in range: Range<Int>, as _: Integer.Type
  ) throws(ONNXError.Kind) -> [Integer] {
    let width = MemoryLayout<Integer>.size
    let found = try? withBytes(at: range.lowerBound, count: range.count, what: "numbers") { bytes in
      (0..<(bytes.count / width)).map {
        Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * width, as: Integer.self))
      }
    }
    guard let found else { throw .malformed("a tensor leaves the file", byte: range.lowerBound) }
    return found
  }
}
