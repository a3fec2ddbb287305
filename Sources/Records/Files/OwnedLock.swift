import Glibc

/// A lock on a file that says who has it, for as long as the process lives that took it.
///
/// The lock is `flock` on a file that stays. Linux takes it over NFS, too, where it holds between machines (flock(2)).
/// The system releases it when the process ends, however it ends, so a file that is left is no lock.
package final class OwnedLock: Sendable {
  /// What came of asking for a lock.
  package enum Outcome {
    case held(OwnedLock)
    /// Somebody else has it; `nil` where the file does not say who.
    case busy(LockHolder?)
    /// There are no locks, with what the system says.
    case noLocks(cause: String)
  }

  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock of a file, which is made if it is not there.
  package static func take(_ path: String) -> Outcome {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return .noLocks(cause: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      defer { close(descriptor) }
      return number == EWOULDBLOCK
        ? .busy(LockHolder(content(of: descriptor))) : .noLocks(cause: String(cString: strerror(number)))
    }
    write(LockHolder.own.text, into: descriptor)
    return .held(OwnedLock(descriptor))
  }

  /// Whether somebody has the lock of a file.
  package static func isTaken(_ path: String) -> Bool {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  private static func content(of descriptor: Int32) -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
      // Invariant: the buffer has room for 512 bytes.
      count = max(0, pread(descriptor, buffer.baseAddress, 512, 0))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, into descriptor: Int32) {
    guard ftruncate(descriptor, 0) == 0 else { return }
    let bytes = Array(text.utf8)
    // Who has the lock is a help for people; it is held without these words, too.
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }
}

/// Who has a lock, or had it.
public struct LockHolder: Hashable, Sendable {
  /// Name of the machine.
  public let host: String
  /// Number of the process on it.
  public let process: Int32

  init(host: String, process: Int32) { (self.host, self.process) = (host, process) }

  /// The holder that a lock's file names.
  init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let process = Int32(words[0]) else { return nil }
    self.init(host: String(words[1]), process: process)
  }

  /// This process.
  static var own: LockHolder {
    var name = utsname()
    let isKnown = uname(&name) == 0
    let host = withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return LockHolder(host: isKnown ? host : "an unnamed machine", process: getpid())
  }

  fileprivate var text: String { "\(process) \(host)\n" }
}
