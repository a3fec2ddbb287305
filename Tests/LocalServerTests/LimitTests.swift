import Foundation
import LocalServer
import TestSupport
import Testing

/// What clients may take: time, bytes and connections.
@Suite struct LimitTests {
  private static func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  private func isAnswered(_ page: ServedPage) throws {
    let status = try page.ask(page.get()).status
    #expect(status == 200)
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let elapsed = try ContinuousClock().measure(body)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }

  /// A byte from time to time does not extend the deadline, and silence has the same one.
  @Test func slowAndSilentClientsEnd() throws {
    let page = try ServedPage(Self.limits { $0.request = .milliseconds(500) })
    defer { page.server.stop() }
    let silent = try RawClient(page.port)
    let slow = try RawClient(page.port)
    let time = seconds {
      for byte in page.get("", "X: " + String(repeating: "a", count: 200)).utf8 {
        guard slow.send([byte]) else { break }
        usleep(10_000)
      }
    }
    #expect(time < 2.5)
    #expect(slow.read().text.isEmpty || slow.read().status != 200)
    let reply = silent.read()
    #expect(reply.status == 408 && reply.end == .closed)
    let body = try RawClient(page.port)
    body.send(page.post("echo", "{}").replacing("Content-Length: 2", with: "Content-Length: 20"))
    #expect(body.read().status == 408)
  }

  /// The refusal of a large body can be read although the client still sends.
  @Test(arguments: [true, false]) func largeBodiesAreRefusedAndTheClientCanReadIt(isChunked: Bool) throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    let client = try RawClient(page.port)
    let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 20000000"
    client.send(page.post("echo", "").replacing("Content-Length: 0", with: length))
    let part = [UInt8](repeating: 0x20, count: 0x8000)
    for _ in 0..<40 {
      let isTaken = isChunked ? client.send(Array("8000\r\n".utf8) + part + Array("\r\n".utf8)) : client.send(part)
      guard isTaken else { break }
      usleep(1000)
    }
    let reply = client.read()
    #expect(reply.status == 413 && reply.count == 1, "\(reply.text)")
    // A chunked body within the limit is taken.
    let small = page.post("echo", "").replacing("Content-Length: 0", with: "Transfer-Encoding: chunked")
    #expect(try page.ask(small + "2\r\n{}\r\n0\r\n\r\n").body == "{}")
  }

  /// Idle connections keep nobody out, however many there are.
  @Test func thousandsOfConnectionsKeepNobodyOut() throws {
    let page = try ServedPage(Self.limits { $0.connections = 16 })
    defer { page.server.stop() }
    let idle = try (0..<1500).map { _ in try RawClient(page.port) }
    let time = try seconds { try isAnswered(page) }
    #expect(time < 2)
    // All but the last ones were closed at once, and not at the deadline of ten seconds.
    idle.forEach { $0.wait(seconds: 1) }
    let closed = idle.prefix(1400).count { $0.read().end != .stillOpen }
    #expect(closed == 1400)
  }

  /// What is sent behind a request is not taken for a second one.
  @Test func aConnectionHasOneRequest() throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    for second in [
      page.get("slice/1/a/1.bin"), page.post("echo", "{}"), "garbage", String(repeating: "x", count: 99_999),
    ] {
      for first in [page.get(), page.get("slow"), page.post("echo", "{}")] {
        let reply = try page.ask(first + second)
        #expect(reply.status == 200 && reply.count == 1 && reply.end == .closed, "\(reply.text.prefix(400))")
      }
    }
  }

  @Test func halfARequestGetsNothingAndAWholeOneItsAnswer() throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    for count in [0, 1, 20, page.get().utf8.count - 2] {
      let client = try RawClient(page.port)
      client.send(Array(page.get().utf8.prefix(count)))
      client.finish()
      let reply = client.read()
      #expect(reply.status != 200 && reply.end != .stillOpen)
    }
    for whole in [page.get(), page.get("slow"), page.post("echo", "{}")] {
      let client = try RawClient(page.port)
      client.send(whole)
      client.finish()
      #expect(client.read().status == 200)
    }
  }

  /// A client that takes nothing is closed, and gets no more than sockets keep; one that takes all gets every byte.
  @Test func slowReadersEnd() throws {
    let page = try ServedPage(Self.limits { $0.response = .milliseconds(600) })
    defer { page.server.stop() }
    let client = try RawClient(page.port)
    client.send(page.get("large"))
    usleep(2_000_000)
    let reply = client.read()
    #expect(reply.bytes.count < ServedPage.large.count && reply.end != .stillOpen)
    let other = try ServedPage()
    defer { other.server.stop() }
    let quick = try other.ask(other.get("large"))
    #expect(quick.bytes.count > ServedPage.large.count && quick.bytes.suffix(1000).allSatisfy { $0 == 7 })
  }

  /// Answers that block hold up nobody but those who wait for a thread.
  @Test func answersRunBesideEachOther() throws {
    let page = try ServedPage(Self.limits { $0.threads = 3 })
    defer { page.server.stop() }
    let slow = try (0..<2).map { _ in try RawClient(page.port) }
    let time = try seconds {
      slow.forEach { $0.send(page.get("slow")) }
      try isAnswered(page)
    }
    #expect(time < 0.6)
    #expect(slow.allSatisfy { $0.read().body == "slow" })
  }

  @Test func failuresTellTheClientNoPaths() throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    let reply = try page.ask(page.get("fails"))
    #expect(reply.status == 500 && !reply.text.contains("somebody") && reply.body.hasPrefix(#"{"error":"#))
    #expect(page.failures.texts.count == 1 && page.failures.texts[0].contains("somebody"))
    let refusal = try page.ask(page.get("refuses"))
    #expect(refusal.status == 409 && refusal.body == #"{"error":"Not now."}"# && page.failures.texts.count == 1)
  }

  /// The end waits for answers in progress, and not for those who only wait.
  @Test func anEndLetsAnswersEnd() throws {
    let page = try ServedPage()
    let (idle, asking) = (try RawClient(page.port), try RawClient(page.port))
    asking.send(page.get("slow"))
    usleep(150_000)
    let time = seconds { page.server.stop() }
    #expect(time > 0.3 && time < 4)
    #expect(asking.read().body == "slow" && idle.read().status == nil)
    #expect(throws: RawClient.Failed.self) { try RawClient(page.port) }
  }

  @Test func aPortInUseIsSaid() throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    let error = #expect(throws: ServerError.self) { try LocalServer(routes: []).start(port: page.port) }
    #expect(error?.description.contains("another program uses it") == true)
  }

  @Test func tokensDiffer() {
    let all = Set((0..<1000).map { _ in AccessToken().text })
    #expect(all.count == 1000 && all.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
  }
}
