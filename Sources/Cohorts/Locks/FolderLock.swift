import Glibc

/// A lock on an open folder (`flock`): the system releases it when the process ends, however it ends, and no file is
/// left.
package enum FolderLock {
  /// The descriptor of a folder, which no program that is started later gets; negative if it cannot be opened.
  package static func open(_ folder: String) -> Int32 { Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }

  /// Takes the lock if nobody else has it. A file system without locks gives none and no error.
  /// - Parameter asks: whether it is only asked for, which does not keep others who ask from it.
  /// - Returns: whether somebody else has it.
  package static func isBusy(_ descriptor: Int32, asks: Bool = false) -> Bool {
    flock(descriptor, (asks ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
