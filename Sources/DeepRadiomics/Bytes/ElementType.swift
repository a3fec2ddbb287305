/// How a weight file stores one number.
enum ElementType: String, Hashable, Sendable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint8 = "U8"
  case bool = "BOOL"

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Integers are counters, never weights.
  var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }

  /// The numbers in `bytes`, little-endian, as float32; float64 is rounded, the others are exact. Only for floating
  /// point.
  func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    switch self {
    case .float64: decode(bytes) { (bits: UInt64) in Float(Double(bitPattern: UInt64(littleEndian: bits))) }
    case .float32: decode(bytes) { (bits: UInt32) in Float(bitPattern: UInt32(littleEndian: bits)) }
    case .float16: decode(bytes) { (bits: UInt16) in Float(Float16(bitPattern: UInt16(littleEndian: bits))) }
    case .bfloat16: decode(bytes) { (bits: UInt16) in Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16) }
    default: preconditionFailure("only floating point is decoded")
    }
  }
}

private func decode<Bits: FixedWidthInteger>(
  _ bytes: UnsafeRawBufferPointer, _ convert: (Bits) -> Float
) -> [Float] {
  let width = MemoryLayout<Bits>.size
  let count = bytes.count / width
  // Invariant: `count * width` bytes are in `bytes`, and every element of the new array is written once.
  return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
    for i in 0..<count {
      (buffer.baseAddress! + i).initialize(to: convert(bytes.loadUnaligned(fromByteOffset: i * width, as: Bits.self)))
    }
    initialised = count
  }
}

/// Product of the axis lengths, or `nil` where it overflows or a length is negative.
///
/// Overflow is checked on the other axes even if one has length 0, so that the order of the axes does not decide
/// whether `2⁶² x 4 x 0` is accepted.
func elementCount(_ shape: [Int]) -> Int? {
  var count = 1
  for length in shape {
    guard length >= 0 else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: max(length, 1))
    guard !overflow else { return nil }
    count = product
  }
  return shape.contains(0) ? 0 : count
}
