import CNIfTI

/// A NIfTI-1 header in this machine's byte order, checked so far that its numbers can be used.
struct NIfTIHeader {
  static let byteCount = 348

  let fields: nifti_1_header
  /// Whether the file has the other byte order.
  let swapped: Bool

  /// - Parameter bytes: the first 348 bytes of the file, inflated.
  init(_ bytes: [UInt8], file: String) throws(ImageFileError) {
    guard looksLikeNIfTI(bytes), bytes.count >= Self.byteCount else { throw ImageFileError(file, .notAnImage) }
    var fields = bytes.withUnsafeBytes { $0.loadUnaligned(as: nifti_1_header.self) }
    swapped = fields.sizeof_hdr != Int32(Self.byteCount)
    if swapped { swap_nifti_header(&fields, 1) }
    self.fields = fields
    try checkMagic(bytes, file: file)
  }

  /// Numbers a voxel: the fifth axis where the fourth has one step, as ITK writes them.
  var components: Int {
    let dim = withUnsafeBytes(of: fields.dim) { Array($0.bindMemory(to: Int16.self)).map { Int($0) } }
    guard (5...7).contains(dim[0]), dim[4] == 1, dim[6...].prefix(dim[0] - 5).allSatisfy({ $0 == 1 }) else { return 1 }
    return max(dim[5], 1)
  }

  /// Sizes along the axes that the header declares; the axis of ``components`` is none.
  func sizes(file: String) throws(ImageFileError) -> SIMD3<Int> {
    let dim = withUnsafeBytes(of: fields.dim) { Array($0.bindMemory(to: Int16.self)).map { Int($0) } }
    guard (1...7).contains(dim[0]) else { throw ImageFileError(file, .damaged(detail: "it declares \(dim[0]) axes")) }
    let sizes = Array(dim[1...dim[0]])
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw ImageFileError(file, .damaged(detail: "its sizes are \(sizes.listed(by: " x "))"))
    }
    guard components > 1 || sizes.dropFirst(3).allSatisfy({ $0 == 1 }) else {
      throw ImageFileError(file, .notThreeDimensional(sizes: sizes))
    }
    let padded = sizes + [1, 1]
    return SIMD3(padded[0], padded[1], padded[2])
  }

  /// How intensities are stored; types without one intensity per voxel are refused by name.
  func sampleType(file: String) throws(ImageFileError) -> SampleType {
    switch Int32(fields.datatype) {
    case NIFTI_TYPE_INT8: return .int8
    case NIFTI_TYPE_UINT8: return .uint8
    case NIFTI_TYPE_INT16: return .int16
    case NIFTI_TYPE_UINT16: return .uint16
    case NIFTI_TYPE_INT32: return .int32
    case NIFTI_TYPE_UINT32: return .uint32
    case NIFTI_TYPE_INT64: return .int64
    case NIFTI_TYPE_UINT64: return .uint64
    case NIFTI_TYPE_FLOAT32: return .float32
    case NIFTI_TYPE_FLOAT64: return .float64
    case NIFTI_TYPE_RGB24: throw ImageFileError(file, .colour(model: "RGB24"))
    case NIFTI_TYPE_RGBA32: throw ImageFileError(file, .colour(model: "RGBA32"))
    case NIFTI_TYPE_COMPLEX64: throw ImageFileError(file, .complexNumbers(type: "COMPLEX64"))
    case NIFTI_TYPE_COMPLEX128: throw ImageFileError(file, .complexNumbers(type: "COMPLEX128"))
    case NIFTI_TYPE_COMPLEX256: throw ImageFileError(file, .complexNumbers(type: "COMPLEX256"))
    default:
      throw ImageFileError(
        file, .unsupported(what: "NIfTI datatype \(fields.datatype)", remedy: "Convert it to int16 or float32"))
    }
  }

  /// Bytes before the first voxel.
  func dataOffset(file: String) throws(ImageFileError) -> Int {
    let offset = fields.vox_offset
    guard offset.isFinite, offset >= 0, offset < 1e9 else {
      throw ImageFileError(file, .damaged(detail: "its voxels start at byte \(offset)"))
    }
    // Some writers leave 0, which in a single file can only mean "right after the header".
    return max(Int(offset), 352)
  }

  /// Slope and intercept, `nil` when the file has none; a slope of 0 means none (NIfTI-1, `scl_slope`).
  var rescale: (slope: Double, intercept: Double)? {
    let (slope, intercept) = (Double(fields.scl_slope), Double(fields.scl_inter))
    guard slope != 0, slope.isFinite, intercept.isFinite, slope != 1 || intercept != 0 else { return nil }
    return (slope, intercept)
  }

  private func checkMagic(_ bytes: [UInt8], file: String) throws(ImageFileError) {
    switch Array(bytes[344..<347]) {
    case Array("n+1".utf8): return
    case Array("ni1".utf8):
      throw ImageFileError(
        file, .unsupported(what: "a NIfTI pair (.hdr and .img)", remedy: "Convert it to one .nii or .nii.gz file"))
    default:
      throw ImageFileError(
        file, .unsupported(what: "ANALYZE 7.5 (it has no orientation)", remedy: "Convert the original images to NIfTI"))
    }
  }
}

/// Whether these could be the first bytes of a NIfTI-1 or ANALYZE header, in either byte order.
func looksLikeNIfTI(_ bytes: [UInt8]) -> Bool {
  guard bytes.count >= 4 else { return false }
  let size = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
  let isNIfTI = bytes.count >= 348 && Array(bytes[344..<347]) == Array("n+1".utf8)
  return size == 348 || size.byteSwapped == 348 || isNIfTI
}
