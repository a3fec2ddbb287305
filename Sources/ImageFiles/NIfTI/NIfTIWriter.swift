internal import CNIfTI
import Glibc
import Volumes

/// How a written NIfTI file stores one intensity.
public enum NIfTISample: String, Hashable, Codable, Sendable, CaseIterable {
  /// 32-bit floating point, 7 digits.
  case float32
  /// 64-bit floating point: every value as it was computed.
  case float64
}

/// Why a NIfTI file could not be written.
public struct NIfTIWritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// What went wrong.
  public let cause: String
  /// File, cause and next step.
  public var description: String {
    "\(file): cannot be written: \(cause). Check that the folder exists, is writable and has space."
  }
}

/// Writes an image as one NIfTI-1 file, compressed when the name ends in `.gz`.
///
/// The file appears whole or not at all (temporary file, fsync, rename). Geometry goes into sform and qform, turned
/// from LPS to RAS; headers hold float32, so places keep seven digits. The same image gives the same bytes.
/// - Parameters:
///   - volume: the image.
///   - path: the file; its folder must exist.
///   - sample: the type in which intensities are stored.
///   - description: what the header says of the image, 79 bytes at most; the rest is cut.
/// - Throws: ``NIfTIWritingError``; an axis of more than 32767 voxels does not fit in the format.
public func writeNIfTI(
  _ volume: Volume, to path: String, as sample: NIfTISample = .float32, description: String = ""
) throws(NIfTIWritingError) {
  try writeWhole(volume.grid, to: path, as: StoredSample(sample), description: description) { handle in
    putVoxels(volume.voxels, sample, handle)
  }
}

/// Writes a mask as one NIfTI-1 file of bytes, 1 inside and 0 outside, as programs for segmentations expect a label
/// image; in all else as ``writeNIfTI(_:to:as:description:)``.
package func writeNIfTI(_ mask: Mask, to path: String, description: String = "") throws(NIfTIWritingError) {
  try writeWhole(mask.grid, to: path, as: .byte, description: description) { handle in
    mask.voxels.withUnsafeBytes { put($0, handle) }
  }
}

/// How one voxel is stored.
private struct StoredSample {
  let type: Int32
  let bits: Int16

  static let byte = StoredSample(type: NIFTI_TYPE_UINT8, bits: 8)

  init(type: Int32, bits: Int16) { (self.type, self.bits) = (type, bits) }

  init(_ sample: NIfTISample) {
    self = sample == .float32 ? Self(type: NIFTI_TYPE_FLOAT32, bits: 32) : Self(type: NIFTI_TYPE_FLOAT64, bits: 64)
  }
}

private func writeWhole(
  _ grid: Grid, to path: String, as sample: StoredSample, description: String, putVoxels: (znzFile?) -> Bool
) throws(NIfTIWritingError) {
  guard grid.size.max() <= Int(Int16.max) else {
    throw NIfTIWritingError(file: path, cause: "an axis has more voxels than the format can say (32767)")
  }
  let temporary = "\(path).\(getpid())-\(UInt64.random(in: 0...UInt64.max)).part"
  do throws(NIfTIWritingError) {
    try write(grid, sample, description, to: temporary, compressed: path.hasSuffix(".gz"), putVoxels)
    guard rename(temporary, path) == 0 else { throw NIfTIWritingError(file: path, cause: lastCause) }
  } catch {
    unlink(temporary)
    throw NIfTIWritingError(file: path, cause: error.cause)
  }
}

private var lastCause: String { String(cString: strerror(errno)) }

