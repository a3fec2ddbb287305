import Cohorts
import Glibc

/// Keeps two jobs from working in the folder of one study at a time, of one server or of two.
///
/// The lock is on the open folder, so no file is left behind. The child that works gets the folder as its standard
/// input, which it never reads: so the lock is held until the child ends, even if the server ends before it.
struct JobLock: ~Copyable {
  let descriptor: Int32

  /// - Throws: `.busy` if somebody else has the lock.
  init(_ folder: String) throws(ServeError) {
    let opened = FolderLock.open(folder)
    guard opened >= 0 else { throw .unreadable("\(folder): \(String(cString: strerror(errno))).") }
    guard Self.lock(opened) else {
      close(opened)
      throw .busy(folder: folder)
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  private static func lock(_ descriptor: Int32) -> Bool {
    // Whoever only asks whether the lock is held has it for an instant.
    for _ in 0..<10 {
      guard FolderLock.isBusy(descriptor) else { return true }
      usleep(10_000)
    }
    return false
  }

  /// Whether somebody has the lock now.
  static func isHeld(_ folder: String) -> Bool {
    let descriptor = FolderLock.open(folder)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return FolderLock.isBusy(descriptor, asks: true)
  }
}
