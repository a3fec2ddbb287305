import Foundation
import LocalServer
import Synchronization

/// A server with a few routes, and the requests that it should answer.
struct ServedPage {
  let server: RunningServer
  let failures = Failures()

  /// Errors that routes threw.
  final class Failures: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ error: any Error) { all.withLock { $0.append("\(error)") } }
    var texts: [String] { all.withLock { $0 } }
  }

  struct Secret: Error { let path = "/home/somebody/patient" }

  static let page = "<!doctype html><title>Page</title>"
  /// More than sockets buffer.
  static let large = Data(repeating: 7, count: 64 << 20)

  init(_ limits: ServerLimits = ServerLimits()) throws {
    let failures = failures
    server = try LocalServer(
      limits: limits,
      routes: [
        .get { _ in LocalResponse(.html, Data(Self.page.utf8), caching: .asked(tag: "1")) },
        .get("slice", .number, .name, .numbered(".bin")) { request in
          LocalResponse(.text, Data("\(request.numbers) \(request.names)".utf8), caching: .immutable(tag: "s"))
        },
        .get("slow") { _ in
          usleep(700_000)
          return LocalResponse(.text, Data("slow".utf8))
        },
        .get("large") { _ in LocalResponse(.bytes, Self.large) },
        .get("fails") { _ in throw Secret() },
        .get("refuses") { _ in throw RequestRefusal(.conflict, "Not now.") },
        .post("echo") { request in LocalResponse(.json, request.body) },
      ], failed: { failures.add($0) }
    ).start()
  }

  var port: Int { server.port }
  var token: String { String(server.address.split(separator: "/")[2]) }
  var host: String { "127.0.0.1:\(port)" }

  /// A request as a browser sends it.
  func get(_ path: String = "", _ headers: String...) -> String {
    "GET /\(token)/\(path) HTTP/1.1\r\nHost: \(host)\r\n\(headers.map { $0 + "\r\n" }.joined())\r\n"
  }

  func post(_ path: String, _ body: String, type: String = "application/json", _ headers: String...) -> String {
    let own = headers.isEmpty ? ["Origin: http://\(host)"] : headers.filter { !$0.isEmpty }
    return "POST /\(token)/\(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\(own.map { $0 + "\r\n" }.joined())\r\n\(body)"
  }

  /// Sends a text and reads the answer.
  func ask(_ text: String) throws -> Reply {
    let client = try RawClient(port)
    client.send(text)
    return client.read()
  }
}
