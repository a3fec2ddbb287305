import Foundation
import Glibc
import Synchronization

/// A web server of one file on this machine, as bad as it is told to be.
final class FileServer: Sendable {
  enum Manner {
    /// Sends what is asked for.
    case good
    /// Closes the first connection after this many bytes, having announced all of them.
    case breaksOff(after: Int)
    /// Sends the whole file whatever part is asked for.
    case ignoresRanges
    /// 404, with a page.
    case hasNothing
  }

  private let content: [UInt8]
  private let manner: Manner
  private let listener: Int32
  private let heard = Mutex<[String?]>([])
  let port: UInt16

  init(_ content: [UInt8], _ manner: Manner = .good) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any in
        // Port 0: the kernel gives a free one, which is asked for afterwards.
        bind(listener, any, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, any, &length) == 0
      }
    }
    guard status else { throw CocoaError(.fileNoSuchFile) }
    (self.content, self.manner, self.listener) = (content, manner, listener)
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in while answer() {} }
  }

  var url: String { "http://127.0.0.1:\(port)/file" }

  /// The `Range` of every request so far; `nil` where the whole file was asked for.
  var ranges: [String?] { heard.withLock(\.self) }

  /// Stops listening: from now on connections are refused.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func answer() -> Bool {
    let connection = accept(listener, nil, nil)
    guard connection >= 0 else { return false }
    defer { close(connection) }
    let range = request(connection).split(separator: "\r\n")
      .first { $0.lowercased().hasPrefix("range:") }.map { String($0.dropFirst(6).trimmingPrefix(" ")) }
    let turn = heard.withLock { heard in
      heard.append(range)
      return heard.count
    }
    let (head, body) = reply(to: range)
    var sent = Array("HTTP/1.1 \(head)\r\nConnection: close\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
    if case .breaksOff(let count) = manner, turn == 1 { sent.removeLast(body.count - count) }
    write(sent, to: connection)
    return true
  }

  private func reply(to range: String?) -> (head: String, body: ArraySlice<UInt8>) {
    if case .hasNothing = manner { return ("404 Not Found", Array("<html>not here</html>".utf8)[...]) }
    var asked = range
    if case .ignoresRanges = manner { asked = nil }
    guard let asked, let start = Int(asked.dropFirst("bytes=".count).dropLast()) else {
      return ("200 OK", content[...])
    }
    guard start < content.count else { return ("416 Range Not Satisfiable", []) }
    let part = "Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)"
    return ("206 Partial Content\r\n\(part)", content[start...])
  }

  private func request(_ connection: Int32) -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      text += buffer.prefix(count)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func write(_ bytes: [UInt8], to connection: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // MSG_NOSIGNAL: a client that went away must not end the test.
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0x4000) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
