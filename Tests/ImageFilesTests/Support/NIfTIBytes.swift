/// A NIfTI-1 file written field by field from the format's description (`nifti1.h`), so that tests need no writer.
struct NIfTIBytes {
  var sizes: [Int16] = [2, 3, 4]
  var spacing: [Float] = [1, 2, 3]
  var datatype: Int16 = 4
  var bits: Int16 = 16
  var rescale: (slope: Float, intercept: Float) = (0, 0)
  var sform: [[Float]]?
  var quaternion: (b: Float, c: Float, d: Float, factor: Float)?
  var offset: [Float] = [0, 0, 0]
  var dataOffset: Float = 352
  var magic = "n+1"
  var units: UInt8 = 0
  /// Codes of qform and sform, where these are given.
  var codes: (qform: Int16, sform: Int16) = (1, 1)
  var isSwapped = false
  var data: [UInt8] = (0..<24).flatMap { [UInt8($0), 0] }

  /// The file.
  var bytes: [UInt8] {
    var header = [UInt8](repeating: 0, count: 352)
    func put<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
      let ordered = isSwapped ? value.byteSwapped : value
      withUnsafeBytes(of: ordered) { header.replaceSubrange(position..<position + $0.count, with: $0) }
    }
    func put(_ value: Float, at position: Int) { put(value.bitPattern, at: position) }
    put(Int32(348), at: 0)
    put(Int16(sizes.count), at: 40)
    for (n, size) in sizes.enumerated() { put(size, at: 42 + 2 * n) }
    put(datatype, at: 70)
    put(bits, at: 72)
    put(quaternion?.factor ?? 1, at: 76)
    for (n, value) in spacing.enumerated() { put(value, at: 80 + 4 * n) }
    put(dataOffset, at: 108)
    header[123] = units
    put(rescale.slope, at: 112)
    put(rescale.intercept, at: 116)
    if let quaternion {
      put(codes.qform, at: 252)
      for (n, value) in [quaternion.b, quaternion.c, quaternion.d].enumerated() { put(value, at: 256 + 4 * n) }
      for (n, value) in offset.enumerated() { put(value, at: 268 + 4 * n) }
    }
    if let sform {
      put(codes.sform, at: 254)
      for (n, value) in sform.flatMap(\.self).enumerated() { put(value, at: 280 + 4 * n) }
    }
    header.replaceSubrange(344..<347, with: Array(magic.utf8))
    return header + data
  }
}
