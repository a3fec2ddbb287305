import Foundation

/// One name in a folder, by the bytes that the file system has.
struct FolderEntry {
  /// The name as text; bytes that are not UTF-8 are U+FFFD, and no path leads to such a file.
  let name: String
  /// Whether it is a folder; of a link what it leads to.
  let isFolder: Bool
  let isLink: Bool

  /// Device and number of a file or folder, by which two ways to one are told.
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

  /// Visible entries of a folder, in the order of their names; none where it cannot be opened.
  static func all(of folder: String) -> [FolderEntry] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var result: [FolderEntry] = []
    // Invariant: `readdir` gives a record that lives until the next call, with a name that ends in NUL.
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
    // Most entries are plain files, and the system says so without being asked again.
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

  /// Whether a path that leads nowhere does so because a name in it is not UTF-8: there is such a name, and nobody can
  /// write it.
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
