import Foundation
import LocalServer
import Synchronization
import TestSupport

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

  private var raw: RawPage {
    guard let raw = RawPage(server.address) else { preconditionFailure("an address of another form") }
    return raw
  }
  var port: Int { raw.port }
  var token: String { raw.token }
  var host: String { raw.host }
  func get(_ path: String = "") -> String { raw.get(path) }
  func get(_ path: String, _ header: String) -> String { raw.get(path, header) }
  func post(_ path: String, _ body: String, type: String = "application/json") -> String {
    raw.post(path, body, type: type)
  }
  func post(_ path: String, _ body: String, _ first: String, _ second: String = "") -> String {
    raw.post(path, body, first, second)
  }
  func ask(_ text: String) throws -> Reply { try raw.ask(text) }
}
