import Foundation

/// A NIfTI-1 file with axes along the patient's.
struct NIfTIFile {
  /// Columns, rows, slices.
  let lengths: [Int]
  /// Width of a voxel along them, in mm.
  let spacing: [Float]

  func write(_ voxels: [Int16], to path: String) throws {
    try voxels.withUnsafeBytes { try write(Data($0), to: path, code: 4, bits: 16) }
  }

  func write(_ voxels: [UInt8], to path: String) throws { try write(Data(voxels), to: path, code: 2, bits: 8) }

  private func write(_ voxels: Data, to path: String, code: Int16, bits: Int16) throws {
    var header = Data(count: 352)
    func put<Value>(_ value: Value, _ at: Int) {
      withUnsafeBytes(of: value) { header.replaceSubrange(at..<(at + $0.count), with: $0) }
    }
    put(Int32(348), 0)
    for (at, length) in ([3] + lengths + [1, 1, 1, 1]).enumerated() { put(Int16(length), 40 + 2 * at) }
    put(code, 70)
    put(bits, 72)
    for (at, width) in ([1] + spacing).enumerated() { put(width, 76 + 4 * at) }
    put(Float(352), 108)
    put(UInt8(2), 123)
    put(Int16(1), 254)
    put(-spacing[0], 280)
    put(-spacing[1], 300)
    put(spacing[2], 320)
    header.replaceSubrange(344..<347, with: Data("n+1".utf8))
    try (header + voxels).write(to: URL(filePath: path))
  }
}
