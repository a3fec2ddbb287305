/// A zip archive whose entries are not compressed (APPNOTE.TXT 6.3, 4.3): for small files of which every byte must
/// follow from the contents.
package enum PlainZip {
  /// The bytes of an archive with these entries. Every entry has the first time that the format knows, 1 January 1980.
  package static func bytes(of entries: [(name: String, data: [UInt8])]) -> [UInt8] {
    var (archive, directory) = ([UInt8](), [UInt8]())
    for (name, data) in entries {
      let name = Array(name.utf8)
      let sum = data.withUnsafeBytes { crc32($0) }
      // Bit 11: names are UTF-8. Method 0: stored.
      let shared: [UInt8] =
        two(20) + two(1 << 11) + two(0) + two(0) + two(0x21) + four(sum) + four(UInt32(data.count))
        + four(UInt32(data.count)) + two(name.count) + two(0)
      directory += four(0x0201_4b50) + two(20) + shared + two(0) + two(0) + two(0) + four(0)
      directory += four(UInt32(archive.count)) + name
      archive += four(0x0403_4b50) + shared + name + data
    }
    let count = two(entries.count)
    let end = four(0x0605_4b50) + two(0) + two(0) + count + count
    return archive + directory + end + four(UInt32(directory.count)) + four(UInt32(archive.count)) + two(0)
  }

  private static func two(_ value: Int) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8 & 0xff)] }

  private static func four(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
