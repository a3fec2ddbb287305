import Foundation

/// A zip archive: the entries of its directory, and their bytes, stored or deflated.
///
/// Every entry is checked before any is read: an entry that is encrypted, overlaps another, leaves the file or occurs
/// twice is refused by name. Source of the layout: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.3.
package struct ZipArchive: Sendable {
  /// One file of the archive.
  package struct Entry: Hashable, Sendable {
    /// Name with its folders, separated by `/`.
    package let name: String
    /// Where its bytes, perhaps compressed, are in the archive.
    package let range: Range<Int>
    /// Number of its bytes once read.
    package let count: Int
    /// Whether its bytes are stored as they are.
    package let isStored: Bool
    let checksum: UInt32
  }

  /// The entries in the order of the directory.
  package let entries: [Entry]
  private let byName: [String: Entry]
  private let bytes: ArchiveBytes

  /// Reads the directory of an archive.
  package init(_ data: Data) throws(ArchiveFault) {
    let bytes = ArchiveBytes(data)
    let directory = try ArchiveDirectory(bytes)
    var entries: [Entry] = []
    var byName: [String: Entry] = [:]
    var extents: [(range: Range<Int>, name: String)] = []
    for record in try directory.records(of: bytes) {
      let entry = try record.entry(in: bytes)
      guard byName.updateValue(entry, forKey: entry.name) == nil else { throw .duplicateName(entry.name) }
      entries.append(entry)
      extents.append((record.headerOffset..<entry.range.upperBound, entry.name))
    }
    extents.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (first, second) in zip(extents, extents.dropFirst()) where second.range.lowerBound < first.range.upperBound {
      throw .overlap(first.name, second.name)
    }
    if let last = extents.last, last.range.upperBound > directory.offset { throw .overlap(last.name, "the directory") }
    (self.entries, self.byName, self.bytes) = (entries, byName, bytes)
  }

  /// The entry of that name; `nil` if there is none.
  package subscript(_ name: String) -> Entry? { byName[name] }

  /// Where the bytes of a stored entry are, once its CRC-32 was found right.
  package func verified(_ name: String) throws(ArchiveFault) -> Range<Int> {
    let entry = try self.entry(name)
    guard entry.isStored else { throw .unreadableEntry(name) }
    let sum = try bytes.withBytes(entry.range, what: name) { crc32($0) }
    guard sum == entry.checksum else { throw .checksum(name) }
    return entry.range
  }

  /// The bytes of an entry, inflated if it is compressed, once its CRC-32 was found right.
  /// - Parameter limit: the largest number of bytes; nothing is inflated for an entry that announces more.
  package func contents(of name: String, limit: Int) throws(ArchiveFault) -> [UInt8] {
    let entry = try self.entry(name)
    guard entry.count <= limit else { throw .tooLarge(name, bytes: entry.count, limit: limit) }
    guard entry.isStored || entry.count / largestInflation <= entry.range.count else {
      throw .malformed("\(name) announces more bytes than it can hold")
    }
    let found = try bytes.withBytes(entry.range, what: name) { packed in
      entry.isStored ? [UInt8](packed) : inflated(packed, count: entry.count)
    }
    guard let found else { throw .malformed("\(name) cannot be inflated") }
    guard found.withUnsafeBytes({ crc32($0) }) == entry.checksum else { throw .checksum(name) }
    return found
  }

  private func entry(_ name: String) throws(ArchiveFault) -> Entry {
    guard let entry = byName[name] else { throw .malformed("there is no entry \(name)") }
    return entry
  }
}
