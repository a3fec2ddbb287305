import Glibc

/// A client that sends bytes as they are, which no proper client would.
package final class RawClient {
  private let descriptor: Int32

  /// Connects to a port of this machine.
  package init(_ port: Int) throws {
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

  package struct Failed: Error {
    package let cause: String

    package init(cause: String) { self.cause = cause }
  }

  /// How long ``read()`` waits for more.
  package func wait(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Whether all bytes were taken.
  @discardableResult package func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Says that nothing more comes.
  package func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// All until the server closes.
  package func read() -> Reply {
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
package struct Reply: Sendable {
  package enum End: Equatable, Sendable { case closed, reset, stillOpen }

  package let bytes: [UInt8]
  package let end: End

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  /// `nil` if nothing was sent.
  package var status: Int? { text.hasPrefix("HTTP/1.1 ") ? Int(text.dropFirst(9).prefix(3)) : nil }
  /// Heads of answers.
  package var count: Int { text.components(of: "HTTP/1.1 ") }
  package var head: String { text.range(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) } ?? text }
  /// The bytes behind the head.
  package var content: [UInt8] {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return [] }
    return Array(bytes[end...])
  }
  package var body: String { text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }

  package func has(_ header: String) -> Bool {
    head.lowercased().split(separator: "\r\n").contains { $0 == header.lowercased() }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }

  fileprivate func range(of part: String) -> Range<Index>? { firstRange(of: part) }
}

/// A page of a server at its address, with requests as a browser sends them.
package struct RawPage: Sendable {
  package let port: Int
  package let token: String

  /// - Parameter address: `http://127.0.0.1:PORT/TOKEN/`; `nil` for another form.
  package init?(_ address: String) {
    guard let match = address.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\/([0-9a-f]{32})\//), let port = Int(match.1)
    else {
      return nil
    }
    (self.port, token) = (port, String(match.2))
  }

  package var host: String { "127.0.0.1:\(port)" }

  /// A GET with further headers.
  package func get(_ path: String = "", _ headers: String...) -> String {
    "GET /\(token)/\(path) HTTP/1.1\r\nHost: \(host)\r\n\(headers.map { $0 + "\r\n" }.joined())\r\n"
  }

  /// A POST; without headers it has the origin of the page.
  package func post(_ path: String, _ body: String, type: String = "application/json", _ headers: String...) -> String {
    let own = headers.isEmpty ? ["Origin: http://\(host)"] : headers.filter { !$0.isEmpty }
    return "POST /\(token)/\(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\(own.map { $0 + "\r\n" }.joined())\r\n\(body)"
  }

  /// Sends a text and reads the answer.
  package func ask(_ text: String) throws -> Reply {
    let client = try RawClient(port)
    client.send(text)
    return client.read()
  }
}
