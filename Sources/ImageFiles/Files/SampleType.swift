import Volumes

/// How a file stores one intensity.
enum SampleType: Hashable, Sendable {
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64

  var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// What ``StoredPrecision`` calls it.
  var precision: StoredPrecision {
    switch self {
    case .float32: .single
    case .float64: .double
    default: .integer
    }
  }

  /// What an integer type can hold; `nil` for floating point.
  var range: ClosedRange<Double>? {
    func range<Sample: FixedWidthInteger>(_ type: Sample.Type) -> ClosedRange<Double> {
      Double(type.min)...Double(type.max)
    }
    return switch self {
    case .int8: range(Int8.self)
    case .uint8: range(UInt8.self)
    case .int16: range(Int16.self)
    case .uint16: range(UInt16.self)
    case .int32: range(Int32.self)
    case .uint32: range(UInt32.self)
    case .int64: range(Int64.self)
    case .uint64: range(UInt64.self)
    case .float32, .float64: nil
    }
  }
}

/// `bytes` as float64, one value per sample.
func intensities(_ bytes: UnsafeRawBufferPointer, of type: SampleType, swapped: Bool) -> [Double] {
  switch type {
  case .int8: integers(bytes, Int8.self, swapped)
  case .uint8: integers(bytes, UInt8.self, swapped)
  case .int16: integers(bytes, Int16.self, swapped)
  case .uint16: integers(bytes, UInt16.self, swapped)
  case .int32: integers(bytes, Int32.self, swapped)
  case .uint32: integers(bytes, UInt32.self, swapped)
  case .int64: integers(bytes, Int64.self, swapped)
  case .uint64: integers(bytes, UInt64.self, swapped)
  case .float32: samples(bytes, UInt32.self) { Double(Float(bitPattern: swapped ? $0.byteSwapped : $0)) }
  case .float64: samples(bytes, UInt64.self) { Double(bitPattern: swapped ? $0.byteSwapped : $0) }
  }
}

private func integers<Sample: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, _ type: Sample.Type, _ swapped: Bool
) -> [Double] {
  swapped ? samples(bytes, type) { Double($0.byteSwapped) } : samples(bytes, type) { Double($0) }
}

/// The kernel of every reader: inlined so that each sample type gets its own loop.
///
/// Every load is inside `bytes`: sample `n` ends at `(n + 1) * size <= count * size <= bytes.count`.
@inline(__always)
private func samples<Sample: BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, _ type: Sample.Type, _ value: (Sample) -> Double
) -> [Double] {
  let size = MemoryLayout<Sample>.size
  let count = bytes.count / size
  return [Double](unsafeUninitializedCapacity: count) { output, initialised in
    for n in 0..<count {
      output.initializeElement(at: n, to: value(bytes.loadUnaligned(fromByteOffset: n * size, as: Sample.self)))
    }
    initialised = count
  }
}