private func write(
  _ grid: Grid, _ sample: StoredSample, _ description: String, to path: String, compressed: Bool,
  _ putVoxels: (znzFile?) -> Bool
) throws(NIfTIWritingError) {
  // The fastest level: maps are mostly zeros or noise, on which more effort gains little.
  var handle = compressed ? znzopen(path, "wb1", 1) : znzopen(path, "wb", 0)
  guard handle != nil else { throw NIfTIWritingError(file: path, cause: lastCause) }
  var header = NIfTIHeader.fields(of: grid, sample)
  // The last of the 80 bytes stays 0, which ends the text.
  withUnsafeMutableBytes(of: &header.descrip) { $0.copyBytes(from: description.utf8.prefix(79)) }
  let extensions: [UInt8] = [0, 0, 0, 0]
  let isWritten =
    withUnsafeBytes(of: &header) { put($0, handle) } && extensions.withUnsafeBytes { put($0, handle) }
    && putVoxels(handle)
  // Closing flushes what the compressor still holds, so it can fail too.
  let isClosed = Xznzclose(&handle) == 0
  guard isWritten, isClosed else { throw NIfTIWritingError(file: path, cause: lastCause) }
  let descriptor = open(path, O_RDONLY)
  defer { if descriptor >= 0 { close(descriptor) } }
  guard descriptor >= 0, fsync(descriptor) == 0 else { throw NIfTIWritingError(file: path, cause: lastCause) }
}

private func put(_ bytes: UnsafeRawBufferPointer, _ handle: znzFile?) -> Bool {
  bytes.isEmpty || znzwrite(bytes.baseAddress, 1, bytes.count, handle) == bytes.count
}

/// A slab at a time, so that a float32 copy of a large image is never whole in memory.
private func putVoxels(_ voxels: [Double], _ sample: NIfTISample, _ handle: znzFile?) -> Bool {
  guard sample == .float32 else { return voxels.withUnsafeBytes { put($0, handle) } }
  let slab = 1 << 16
  return stride(from: 0, to: voxels.count, by: slab).allSatisfy { start in
    voxels[start..<min(start + slab, voxels.count)].map { Float($0) }.withUnsafeBytes { put($0, handle) }
  }
}

extension NIfTIHeader {
  /// The header of an image on `grid`.
  fileprivate static func fields(of grid: Grid, _ sample: StoredSample) -> nifti_1_header {
    var fields = nifti_1_header()
    fields.sizeof_hdr = Int32(byteCount)
    fields.dim = (3, Int16(grid.size.x), Int16(grid.size.y), Int16(grid.size.z), 1, 1, 1, 1)
    (fields.datatype, fields.bitpix) = (Int16(sample.type), sample.bits)
    fields.vox_offset = 352
    fields.scl_slope = 1
    fields.xyzt_units = CChar(NIFTI_UNITS_MM)
    (fields.qform_code, fields.sform_code) = (Int16(NIFTI_XFORM_SCANNER_ANAT), Int16(NIFTI_XFORM_SCANNER_ANAT))
    fields.magic = (CChar(UInt8(ascii: "n")), CChar(UInt8(ascii: "+")), CChar(UInt8(ascii: "1")), 0)
    place(grid, in: &fields)
    return fields
  }

  private static func place(_ grid: Grid, in fields: inout nifti_1_header) {
    let columns = [
      grid.axes.i * grid.spacing.x, grid.axes.j * grid.spacing.y, grid.axes.k * grid.spacing.z, grid.origin,
    ]
    // LPS to RAS.
    func row(_ axis: Int, _ sign: Double) -> (Float, Float, Float, Float) {
      (
        Float(sign * columns[0][axis]), Float(sign * columns[1][axis]), Float(sign * columns[2][axis]),
        Float(sign * columns[3][axis])
      )
    }
    (fields.srow_x, fields.srow_y, fields.srow_z) = (row(0, -1), row(1, -1), row(2, 1))
    var map = mat44()
    map.m = (fields.srow_x, fields.srow_y, fields.srow_z, (0, 0, 0, 1))
    var (b, c, d, x, y, z): (Float, Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0, 0)
    var (dx, dy, dz, factor): (Float, Float, Float, Float) = (0, 0, 0, 1)
    nifti_mat44_to_quatern(map, &b, &c, &d, &x, &y, &z, &dx, &dy, &dz, &factor)
    (fields.quatern_b, fields.quatern_c, fields.quatern_d) = (b, c, d)
    (fields.qoffset_x, fields.qoffset_y, fields.qoffset_z) = (x, y, z)
    fields.pixdim = (
      factor, Float(grid.spacing.x), Float(grid.spacing.y), Float(grid.spacing.z), 0, 0, 0, 0
    )
  }
}
