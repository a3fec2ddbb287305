import Foundation

/// What the file system says about a path, before a library sees it.
enum FileFacts {
  case file(bytes: Int)
  case folder

  /// Names what keeps the path from being read.
  init(of path: String) throws(ImageFileError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw ImageFileError(path, .unreadable) }
      throw ImageFileError(path, FolderEntry.isUnspeakable(path) ? .nameNotUTF8 : .notFound)
    }
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

/// The product of sizes, each above 0; one that no number holds is damage.
func checkedCount(_ sizes: [Int], file: String) throws(ImageFileError) -> Int {
  var count = 1
  for size in sizes {
    let (product, overflows) = count.multipliedReportingOverflow(by: size)
    // With room for eight bytes a value, and for what lies before the first.
    guard size > 0, !overflows, product < 1 << 58 else {
      throw ImageFileError(file, .damaged(detail: "its sizes are \(sizes.listed(by: " x "))"))
    }
    count = product
  }
  return count
}

/// Refuses what would not fit in memory: a few megabytes can inflate to gigabytes of zeros, and the machine must not
/// find out by dying.
///
/// Counted are the stored values and two copies in float64, the one read and one being worked on.
func checkMemory(for values: Int, type: SampleType, file: String) throws(ImageFileError) {
  try checkMemory(for: values, bytesEach: type.byteCount, file: file)
}

/// The same for stored values of a size in bytes.
func checkMemory(for values: Int, bytesEach: Int, file: String) throws(ImageFileError) {
  let available = Memory.available
  guard values <= available / (bytesEach + 16) else {
    let needed = Double(values) * Double(bytesEach + 16)
    throw ImageFileError(file, .tooLarge(voxels: values, needed: needed, available: available))
  }
}

/// What this process may use.
private enum Memory {
  /// Bytes: the machine's memory, or the lowest limit that is set for the process. A process that reads one file after
  /// another may have a limit of its own for each.
  static var available: Int {
    [RLIMIT_AS, RLIMIT_DATA].map { kind in
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0 else { return machine }
      return limit.rlim_cur < rlim_t(machine) ? Int(limit.rlim_cur) : machine
    }.min() ?? machine
  }

  private static let machine = max(sysconf(Int32(_SC_PHYS_PAGES)), 1) * max(sysconf(Int32(_SC_PAGESIZE)), 1)
}
