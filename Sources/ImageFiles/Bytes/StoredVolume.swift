import Volumes

/// A volume as its file stores it, before any of it becomes float64.
struct StoredVolume {
  /// A smaller slope makes zeros of all that a sample can hold.
  static let leastSlope = 1e-30

  let grid: Grid
  /// What the header says of where in space the grid lies.
  let place: ImagePlace
  let type: SampleType
  /// Whether the samples have the other byte order.
  let swapped: Bool
  /// Slope and intercept, `nil` for none.
  let rescale: (slope: Double, intercept: Double)?
  let file: String
  /// What a reader should know of the header.
  let notes: [ReadingNote]
  private let bytes: [UInt8]
  private let start: Int

  /// `bytes` from `start` on hold all samples.
  init(
    grid: Grid, place: ImagePlace, type: SampleType, swapped: Bool = false,
    rescale: (slope: Double, intercept: Double)? = nil,
    file: String,
    bytes: [UInt8], start: Int = 0, notes: [ReadingNote] = []
  ) {
    precondition(bytes.count - start >= grid.count * type.byteCount, "a sample per voxel")
    self.grid = grid
    self.place = place
    self.type = type
    self.swapped = swapped
    self.rescale = rescale
    self.file = file
    self.notes = notes
    self.bytes = bytes
    self.start = start
  }

  /// The image; one of nothing but NaN or infinity is an error.
  func volume() throws(ImageFileError) -> Volume {
    var voxels = withSamples { intensities($0, of: type, swapped: swapped) }
    var precision = type.precision
    if let (slope, intercept) = rescale {
      for n in voxels.indices { voxels[n] = voxels[n] * slope + intercept }
      // ITK, and so PyRadiomics, reads scaled integers as float32; float32 would lose too much of those of 64 bits.
      if precision == .integer { precision = type.byteCount == 8 ? .double : .single }
    }
    try requireFiniteValue(voxels, file: file)
    return Volume(grid: grid, voxels: voxels, precision: precision, storedRange: rescale == nil ? type.range : nil)
  }

  /// The voxels with value `label`; `nil` when there are none, or where samples do not compare as they are.
  func mask(label: Int) -> Mask? {
    guard rescale == nil, !swapped else { return nil }
    let voxels = withSamples { bytes -> [UInt8]? in
      switch type {
      case .int8: Int8(exactly: label).map { equal(bytes, to: $0) }
      case .uint8: UInt8(exactly: label).map { equal(bytes, to: $0) }
      case .int16: Int16(exactly: label).map { equal(bytes, to: $0) }
      case .uint16: UInt16(exactly: label).map { equal(bytes, to: $0) }
      case .int32: Int32(exactly: label).map { equal(bytes, to: $0) }
      case .uint32: UInt32(exactly: label).map { equal(bytes, to: $0) }
      // Numbers with fractions are looked at one by one.
      case .int64, .uint64, .float32, .float64: nil
      }
    }
    guard let voxels, voxels.contains(1) else { return nil }
    return Mask(grid: grid, voxels: voxels)
  }

  /// What the values say of whether they are labels; `nil` where samples do not compare as they are.
  func labelValues(asking label: Int) -> LabelValues? {
    guard rescale == nil, !swapped else { return nil }
    return withSamples { bytes -> LabelValues? in
      switch type {
      case .int8: values(bytes, Int8.self, label)
      case .uint8: values(bytes, UInt8.self, label)
      case .int16: values(bytes, Int16.self, label)
      case .uint16: values(bytes, UInt16.self, label)
      case .int32: values(bytes, Int32.self, label)
      case .uint32: values(bytes, UInt32.self, label)
      case .int64, .uint64, .float32, .float64: nil
      }
    }
  }

  private func withSamples<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<start + grid.count * type.byteCount])) }
  }
}

/// 1 where a sample equals `value`. Loads stay in `bytes`: sample `n` ends at `(n + 1) * size <= bytes.count`.
@inline(__always)
private func equal<Sample: BitwiseCopyable & Equatable>(_ bytes: UnsafeRawBufferPointer, to value: Sample) -> [UInt8] {
  let size = MemoryLayout<Sample>.size
  let count = bytes.count / size
  return [UInt8](unsafeUninitializedCapacity: count) { output, filled in
    for n in 0..<count {
      output[n] = bytes.loadUnaligned(fromByteOffset: n * size, as: Sample.self) == value ? 1 : 0
    }
    filled = count
  }
}

/// Loads stay in `bytes`, as in `equal`.
private func values<Sample: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, _ sample: Sample.Type, _ label: Int
) -> LabelValues {
  let size = MemoryLayout<Sample>.size
  return LabelValues(
    bytes.count / size, label: label, zero: 0, { bytes.loadUnaligned(fromByteOffset: $0 * size, as: Sample.self) },
    number: { Double($0) })
}
