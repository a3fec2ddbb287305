import Foundation
import Glibc

/// Why a file of the user cannot be read or written as it is now.
package struct UserFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problem.
  package enum Problem: Hashable, Sendable {
    /// A pipe, a device, a socket or a folder stands where the file should be.
    case notRegular(UserFile.Kind)
    /// A link whose target is not there.
    case lostTarget
    case tooLarge
    /// Somebody else has the lock for longer than anybody should.
    case locked
    /// What the system said, as its number.
    case system(Int32)
  }

  package let file: String
  package let problem: Problem

  package init(file: String, _ problem: Problem) { (self.file, self.problem) = (file, problem) }

  /// Whether it may pass without anybody changing the file: space comes back, and so does a network.
  package var isPassing: Bool {
    switch problem {
    case .locked: true
    case .system(let code): [ENOSPC, EDQUOT, EIO, EAGAIN, ENOMEM, EMFILE, ENFILE, ESTALE, ETIMEDOUT].contains(code)
    case .notRegular, .lostTarget, .tooLarge: false
    }
  }

  /// Whether there is no space left.
  package var isFull: Bool { problem == .system(ENOSPC) || problem == .system(EDQUOT) }

  /// The file, the cause and what to do next.
  package var description: String { "\(file): \(sentence)" }

  /// The cause and what to do next, without the path.
  package var sentence: String {
    switch problem {
    case .notRegular(let kind): "is \(kind.words), and not a file. Move it away, or name the study otherwise."
    case .lostTarget: "is a link to a file that is not there. Make its target available again, or remove the link."
    case .tooLarge: "has more than \(UserFile.most >> 20) MB, which is no list of decisions. Move it away."
    case .locked: "is locked by another program. It is tried again; end that program if it hangs."
    case .system(ENOSPC), .system(EDQUOT): "cannot be written: the disk is full. Free some space."
    case .system(EACCES), .system(EPERM), .system(EROFS):
      "may not be written or read by this user. Check its permissions."
    case .system(let code): "cannot be used: \(String(cString: strerror(code))). Check the disk and the path."
    }
  }
}

/// Files of the user, which others edit, link and share, also while Apus works.
package enum UserFile {
  /// What else than a file can stand at a path.
  package enum Kind: Hashable, Sendable {
    case folder, pipe, device, socket

    /// `nil` for a regular file.
    init?(_ mode: mode_t) {
      switch mode & S_IFMT {
      case S_IFREG: return nil
      case S_IFDIR: self = .folder
      case S_IFIFO: self = .pipe
      case S_IFSOCK: self = .socket
      default: self = .device
      }
    }

    var words: String {
      switch self {
      case .folder: "a folder"
      case .pipe: "a named pipe"
      case .device: "a device"
      case .socket: "a socket"
      }
    }
  }

  /// Bytes of a file at most.
  static let most = 64 << 20

  /// The bytes of a regular file, behind links too; `nil` if nothing is there. It never waits, as for a pipe.
  package static func content(of path: String) throws(UserFileError) -> Data? {
    guard let target = try target(of: path), let descriptor = try open(target, O_RDONLY) else { return nil }
    defer { close(descriptor) }
    return try content(of: descriptor, path)
  }

  /// The path behind links; `nil` if nothing is there.
  static func target(of path: String) throws(UserFileError) -> String? {
    guard let real = realpath(path, nil) else {
      var facts = stat()
      let isLink = lstat(path, &facts) == 0
      guard errno != ENOENT || isLink else { return nil }
      throw UserFileError(
        file: path, isLink && stat(path, &facts) != 0 && errno == ENOENT ? .lostTarget : .system(errno))
    }
    defer { free(real) }
    return String(cString: real)
  }

  /// Opens a regular file; `nil` if it is not there. What is no file is not even opened, since that alone can wait, or
  /// do something.
  static func open(_ path: String, _ flags: Int32) throws(UserFileError) -> Int32? {
    var facts = stat()
    if stat(path, &facts) == 0, let kind = Kind(facts.st_mode) { throw UserFileError(file: path, .notRegular(kind)) }
    let descriptor = Glibc.open(path, flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw UserFileError(file: path, .system(errno))
    }
    guard fstat(descriptor, &facts) == 0, let kind = Kind(facts.st_mode) else { return descriptor }
    close(descriptor)
    throw UserFileError(file: path, .notRegular(kind))
  }

  static func content(of descriptor: Int32, _ path: String) throws(UserFileError) -> Data {
    var (bytes, part) = (Data(), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = pread(descriptor, &part, part.count, off_t(bytes.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw UserFileError(file: path, .system(errno)) }
      guard count > 0 else { return bytes }
      bytes += part[..<count]
      guard bytes.count <= most else { throw UserFileError(file: path, .tooLarge) }
    }
  }
}
