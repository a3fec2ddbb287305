import Glibc

/// A client that sends bytes as they are, which no proper client would.
final class RawClient {
  private let descriptor: Int32

  /// Connects to a port of this machine.
  init(_ port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failed(cause: "connect: \(String(cString: strerror(errno)))") }
    wait(seconds: 20)
  }

  deinit { close(descriptor) }

  struct Failed: Error { let cause: String }

  /// How long ``read()`` waits for more.
  func wait(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Makes the buffer of what arrives as small as the system allows.
  func takeLittle() {
    var size: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Whether all bytes were taken.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Says that nothing more comes.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// All until the server closes.
  func read() -> Reply {
    var (all, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else {
        return Reply(bytes: all, end: count == 0 ? .closed : errno == ECONNRESET ? .reset : .stillOpen)
      }
      all += buffer[..<count]
    }
  }
}

/// What a server sent on one connection.
struct Reply {
  enum End: Equatable { case closed, reset, stillOpen }

  let bytes: [UInt8]
  let end: End

  var text: String { String(decoding: bytes, as: UTF8.self) }
  /// `nil` if nothing was sent.
  var status: Int? { text.hasPrefix("HTTP/1.1 ") ? Int(text.dropFirst(9).prefix(3)) : nil }
  /// Heads of answers.
  var count: Int { text.components(of: "HTTP/1.1 ") }
  var head: String { text.range(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) } ?? text }
  var body: String { text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }

  func has(_ header: String) -> Bool {
    head.lowercased().split(separator: "\r\n").contains { $0 == header.lowercased() }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }

  fileprivate func range(of part: String) -> Range<Index>? { firstRange(of: part) }
}
