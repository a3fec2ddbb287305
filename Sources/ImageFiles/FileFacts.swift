import Foundation

/// What the file system says about a path, before a library sees it.
enum FileFacts {
  case file(bytes: Int)
  case folder

  /// Names what keeps the path from being read.
  init(of path: String) throws(ImageFileError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw ImageFileError(path, errno == ENOENT ? .notFound : .unreadable) }
    guard access(path, R_OK) == 0 else { throw ImageFileError(path, .unreadable) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .folder
    case S_IFREG where status.st_size == 0: throw ImageFileError(path, .emptyFile)
    case S_IFREG: self = .file(bytes: Int(status.st_size))
    // A pipe or device could block a reader for ever.
    default: throw ImageFileError(path, .unreadable)
    }
  }

  /// Size in bytes of a file that must exist.
  static func size(of path: String) throws(ImageFileError) -> Int {
    guard case .file(let bytes) = try FileFacts(of: path) else { throw ImageFileError(path, .unreadable) }
    return bytes
  }
}

/// The first `count` bytes of a file, or as many as there are.
func firstBytes(of path: String, count: Int) throws(ImageFileError) -> [UInt8] {
  guard let handle = FileHandle(forReadingAtPath: path) else { throw ImageFileError(path, .unreadable) }
  defer { try? handle.close() }
  do {
    return try handle.read(upToCount: count).map(Array.init) ?? []
  } catch {
    throw ImageFileError(path, .unreadable)
  }
}
