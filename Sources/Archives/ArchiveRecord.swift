/// One line of the central directory.
struct ArchiveRecord {
  let name: String
  let headerOffset: Int
  /// Bytes of this line.
  let length: Int
  private let checksum: UInt32
  private let isStored: Bool
  /// Bytes of the entry once read, and as the archive holds them.
  private let count: Int
  private let packedCount: Int

  init(_ bytes: ArchiveBytes, at position: Int) throws(ArchiveFault) {
    guard try bytes.integer(at: position, as: UInt32.self, what: "the directory") == 0x0201_4b50 else {
      throw .malformed("the archive's directory has no record where one is announced")
    }
    let nameCount = try bytes.size(at: position + 28, as: UInt16.self, what: "a name's length")
    let extraCount = try bytes.size(at: position + 30, as: UInt16.self, what: "an extra field's length")
    let commentCount = try bytes.size(at: position + 32, as: UInt16.self, what: "a comment's length")
    name = try bytes.text(at: position + 46, count: nameCount, what: "an entry's name")
    let flags = try bytes.integer(at: position + 8, as: UInt16.self, what: "the flags")
    let method = try bytes.integer(at: position + 10, as: UInt16.self, what: "the method")
    guard flags & 1 == 0, method == 0 || method == 8 else { throw .unreadableEntry(name) }
    isStored = method == 0
    checksum = try bytes.integer(at: position + 16, as: UInt32.self, what: "a checksum")
    length = 46 + nameCount + extraCount + commentCount
    // In this order, and only those whose 32-bit field is full, the zip64 extra field holds the wide values.
    var wide = try WideValues(bytes, at: position + 46 + nameCount, count: extraCount)
    let whole = try wide.next(or: try bytes.integer(at: position + 24, as: UInt32.self, what: "a size"))
    let stored = try wide.next(or: try bytes.integer(at: position + 20, as: UInt32.self, what: "a size"))
    headerOffset = try wide.next(or: try bytes.integer(at: position + 42, as: UInt32.self, what: "an offset"))
    guard !isStored || whole == stored else { throw .unreadableEntry(name) }
    (count, packedCount) = (whole, stored)
  }

  /// The entry, whose bytes are after the local header, which must have the same name.
  func entry(in bytes: ArchiveBytes) throws(ArchiveFault) -> ZipArchive.Entry {
    guard try bytes.integer(at: headerOffset, as: UInt32.self, what: name) == 0x0403_4b50 else {
      throw .malformed("\(name) has no header where the directory says")
    }
    let nameCount = try bytes.size(at: headerOffset + 26, as: UInt16.self, what: name)
    let extraCount = try bytes.size(at: headerOffset + 28, as: UInt16.self, what: name)
    guard try bytes.text(at: headerOffset + 30, count: nameCount, what: name) == name else {
      throw .malformed("\(name) has another name in its own header")
    }
    let start = headerOffset + 30 + nameCount + extraCount
    try bytes.check(start, packedCount, what: name)
    return ZipArchive.Entry(
      name: name, range: start..<(start + packedCount), count: count, isStored: isStored, checksum: checksum)
  }
}

/// The 64-bit values of a zip64 extra field, read in order.
private struct WideValues {
  private var values: ArraySlice<Int> = []

  init(_ bytes: ArchiveBytes, at start: Int, count: Int) throws(ArchiveFault) {
    try bytes.check(start, count, what: "an extra field")
    var position = start
    while position + 4 <= start + count {
      let kind = try bytes.integer(at: position, as: UInt16.self, what: "an extra field")
      let size = try bytes.size(at: position + 2, as: UInt16.self, what: "an extra field")
      if kind == 1 {
        for field in 0..<(size / 8) {
          values.append(try bytes.size(at: position + 4 + 8 * field, as: UInt64.self, what: "a zip64 value"))
        }
      }
      position += 4 + size
    }
  }

  mutating func next(or narrow: UInt32) throws(ArchiveFault) -> Int {
    guard narrow == .max else { return Int(narrow) }
    guard let value = values.popFirst() else { throw .malformed("a zip64 value is missing") }
    return value
  }
}
