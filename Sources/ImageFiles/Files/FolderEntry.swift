import Foundation

/// One entry of a folder. It is read from the bytes of the file system, because a name need not be UTF-8.
struct FolderEntry {
  /// The name as text. Bytes that are not UTF-8 appear as U+FFFD, and no path in text leads to such a file.
  let name: String
  /// Whether it is a folder, or a link that leads to one.
  let isFolder: Bool
  let isLink: Bool

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

  /// Visible entries of a folder, in the order of their names; empty if the folder cannot be opened.
  static func all(of folder: String) -> [FolderEntry] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var result: [FolderEntry] = []
    // Invariant: `readdir` returns a record that is valid until the next call, and its name ends in NUL.
    while let record = readdir(handle) {
      let name = withUnsafePointer(to: &record.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      result.append(FolderEntry(name, type: Int32(record.pointee.d_type), in: handle, record))
    }
    return result.sorted { $0.name < $1.name }
  }

  private init(_ name: String, type: Int32, in folder: OpaquePointer, _ record: UnsafeMutablePointer<dirent>) {
    self.name = name
    var status = stat()
    // Most entries are plain files. `readdir` already says so, and a second call for each would cost time.
    let isFound =
      type != Int32(DT_REG)
      && withUnsafePointer(to: &record.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          fstatat(dirfd(folder), $0, &status, 0) == 0
        }
      }
    isFolder = isFound && status.st_mode & S_IFMT == S_IFDIR
    isLink = type == Int32(DT_LNK)
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
