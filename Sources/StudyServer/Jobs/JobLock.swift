import Glibc

/// Keeps two jobs from working in the folder of one study at a time, of one server or of two.
///
/// The lock is on the open folder, so no file is left behind. The child that works gets the folder as its standard
/// input, which it never reads: so the lock is held until the child ends, even if the server ends before it.
struct JobLock: ~Copyable {
  let descriptor: Int32

  /// - Throws: `.busy` if somebody else has the lock.
  init(_ folder: String) throws(ServeError) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable("\(folder): \(String(cString: strerror(errno))).") }
    // A file system without locks gives none and no error.
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    throw .busy(folder: folder)
  }

  deinit { close(descriptor) }

  /// Whether somebody has the lock now.
  static func isHeld(_ folder: String) -> Bool {
    do throws(ServeError) {
      _ = try JobLock(folder)
      return false
    } catch {
      if case .busy = error { return true }
      return false
    }
  }
}
