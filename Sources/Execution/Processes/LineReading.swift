import Glibc

/// The lines that come through a pipe.
package struct LineReading {
  /// What came.
  package enum Arrival {
    case line(String)
    /// The other end is closed.
    case end
    /// Nothing came in time.
    case late
  }

  private let descriptor: Int32
  private let longest: Int
  private var (buffer, rest) = ([UInt8](repeating: 0, count: 1 << 16), [UInt8]())
  /// Bytes of `rest` that are known to hold no end of a line.
  private var searched = 0

  init(_ descriptor: Int32, longest: Int) { (self.descriptor, self.longest) = (descriptor, longest) }

  /// The next line; `nil` when the other end is closed.
  package mutating func next() -> String? {
    if case .line(let line) = next(before: nil) { line } else { nil }
  }

  /// The next line, for which one waits no longer than until a time; `nil` waits for ever.
  package mutating func next(before time: ContinuousClock.Instant?) -> Arrival {
    while true {
      if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        searched = 0
        return .line(line)
      }
      searched = rest.count
      if let time, !arrives(before: time) { return .late }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        defer { (rest, searched) = ([], 0) }
        return rest.isEmpty ? .end : .line(String(decoding: rest, as: UTF8.self))
      }
      rest += buffer[..<count]
      // What has an end stays, since the lines behind it are whole.
      if rest.count > longest, !rest[searched...].contains(UInt8(ascii: "\n")) { rest.removeSubrange(longest...) }
    }
  }

  /// Waits for something to read, or for the other end to close.
  private func arrives(before time: ContinuousClock.Instant) -> Bool {
    while true {
      let left = (time - .now) / .milliseconds(1)
      var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&place, 1, Int32(min(max(left.rounded(.up), 0), 60_000)))
      if count > 0 { return true }
      if count == 0, left <= 0 { return false }
    }
  }
}
