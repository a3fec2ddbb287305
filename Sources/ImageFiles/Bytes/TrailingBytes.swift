import Foundation

/// What a NIfTI or NRRD file holds after the values that its header announces.
///
/// Padding to some block, and the rest of a larger file that was written over, change no value. Values of another size
/// or number than announced change all: a type of half the bytes, an axis that is one too short.
struct TrailingBytes: Hashable {
  /// How many were looked at; more may follow.
  let count: Int
  let areZero: Bool

  static let none = TrailingBytes(count: 0, areZero: true)

  init(count: Int, areZero: Bool) { (self.count, self.areZero) = (count, areZero) }

  /// The bytes from `start` on.
  init(_ bytes: [UInt8], from start: Int) {
    self.init(count: bytes.count - start, areZero: bytes[start...].allSatisfy { $0 == 0 })
  }

  /// The end of a file from `start` on, `most` bytes of it at most.
  init(ofFile path: String, from start: Int, most: Int) throws(ImageFileError) {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw ImageFileError(path, .unreadable) }
    defer { try? handle.close() }
    do {
      try handle.seek(toOffset: UInt64(start))
      let bytes = try handle.read(upToCount: most) ?? Data()
      self.init(count: bytes.count, areZero: bytes.allSatisfy { $0 == 0 })
    } catch {
      throw ImageFileError(path, .unreadable)
    }
  }

  /// Bytes after the announced ones that are looked at: enough to tell a file of twice as many from a longer one.
  static func looked(at announced: Int) -> Int { announced + 1 << 16 }

  /// Refuses what shows that the header is of other values, and notes the rest.
  ///
  /// Refused is as much again as announced, whatever it is, since a mask of 16 bits that is read as twice as many of 8
  /// may well end in zeros; and bytes that are not all 0, of which an axis that is longer than announced would have
  /// just as many.
  /// - Parameters:
  ///   - announced: bytes of all values.
  ///   - sizes: voxels along each axis, and numbers in each voxel.
  func check(announced: Int, sizes: [Int], file: String, notes: inout [ReadingNote]) throws(ImageFileError) {
    guard count > 0 else { return }
    let isPartOfAnAxis = !areZero && sizes.contains { count % (announced / $0) == 0 }
    guard count < announced, !isPartOfAnAxis else {
      throw ImageFileError(file, .surplus(expected: announced, found: announced + count))
    }
    notes.append(.trailingBytes(count: count, areZero: areZero))
  }
}
