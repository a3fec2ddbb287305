import Foundation
import Glibc

/// Why something could not be written, in the system's words, with the kind that a caller can act on.
public struct WriteFailure: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// What would have to change.
  public enum Kind: Hashable, Sendable {
    /// The rights of the user, or a file system that is mounted to be read only.
    case permission
    /// The disk: it is full, it is broken, or its server has gone.
    case disk
  }

  /// The cause, without a full stop.
  public let description: String
  /// What would have to change.
  public let kind: Kind

  /// From an error of Foundation, which has that of the system inside.
  package init(_ error: any Error) {
    let outer = error as NSError
    let inner = outer.userInfo[NSUnderlyingErrorKey] as? NSError ?? outer
    guard inner.domain != NSPOSIXErrorDomain else {
      self.init(code: Int32(inner.code))
      return
    }
    // Foundation's sentences end in a full stop.
    let words = error.localizedDescription
    self.init(
      words: words.hasSuffix(".") ? String(words.dropLast()) : words,
      kind: (error as? CocoaError)?.code == .fileWriteNoPermission ? .permission : .disk)
  }

  /// From the number of an error of the system (`errno`).
  package init(code: Int32) {
    self.init(
      words: String(cString: strerror(code)), kind: [EACCES, EPERM, EROFS].contains(code) ? .permission : .disk)
  }

  /// Where no number is known.
  public init(stringLiteral words: String) { self.init(words: words, kind: .disk) }

  private init(words: String, kind: Kind) { (description, self.kind) = (words, kind) }
}
