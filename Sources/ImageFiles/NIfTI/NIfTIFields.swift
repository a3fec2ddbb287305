/// The fields that are read of a NIfTI header, in this machine's byte order, the same for both versions of the format.
///
/// Sources: `nifti1.h` (348 bytes, float32) and `nifti2.h` (540 bytes, float64).
struct NIfTIFields {
  /// Number of axes, then the size along each of seven.
  let dim: [Int]
  let datatype: Int
  /// The sign of the qform's third axis, then the size of a voxel along each of seven.
  let pixdim: [Double]
  /// Bytes before the first voxel.
  let dataOffset: Double
  let slope: Double
  let intercept: Double
  /// Units of space and time.
  let units: Int
  let qformCode: Int
  let sformCode: Int
  let quaternion: [Double]
  let qformOrigin: [Double]
  /// Three rows of four.
  let sformRows: [[Double]]

  /// - Parameter header: 348 bytes.
  init(first header: HeaderBytes) {
    dim = header.integers(Int16.self, at: 40, count: 8)
    datatype = header.integer(Int16.self, at: 70)
    pixdim = header.floats(at: 76, count: 8)
    dataOffset = header.floats(at: 108, count: 1)[0]
    (slope, intercept) = (header.floats(at: 112, count: 1)[0], header.floats(at: 116, count: 1)[0])
    units = header.integer(UInt8.self, at: 123)
    (qformCode, sformCode) = (header.integer(Int16.self, at: 252), header.integer(Int16.self, at: 254))
    (quaternion, qformOrigin) = (header.floats(at: 256, count: 3), header.floats(at: 268, count: 3))
    sformRows = [280, 296, 312].map { header.floats(at: $0, count: 4) }
  }

  /// - Parameter header: 540 bytes.
  init(second header: HeaderBytes) {
    dim = header.integers(Int64.self, at: 16, count: 8)
    datatype = header.integer(Int16.self, at: 12)
    pixdim = header.doubles(at: 104, count: 8)
    dataOffset = Double(header.integer(Int64.self, at: 168))
    (slope, intercept) = (header.doubles(at: 176, count: 1)[0], header.doubles(at: 184, count: 1)[0])
    units = header.integer(Int32.self, at: 500)
    (qformCode, sformCode) = (header.integer(Int32.self, at: 344), header.integer(Int32.self, at: 348))
    (quaternion, qformOrigin) = (header.doubles(at: 352, count: 3), header.doubles(at: 376, count: 3))
    sformRows = [400, 432, 464].map { header.doubles(at: $0, count: 4) }
  }
}

/// The bytes of a header and their order.
struct HeaderBytes {
  let bytes: [UInt8]
  /// Whether numbers have the other byte order.
  let swapped: Bool

  /// The number at a place, which must lie within the bytes.
  func integer<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at place: Int) -> Int {
    Int(truncatingIfNeeded: pattern(type, at: place))
  }

  func integers<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at place: Int, count: Int) -> [Int] {
    (0..<count).map { integer(type, at: place + $0 * MemoryLayout<Number>.size) }
  }

  func floats(at place: Int, count: Int) -> [Double] {
    (0..<count).map { Double(Float(bitPattern: pattern(UInt32.self, at: place + 4 * $0))) }
  }

  func doubles(at place: Int, count: Int) -> [Double] {
    (0..<count).map { Double(bitPattern: pattern(UInt64.self, at: place + 8 * $0)) }
  }

  private func pattern<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at place: Int) -> Number {
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
    return swapped ? value.byteSwapped : value
  }
}
