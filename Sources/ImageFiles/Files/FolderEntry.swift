import Foundation

/// One entry of a folder. It is read from the bytes of the file system, because a name need not be UTF-8.
package struct FolderEntry {
  /// The name as text. Bytes that are not UTF-8 appear as U+FFFD, and no path in text leads to such a file.
  package let name: String
  /// Whether it is a folder, or a link that leads to one.
  package let isFolder: Bool
  /// Whether it is a symbolic link.
  package let isLink: Bool

  /// Device and inode of a file or folder. Two paths to the same one have the same identity.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// `nil` where nothing is at the path.
    init?(of path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
  }

  /// Whether its name begins with a point.
  var isHidden: Bool { name.utf8.first == UInt8(ascii: ".") }

  /// All entries of a folder but itself and the one above, in the order of their names; empty if the folder cannot be
  /// opened.
  static func all(of folder: String) -> [FolderEntry] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var result: [FolderEntry] = []
    // Invariant: `readdir` returns a record that is valid until the next call, and its name ends in NUL.
    while let record = readdir(handle) {
      withUnsafePointer(to: &record.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { bytes in
          let name = String(cString: bytes)
          guard name != ".", name != ".." else { return }
          result.append(
            FolderEntry(name, type: Int32(record.pointee.d_type)) { follows in
              var status = stat()
              let flags = follows ? 0 : AT_SYMLINK_NOFOLLOW
              return fstatat(dirfd(handle), bytes, &status, flags) == 0 ? status.st_mode : nil
            })
        }
      }
    }
    return result.sorted { isListed($0.name, before: $1.name) }
  }

  /// - Parameters:
  ///   - type: as `readdir` gives it. Some file systems give DT_UNKNOWN for every entry; then the entry itself is
  ///     asked.
  ///   - mode: the mode of the entry, or of what it leads to if the argument is `true`; `nil` where nothing is there.
  package init(_ name: String, type: Int32, mode: (_ follows: Bool) -> mode_t?) {
    let kind = { (mode: mode_t?) in mode.map { $0 & S_IFMT } }
    self.name = name
    isLink = type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) && kind(mode(false)) == S_IFLNK
    // Most entries are plain files. `readdir` already says so, and a second call for each would cost time.
    isFolder = type != Int32(DT_REG) && kind(mode(true)) == S_IFDIR
  }

  /// Whether a path leads nowhere because a name in it is not UTF-8: the folder has such an entry, but a path in text
  /// cannot name it.
  static func isUnspeakable(_ path: String) -> Bool {
    let unknown: Character = "\u{fffd}"
    guard path.contains(unknown) else { return false }
    var folder = path.hasPrefix("/") ? "/" : "."
    for name in path.split(separator: "/") {
      if name.contains(unknown) { return all(of: folder).contains { $0.name == name } }
      folder += "/" + name
    }
    return false
  }
}

/// The order in which files are listed: that of their names, whether accents are composed (Linux) or not (macOS), so
/// that copies of a folder are listed alike. Two names that differ in that alone are two files, in the order of their
/// bytes.
package func isListed(_ first: String, before second: String) -> Bool {
  first == second ? first.utf8.lexicographicallyPrecedes(second.utf8) : first < second
}
