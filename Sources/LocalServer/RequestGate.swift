/// The head of a request as a client sent it.
struct RequestHead {
  let method: String
  let target: String
  let headers: [(name: String, value: String)]

  /// The values of a header, in order.
  func values(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name }.map(\.value)
  }
}

/// Lets in who has the address, from the page of this server or from a program, and nobody else.
///
/// Three things must hold. The `Host` is this machine by the name it has in the address: a foreign page that points its
/// own name at 127.0.0.1 (DNS rebinding) sends that name. The token is right. And what a browser says of the page that
/// asks (`Origin`, `Sec-Fetch-Site`) names this server: a foreign page cannot forge it.
struct RequestGate: Sendable {
  private let token: AccessToken
  private let hosts: [String]

  init(token: AccessToken, port: Int) {
    self.token = token
    // A browser leaves out the port 80.
    let names = ["127.0.0.1", "localhost"]
    hosts = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
  }

  /// What came of a head: a request for the routes, or the address of the page itself.
  enum Passage {
    case request(LocalRequest)
    case redirect(to: String)
  }

  func check(_ head: RequestHead) throws(RequestRefusal) -> Passage {
    let named = head.values("host")
    guard named.count == 1, let host = named.first?.lowercased(), hosts.contains(host) else {
      throw RequestRefusal(
        .forbidden, "The address names another machine. Open the page by the address in the terminal.")
    }
    guard let target = RequestTarget(head.target) else {
      throw RequestRefusal(.badRequest, "The address is not one of this server.")
    }
    // As it stands in the address: no client of ours encodes it.
    let sent = head.target.dropFirst().prefix { $0 != "/" && $0 != "?" }
    guard target.path.first != nil, token.isEqual(to: String(sent)) else {
      throw RequestRefusal(
        .forbidden, "The address lacks the token of this server. Open the page by the whole address in the terminal.")
    }
    guard let method = LocalRequest.Method(rawValue: head.method) else {
      throw RequestRefusal(.methodNotAllowed, "This server answers GET and POST.", allowed: [.get, .post])
    }
    try checkOrigin(head, method, host: host)
    if method == .get, target.path.count == 1 { return .redirect(to: "/\(token.text)/") }
    if method == .post { try checkType(head) }
    let path = target.path.dropFirst()
    return .request(
      LocalRequest(
        method: method, path: path == [""] ? [] : Array(path), query: target.query,
        knownTag: head.values("if-none-match").first))
  }

  private func checkOrigin(
    _ head: RequestHead, _ method: LocalRequest.Method, host: String
  ) throws(RequestRefusal) {
    let (origins, sites) = (head.values("origin"), head.values("sec-fetch-site"))
    let isOpened = method == .get && head.values("sec-fetch-mode") == ["navigate"]
    // Somebody who follows a link to the whole address comes from another site; the page itself then asks for the rest.
    let isOwn =
      origins.allSatisfy { $0 == "http://\(host)" }
      && sites.allSatisfy { $0 == "same-origin" || method == .get && $0 == "none" || isOpened }
    guard isOwn, method == .get || !origins.isEmpty || !sites.isEmpty else {
      throw RequestRefusal(.forbidden, "The request does not come from the page of this server, so it is not done.")
    }
  }

  /// A form of a foreign page cannot send this type without asking first, and it gets no permission.
  private func checkType(_ head: RequestHead) throws(RequestRefusal) {
    let types = head.values("content-type")
    let media = types.first?.split(separator: ";").first?.split(separator: " ").first
    guard types.count == 1, media?.lowercased() == "application/json" else {
      throw RequestRefusal(.unsupportedMediaType, "The body must be application/json.")
    }
  }
}
