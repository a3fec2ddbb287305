internal import CNIfTI

/// A NIfTI header of either version, checked so far that its numbers can be used.
struct NIfTIHeader {
  /// The versions of the format, which tell themselves apart by the length of their header.
  enum Version: Int {
    case first = 348
    case second = 540
  }

  /// Bytes of a header of the first version, which suffice to tell the version.
  static let byteCount = Version.first.rawValue

  let version: Version
  let fields: NIfTIFields
  /// Whether the file has the other byte order.
  let swapped: Bool

  /// - Parameter bytes: the header, inflated: as many bytes as ``version(of:)`` says.
  init(_ bytes: [UInt8], file: String) throws(ImageFileError) {
    guard let version = Self.version(of: bytes), bytes.count >= version.rawValue else {
      throw ImageFileError(file, .notAnImage)
    }
    let size = HeaderBytes(bytes: bytes, swapped: false).integer(Int32.self, at: 0)
    (self.version, swapped) = (version, size != version.rawValue)
    let header = HeaderBytes(bytes: bytes, swapped: swapped)
    fields = version == .first ? NIfTIFields(first: header) : NIfTIFields(second: header)
    try checkMagic(bytes, file: file)
  }

  /// The version of the format that bytes begin with, in either byte order; `nil` for something else. ANALYZE counts as
  /// the first.
  static func version(of bytes: [UInt8]) -> Version? {
    guard bytes.count >= 8 else { return nil }
    let sizes = [false, true].map { HeaderBytes(bytes: bytes, swapped: $0).integer(Int32.self, at: 0) }
    if sizes.contains(Version.second.rawValue) || Array(bytes[4..<7]) == Array("n+2".utf8) { return .second }
    return looksLikeNIfTI(bytes) ? .first : nil
  }

  /// Numbers a voxel: the fifth axis where the fourth has one step, as ITK writes them.
  var components: Int {
    let dim = fields.dim
    guard (5...7).contains(dim[0]), dim[4] == 1, dim[6...].prefix(dim[0] - 5).allSatisfy({ $0 == 1 }) else { return 1 }
    return max(dim[5], 1)
  }

  /// Sizes along the axes that the header declares; the axis of ``components`` is none.
  func sizes(file: String) throws(ImageFileError) -> SIMD3<Int> {
    let dim = fields.dim
    guard (1...7).contains(dim[0]) else { throw ImageFileError(file, .damaged(detail: "it declares \(dim[0]) axes")) }
    let sizes = Array(dim[1...dim[0]])
    guard sizes.allSatisfy({ $0 > 0 && $0 < 1 << 20 }) else {
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
    switch Int32(truncatingIfNeeded: fields.datatype) {
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
    let offset = fields.dataOffset
    guard offset.isFinite, offset >= 0, offset < 1e9 else {
      throw ImageFileError(file, .damaged(detail: "its voxels start at byte \(offset)"))
    }
    // Some writers leave 0, which in a single file can only mean "right after the header".
    return max(Int(offset), version.rawValue + 4)
  }

  /// Refuses a slope that is to be used with an intercept that is no number.
  func checkRescale(file: String) throws(ImageFileError) {
    guard fields.slope == 0 || !fields.slope.isFinite || fields.intercept.isFinite else {
      throw ImageFileError(file, .damaged(detail: "its scl_slope is \(fields.slope) and its scl_inter no number"))
    }
    guard fields.slope == 0 || !(abs(fields.slope) < StoredVolume.leastSlope) else {
      throw ImageFileError(file, .damaged(detail: "its scl_slope is \(fields.slope), which makes zeros of all values"))
    }
  }

  /// Slope and intercept, `nil` when the file has none; a slope of 0, or of NaN as nibabel writes it, means none
  /// (NIfTI-1, `scl_slope`).
  var rescale: (slope: Double, intercept: Double)? {
    let (slope, intercept) = (fields.slope, fields.intercept)
    guard slope != 0, slope.isFinite, intercept.isFinite, slope != 1 || intercept != 0 else { return nil }
    return (slope, intercept)
  }

  private func checkMagic(_ bytes: [UInt8], file: String) throws(ImageFileError) {
    switch version == .first ? Array(bytes[344..<347]) : Array(bytes[4..<7]) {
    case Array("n+1".utf8), Array("n+2".utf8): return
    case Array("ni1".utf8), Array("ni2".utf8):
      throw ImageFileError(file, .pairOfNIfTI)
    case _ where version == .second: throw ImageFileError(file, .notAnImage)
    default:
      throw ImageFileError(
        file, .unsupported(what: "ANALYZE 7.5 (it has no orientation)", remedy: "Convert the original images to NIfTI"))
    }
  }
}

/// Whether these could be the first bytes of a NIfTI or ANALYZE header, in either byte order.
func looksLikeNIfTI(_ bytes: [UInt8]) -> Bool {
  guard bytes.count >= 4 else { return false }
  let size = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
  let isNIfTI = bytes.count >= 348 && Array(bytes[344..<347]) == Array("n+1".utf8)
  let isSecond = (size == 540 || size.byteSwapped == 540) && bytes.count >= 8 && bytes[4] == UInt8(ascii: "n")
  return size == 348 || size.byteSwapped == 348 || isNIfTI || isSecond
}
