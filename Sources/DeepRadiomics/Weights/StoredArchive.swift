/// A zip archive whose entries are all stored, as torch.save writes them.
///
/// Only what such an archive needs is read; a compressed, encrypted or overlapping entry is refused by name, so that no
/// entry can grow beyond the file. Source of the layout: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.3.
struct StoredArchive {
  /// Where each entry's bytes are in the file.
  let entries: [String: Range<Int>]
  private let checksums: [String: UInt32]
  private let bytes: FileBytes

  init(_ bytes: FileBytes) throws(WeightFileError.Kind) {
    let directory = try ArchiveDirectory(bytes)
    var entries: [String: Range<Int>] = [:]
    var checksums: [String: UInt32] = [:]
    var extents: [(range: Range<Int>, name: String)] = []
    for record in try directory.records(of: bytes) {
      let data = try record.dataRange(in: bytes)
      guard entries.updateValue(data, forKey: record.name) == nil else { throw .duplicateName(record.name) }
      checksums[record.name] = record.checksum
      extents.append((record.headerOffset..<data.upperBound, record.name))
    }
    extents.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (first, second) in zip(extents, extents.dropFirst()) where second.range.lowerBound < first.range.upperBound {
      throw .overlap(first.name, second.name)
    }
    if let last = extents.last, last.range.upperBound > directory.offset { throw .overlap(last.name, "the directory") }
    self.entries = entries
    self.checksums = checksums
    self.bytes = bytes
  }

  /// Throws where an entry is absent or its CRC-32 is wrong; its range otherwise.
  func verified(_ name: String) throws(WeightFileError.Kind) -> Range<Int> {
    guard let range = entries[name] else { throw .malformed("there is no entry \(name)") }
    let sum = try bytes.withBytes(at: range.lowerBound, count: range.count, what: name) { crc32($0) }
    guard sum == checksums[name] else { throw .checksum(name) }
    return range
  }
}

/// Where the central directory is.
private struct ArchiveDirectory {
  let offset: Int
  let count: Int
  let size: Int

  init(_ bytes: FileBytes) throws(WeightFileError.Kind) {
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
  private static func endRecord(_ bytes: FileBytes) throws(WeightFileError.Kind) -> Int {
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

  private static func wideRecord(_ bytes: FileBytes, before end: Int) throws(WeightFileError.Kind) -> Int {
    guard end >= 20, try bytes.integer(at: end - 20, as: UInt32.self, what: "the zip64 locator") == 0x0706_4b50 else {
      throw .malformed("the archive's zip64 locator is missing")
    }
    let offset = try bytes.size(at: end - 12, as: UInt64.self, what: "the zip64 end record's offset")
    guard offset <= end - 76, try bytes.integer(at: offset, as: UInt32.self, what: "the zip64 end") == 0x0606_4b50
    else { throw .malformed("the archive's zip64 end record is missing") }
    return offset
  }

  func records(of bytes: FileBytes) throws(WeightFileError.Kind) -> [ArchiveRecord] {
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

/// One line of the central directory.
private struct ArchiveRecord {
  let name: String
  let checksum: UInt32
  let headerOffset: Int
  /// Bytes of this line.
  let length: Int
  private let dataCount: Int

  init(_ bytes: FileBytes, at position: Int) throws(WeightFileError.Kind) {
    guard try bytes.integer(at: position, as: UInt32.self, what: "the directory") == 0x0201_4b50 else {
      throw .malformed("the archive's directory has no record where one is announced")
    }
    let nameCount = try bytes.size(at: position + 28, as: UInt16.self, what: "a name's length")
    let extraCount = try bytes.size(at: position + 30, as: UInt16.self, what: "an extra field's length")
    let commentCount = try bytes.size(at: position + 32, as: UInt16.self, what: "a comment's length")
    name = try bytes.text(at: position + 46, count: nameCount, what: "an entry's name")
    let flags = try bytes.integer(at: position + 8, as: UInt16.self, what: "the flags")
    let method = try bytes.integer(at: position + 10, as: UInt16.self, what: "the method")
    guard flags & 1 == 0, method == 0 else { throw .compressedEntry(name) }
    checksum = try bytes.integer(at: position + 16, as: UInt32.self, what: "a checksum")
    length = 46 + nameCount + extraCount + commentCount
    // In this order, and only those whose 32-bit field is full, the zip64 extra field holds the wide values.
    var wide = try WideValues(bytes, at: position + 46 + nameCount, count: extraCount)
    let whole = try wide.next(or: try bytes.integer(at: position + 24, as: UInt32.self, what: "a size"))
    let stored = try wide.next(or: try bytes.integer(at: position + 20, as: UInt32.self, what: "a size"))
    headerOffset = try wide.next(or: try bytes.integer(at: position + 42, as: UInt32.self, what: "an offset"))
    guard whole == stored else { throw .compressedEntry(name) }
    dataCount = whole
  }

  /// The bytes after the local header, which must name the same entry.
  func dataRange(in bytes: FileBytes) throws(WeightFileError.Kind) -> Range<Int> {
    guard try bytes.integer(at: headerOffset, as: UInt32.self, what: name) == 0x0403_4b50 else {
      throw .malformed("\(name) has no header where the directory says")
    }
    let nameCount = try bytes.size(at: headerOffset + 26, as: UInt16.self, what: name)
    let extraCount = try bytes.size(at: headerOffset + 28, as: UInt16.self, what: name)
    guard try bytes.text(at: headerOffset + 30, count: nameCount, what: name) == name else {
      throw .malformed("\(name) has another name in its own header")
    }
    let start = headerOffset + 30 + nameCount + extraCount
    try bytes.check(start, dataCount, what: name)
    return start..<(start + dataCount)
  }
}

/// The 64-bit values of a zip64 extra field, read in order.
private struct WideValues {
  private var values: ArraySlice<Int> = []

  init(_ bytes: FileBytes, at start: Int, count: Int) throws(WeightFileError.Kind) {
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

  mutating func next(or narrow: UInt32) throws(WeightFileError.Kind) -> Int {
    guard narrow == .max else { return Int(narrow) }
    guard let value = values.popFirst() else { throw .malformed("a zip64 value is missing") }
    return value
  }
}
