import Execution
import Foundation
import LocalServer
import TestSupport
import Testing

/// A server over raw sockets: what attackers, broken clients and browsers send.
@Suite struct AttackTests {
  @Test func aSoundRequestIsAnsweredWithHeadersThatKeepABrowserIn() throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    let reply = try page.ask(page.get())
    #expect(reply.status == 200 && reply.body == ServedPage.page && reply.end == .closed)
    for header in [
      "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin",
      "Connection: close", "Content-Type: text/html; charset=utf-8",
      "Content-Length: \(ServedPage.page.utf8.count)",
    ] { #expect(reply.has(header), "\(header)") }
    #expect(reply.head.contains("default-src 'none'; script-src 'self'"))
    #expect(!reply.head.lowercased().contains("access-control"))
    let slice = try page.ask(page.get("slice/12/a%20b/7.bin?x=1"))
    #expect(slice.body == #"[12, 7] ["a b"]"# && slice.has("Cache-Control: private, max-age=86400, immutable"))
    #expect(try page.ask(page.get("slice/12/a/7.bin", "If-None-Match: \"s\"")).status == 304)
    #expect(try page.ask(page.get().replacing("127.0.0.1:", with: "localhost:")).status == 200)
    let bare = try page.ask(page.get().replacing("/ HTTP", with: " HTTP"))
    #expect(bare.status == 308 && bare.has("Location: /\(page.token)/"))
    let posted = try page.ask(page.post("echo", #"{"a": 1}"#))
    #expect(posted.status == 200 && posted.body == #"{"a": 1}"#)
    #expect(try page.ask(page.post("echo", "{}", "Sec-Fetch-Site: same-origin")).status == 200)
  }

  /// What must be refused, each with the status that says why.
  static func refused(_ page: ServedPage) -> [(request: String, status: Int)] {
    let (token, host, own) = (page.token, page.host, page.get())
    let other = token.hasPrefix("0") ? "1" : "0"
    let foreign = [
      "evil.example", "evil.example:\(page.port)", "127.0.0.1", "127.0.0.1:\(page.port + 1)", "[::1]:\(page.port)",
      "127.0.0.1:\(page.port).evil.example", "localhost.evil.example:\(page.port)", "", "0.0.0.0:\(page.port)",
      "user@127.0.0.1:\(page.port)", "127.0.0.1:\(page.port), evil.example",
    ]
    let paths = [
      "/", "/favicon.ico", "/\(token.dropLast())/", "/\(token)0/", "/\(token.uppercased())x/",
      "/\(other)\(token.dropFirst())/",
      "/page/\(token)/", "/?token=\(token)", "/%\(String(token.utf8.first ?? 0, radix: 16))\(token.dropFirst())/",
    ]
    let crooked = [
      "../etc/passwd", "..", "./", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "a%2fb", "a%5cb", "%00",
      "a//b",
      "%zz", "%c0%ae%c0%ae/", "a%0d%0aSet-Cookie:x", "%",
    ]
    let empty = [
      "etc/passwd", "page.html", "slice/-1/a/1.bin", "slice/1/a/1", "slice/1/a/1.bin/", "slice/12345678901/a/1.bin",
      "slice/1/a/+1.bin", "slice/ /a/1.bin".replacing(" ", with: "%20"), "%73low/x",
    ]
    let origins = [
      "Origin: http://evil.example", "Origin: null", "Origin: https://\(host)", "Origin: http://127.0.0.1:1",
      "Origin: HTTP://\(host)",
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
    ]
    var all = foreign.map { (own.replacing(host, with: $0), 403) }
    all += paths.map { (own.replacing("/\(token)/", with: $0), 403) }
    all += crooked.map { (page.get($0), 400) } + empty.map { (page.get($0), 404) }
    all += origins.map { (page.get("", $0), 403) }
    all += origins.map { (page.post("echo", "{}", $0), 403) }
    all += [
      (page.post("echo", "{}", ""), 403),
      (page.post("echo", "{}", "Origin: http://\(host)", "Sec-Fetch-Site: cross-site"), 403),
      (page.post("echo", "{}", "Sec-Fetch-Site: none"), 403),
      (page.post("echo", "a=1", type: "application/x-www-form-urlencoded"), 415),
      (page.post("echo", "{}", type: "text/plain"), 415), (page.post("echo", "{}", type: "application/jsonp"), 415),
      (page.post("slow", "{}"), 405), (page.get("echo"), 405),
      (own.replacing("GET", with: "DELETE"), 405), (own.replacing("GET", with: "OPTIONS"), 405),
      (own.replacing("GET", with: "HEAD"), 405), (own.replacing("GET", with: "TRACE"), 405),
      ("GET /\(token)/ HTTP/1.1\r\n\r\n", 403),
      (own.replacing("Host: \(host)\r\n", with: "Host: \(host)\r\nHost: \(host)\r\n"), 403),
      (own.replacing("/\(token)/", with: "http://\(host)/\(token)/"), 400),
      (own.replacing("/\(token)/", with: "http://evil.example/\(token)/"), 400),
      (own.replacing("HTTP/1.1", with: "HTTP/2.0"), 505),
      (own.replacing("GET", with: "get"), 400), (own.replacing("\r\nHost", with: "\r\n Host"), 400),
      (own.replacing("Host:", with: "Host :"), 400),
      (page.get("", "X: \u{0}"), 400), (page.get("", "X: " + String(repeating: "a", count: 17 << 10)), 431),
      (page.get(String(repeating: "a", count: 17 << 10)), 431),
      (page.get("", (0..<70).map { "X\($0): a" }.joined(separator: "\r\n")), 431),
      (page.get("", "Content-Length: 3") + "abc", 413), (page.get("", "Expect: 100-continue"), 417),
      (page.post("echo", "{}").replacing("Content-Length: 2", with: "Content-Length: 99999999999"), 413),
      (page.post("echo", "{}").replacing("Content-Length: 2", with: "Content-Length: -2"), 400),
      (page.post("echo", "{}").replacing("Content-Length: 2", with: "Content-Length: 2\r\nContent-Length: 3"), 400),
      (page.post("echo", "{}").replacing("Content-Length", with: "Transfer-Encoding: chunked\r\nContent-Length"), 400),
      ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", 400), ("SSH-2.0-OpenSSH_9\r\n", 400), ("{}\r\n\r\n", 400),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ]
    return all
  }

  @Test func whatIsNotFromThePageIsRefused() throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    for (request, status) in Self.refused(page) {
      let reply = try page.ask(request)
      #expect(
        reply.status == status && reply.count == 1, "\(request.prefix(160).debugDescription): \(reply.text.prefix(300))"
      )
      #expect(reply.end == .closed && reply.has("X-Content-Type-Options: nosniff") && !reply.text.contains(page.token))
    }
    #expect(try page.ask(page.get()).status == 200)
  }

  /// Whatever byte of the token or of the host is another, nothing is shown.
  @Test(arguments: 0..<8 as Range<UInt64>) func noOtherTokenOrHostOpens(seed: UInt64) throws {
    let page = try ServedPage()
    defer { page.server.stop() }
    var source = RandomStream(seed: seed, name: "other tokens")
    let sound = Array(page.get().utf8)
    let secret = Array((page.token + page.host).utf8)
    for _ in 0..<40 {
      let place = Int.random(in: 0..<secret.count, using: &source)
      // The token begins behind "GET /", the host behind the rest of the line and "Host: ".
      let at = place < 32 ? 5 + place : 5 + 32 + "/ HTTP/1.1\r\nHost: ".utf8.count + place - 32
      #expect(sound[at] == secret[place])
      var bytes = sound
      repeat { bytes[at] = UInt8.random(in: 0...255, using: &source) } while bytes[at] == sound[at]
      let client = try RawClient(page.port)
      client.send(bytes)
      client.finish()
      let reply = client.read()
      #expect(reply.status != 200 && !reply.text.contains("<title>"), "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  /// Bytes of any kind, cut at any place: the connection ends, and the next client is answered.
  @Test(arguments: 0..<8 as Range<UInt64>) func noBytesStopTheServer(seed: UInt64) throws {
    var limits = ServerLimits()
    limits.request = .milliseconds(400)
    let page = try ServedPage(limits)
    defer { page.server.stop() }
    var source = RandomStream(seed: seed, name: "any bytes")
    for _ in 0..<25 {
      var bytes = Array((Bool.random(using: &source) ? page.get() : page.post("echo", "{}")).utf8)
      for _ in 0..<Int.random(in: 0...6, using: &source) {
        bytes[Int.random(in: bytes.indices, using: &source)] = UInt8.random(in: 0...255, using: &source)
      }
      let client = try RawClient(page.port)
      client.send(Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &source))))
      if Bool.random(using: &source) { client.finish() }
      #expect(client.read().end != .stillOpen)
    }
    #expect(try page.ask(page.get()).status == 200)
  }
}
