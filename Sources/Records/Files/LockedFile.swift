import Foundation
import Glibc

/// A file of the user that one writer at a time extends or replaces.
///
/// The lock is on the file itself (`flock`), which the system releases when the process ends. A link is followed to its
/// target. Owner, group and mode stay as they are; a new file is readable by its user alone. A file system without
/// locks gives none and no error.
package struct LockedFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// Whether it was made here and holds nothing yet.
  private var isNew: Bool

  /// Opens or makes the file and waits for its lock.
  /// - Parameter patience: how long another writer may have the lock, who needs milliseconds.
  package init(_ path: String, patience: Duration = .seconds(5)) throws(UserFileError) {
    let end = ContinuousClock.now + patience
    while true {
      let target = try UserFile.target(of: path)
      let own = target ?? path
      guard let opened = try UserFile.open(own, target == nil ? O_RDWR | O_CREAT : O_RDWR) else {
        // The folder is not there, or the file was removed since.
        guard target == nil || ContinuousClock.now >= end else { continue }
        throw UserFileError(file: path, .system(ENOENT))
      }
      try Self.lock(opened, path, until: end)
      // A writer who was waited for replaced the file, or somebody removed it: another one stands there now.
      guard Self.isThe(opened, at: own) else {
        close(opened)
        guard ContinuousClock.now < end else { throw UserFileError(file: path, .locked) }
        continue
      }
      (self.path, descriptor, isNew) = (own, opened, target == nil)
      return
    }
  }

  deinit {
    // Nothing was written into it, so nothing is left of it.
    var facts = stat()
    if isNew, fstat(descriptor, &facts) == 0, facts.st_size == 0, Self.isThe(descriptor, at: path) { unlink(path) }
    close(descriptor)
  }

  private static func lock(_ descriptor: Int32, _ path: String, until end: ContinuousClock.Instant)
    throws(UserFileError)
  {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      // Another number than "somebody has it" is that of a file system without locks.
      guard errno == EWOULDBLOCK || errno == EINTR else { return }
      guard ContinuousClock.now < end else {
        close(descriptor)
        throw UserFileError(file: path, .locked)
      }
      // Of equal writers none is always the first to ask again.
      usleep(.random(in: 300...1500))
    }
  }

  private static func isThe(_ descriptor: Int32, at path: String) -> Bool {
    var (own, there) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && stat(path, &there) == 0 && own.st_ino == there.st_ino
      && own.st_dev == there.st_dev
  }

  /// The bytes as they are now.
  package borrowing func content() throws(UserFileError) -> Data { try UserFile.content(of: descriptor, path) }

  /// Replaces `old`, which is the content, by another one, which is on disk when this returns.
  ///
  /// A whole new file takes the place of the old one, so that a killed writer leaves one of the two. Where the new one
  /// could not be like the old (it belongs to somebody else, has a second name, or rules of access beyond its mode), or
  /// where the folder takes no file, the old one is extended in place.
  package consuming func replace(_ old: Data, by new: Data) throws(UserFileError) {
    AtomicFile.removePartsOfDeadWriters(of: path)
    let code = isReplaceable ? replaced(by: new) : EPERM
    guard code != 0 else {
      isNew = false
      return
    }
    guard [EPERM, EACCES, EBUSY, EROFS].contains(code), new.starts(with: old) else {
      throw UserFileError(file: path, .system(code))
    }
    if let code = extended(by: new.dropFirst(old.count), at: old.count) {
      throw UserFileError(file: path, .system(code))
    }
    isNew = false
  }

  private var isReplaceable: Bool {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_nlink == 1 else { return false }
    return (facts.st_uid == geteuid() || geteuid() == 0) && !hasOwnRules
  }

  /// Whether lists of access (`setfacl`) or other attributes stand beside the mode. Those of the system itself, as of
  /// SELinux, a new file gets too.
  private var hasOwnRules: Bool {
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    let names = facts?[FileAttributeKey(rawValue: "NSFileExtendedAttributes")] as? [String: Any] ?? [:]
    return names.keys.contains { !$0.hasPrefix("security.") }
  }

  /// - Returns: 0, or the number of what went wrong.
  private func replaced(by new: Data) -> Int32 {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return errno }
    let part = AtomicFile.part(of: path)
    let file = Glibc.open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return errno }
    defer { close(file) }
    var made = stat()
    let isLike =
      fstat(file, &made) == 0
      && (made.st_uid == facts.st_uid && made.st_gid == facts.st_gid || fchown(file, facts.st_uid, facts.st_gid) == 0)
    guard isLike, fchmod(file, facts.st_mode & 0o7777) == 0, Self.write(new, to: file, at: 0), fsync(file) == 0,
      rename(part, path) == 0
    else {
      let code = errno
      unlink(part)
      return code
    }
    // The name is on disk only with its folder.
    let folder = Glibc.open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    return 0
  }

  /// - Returns: the number of what went wrong; the file is then as it was.
  private func extended(by new: Data, at size: Int) -> Int32? {
    guard Self.write(new, to: descriptor, at: size), fsync(descriptor) == 0 else {
      let code = errno
      ftruncate(descriptor, off_t(size))
      return code
    }
    return nil
  }

  private static func write(_ data: Data, to file: Int32, at start: Int) -> Bool {
    data.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        // Invariant: the rest of the buffer begins at `done` and ends with it.
        let count = pwrite(file, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(start + done))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

}
