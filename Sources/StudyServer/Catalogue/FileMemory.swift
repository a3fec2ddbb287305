import Glibc
import Synchronization

/// What was read from files, read again when a file has changed.
final class FileMemory<Value: Sendable>: Sendable {
  /// What tells that a file is the one that was read.
  private struct Mark: Hashable {
    let seconds: Int
    let nanoseconds: Int
    let size: Int
    let inode: UInt
  }

  private let read: @Sendable (String) -> Value
  private let kept = Mutex<[String: (mark: Mark, value: Value)]>([:])

  init(_ read: @escaping @Sendable (String) -> Value) { self.read = read }

  /// The content of a regular file; `nil` for a link, or for none.
  func value(_ path: String) -> Value? {
    guard let mark = Self.mark(of: path) else { return nil }
    if let own = kept.withLock({ $0[path] }), own.mark == mark { return own.value }
    let value = read(path)
    kept.withLock { $0[path] = (mark, value) }
    return value
  }

  private static func mark(of path: String) -> Mark? {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return Mark(
      seconds: facts.st_mtim.tv_sec, nanoseconds: facts.st_mtim.tv_nsec, size: Int(facts.st_size),
      inode: UInt(facts.st_ino))
  }
}
