/// Where the central directory is.
struct ArchiveDirectory {
  let offset: Int
  let count: Int
  let size: Int

  init(_ bytes: ArchiveBytes) throws(ArchiveFault) {
    let end = try ArchiveDirectory.endRecord(bytes)
    var count = try bytes.size(at: end + 10, as: UInt16.self, what: "the number of entries")
    var size = try bytes.size(at: end + 12, as: UInt32.self, what: "the directory's size")
    var offset = try bytes.size(at: end + 16, as: UInt32.self, what: "the directory's offset")
    if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff {
      let wide = try ArchiveDirectory.wideRecord(bytes, before: end)
      count = try bytes.size(at: wide + 32, as: UInt64.self, what: "the number of entries")
      size = try bytes.size(at: wide + 40, as: UInt64.self, what: "the directory's size")
      offset = try bytes.size(at: wide + 48, as: UInt64.self, what: "the directory's offset")
    }
    guard offset <= end, size <= end - offset else { throw .outOfBounds("the archive's directory") }
    // 46 bytes is the shortest record, so a count cannot be larger than this whatever it says.
    guard count <= size / 46 else { throw .malformed("\(count) entries do not fit into a directory of \(size) bytes") }
    self.offset = offset
    self.count = count
    self.size = size
  }

  /// The end record, whose comment must reach exactly to the end of the file.
  private static func endRecord(_ bytes: ArchiveBytes) throws(ArchiveFault) -> Int {
    var position = bytes.count - 22
    while position >= max(0, bytes.count - 22 - 0xffff) {
      if try bytes.integer(at: position, as: UInt32.self, what: "the end record") == 0x0605_4b50,
        try bytes.size(at: position + 20, as: UInt16.self, what: "the comment") == bytes.count - 22 - position
      {
        return position
      }
      position -= 1
    }
    throw .malformed("the archive has no end record; the file may be truncated")
  }

  private static func wideRecord(_ bytes: ArchiveBytes, before end: Int) throws(ArchiveFault) -> Int {
    guard end >= 20, try bytes.integer(at: end - 20, as: UInt32.self, what: "the zip64 locator") == 0x0706_4b50 else {
      throw .malformed("the archive's zip64 locator is missing")
    }
    let offset = try bytes.size(at: end - 12, as: UInt64.self, what: "the zip64 end record's offset")
    guard offset <= end - 76, try bytes.integer(at: offset, as: UInt32.self, what: "the zip64 end") == 0x0606_4b50
    else { throw .malformed("the archive's zip64 end record is missing") }
    return offset
  }

  func records(of bytes: ArchiveBytes) throws(ArchiveFault) -> [ArchiveRecord] {
    var records: [ArchiveRecord] = []
    var position = offset
    for _ in 0..<count {
      let record = try ArchiveRecord(bytes, at: position)
      position += record.length
      guard position <= offset + size else { throw .outOfBounds(record.name) }
      records.append(record)
    }
    return records
  }
}
