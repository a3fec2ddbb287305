import Foundation
internal import NIOCore
internal import NIOHTTP1

/// One request and its answer.
///
/// A connection serves one request and says so (`Connection: close`); on the loopback interface connection and answer
/// take about a millisecond. In return nothing a client sends behind its request is ever taken for a second one, and
/// one deadline bounds all that it can take. Only the event loop of the connection touches an exchange.
final class Exchange: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    case waiting
    case receiving(Route, LocalRequest)
    case answering(Task<Void, Never>)
    case sending
    /// The answer is sent; what else the client sends is read and dropped, so that the answer reaches it.
    case draining
    case closed
  }

  private let service: LocalServer.Service
  private let connections: Connections
  private var number: Int?
  private var state = State.waiting
  private var context: ChannelHandlerContext?
  private var deadline: Scheduled<Void>?

  init(_ service: LocalServer.Service, _ connections: Connections) {
    (self.service, self.connections) = (service, connections)
  }

  /// Whether the server owes the client nothing.
  var isWaitingForClient: Bool {
    switch state {
    case .waiting, .receiving, .draining: true
    case .answering, .sending, .closed: false
    }
  }

  /// Ends the connection at once.
  func close() { context?.close(promise: nil) }
}

// From the client.
extension Exchange {
  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    number = connections.admit(self)
    close(after: service.limits.request) { exchange in
      exchange.refuse(RequestRefusal(.requestTimeout, "The request took too long to arrive."))
    }
  }

  func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    // A sentence would have to be waited for as well, so whoever opens thousands of connections gets none.
    if number == nil { context.close(promise: nil) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    do throws(RequestRefusal) {
      switch (state, Self.unwrapInboundIn(data)) {
      case (.waiting, .head(let head)): try take(head)
      case (.receiving(let route, let request), .body(let bytes)): try take(bytes, of: request, for: route)
      case (.receiving(let route, let request), .end): answer(request, by: route)
      default: break
      }
    } catch {
      refuse(error)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A client may close its side when it has sent its request, and still wait for the answer.
    if case ChannelEvent.inputClosed = event, isWaitingForClient { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch (state, error) {
    case (_, is IOError): context.close(promise: nil)
    case (.waiting, let error as HTTPParserError), (.receiving, let error as HTTPParserError):
      refuse(RequestRefusal(error, limits: service.limits))
    case (.waiting, _), (.receiving, _): context.close(promise: nil)
    // What comes behind a request may be anything.
    case (.answering, _), (.sending, _), (.draining, _), (.closed, _): break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if case .answering(let task) = state { task.cancel() }
    state = .closed
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    self.context = nil
    if let number { connections.remove(number) }
  }

  private func take(_ head: HTTPRequestHead) throws(RequestRefusal) {
    guard head.version.major == 1 else {
      throw RequestRefusal(.versionNotSupported, "This server speaks HTTP/1.1.")
    }
    let plain = RequestHead(
      method: head.method.rawValue, target: head.uri, headers: head.headers.map { (name: $0.name, value: $0.value) })
    switch try service.gate(port: context?.localAddress?.port).check(plain) {
    case .redirect(let location): send(.redirect(to: location))
    case .request(let request):
      let (route, found) = try service.routes.match(request)
      guard plain.values("expect").isEmpty else {
        throw RequestRefusal(.expectationFailed, "This server takes requests as they are. Send the body at once.")
      }
      if let length = plain.values("content-length").first.flatMap(Int.init) { try checkLength(length, of: found) }
      state = .receiving(route, found)
    }
  }

  private func take(_ bytes: ByteBuffer, of request: LocalRequest, for route: Route) throws(RequestRefusal) {
    try checkLength(request.body.count + bytes.readableBytes, of: request)
    var request = request
    // Otherwise the state would hold a second body, which would be copied at every part.
    state = .waiting
    request.body.append(contentsOf: bytes.readableBytesView)
    state = .receiving(route, request)
  }

  private func checkLength(_ length: Int, of request: LocalRequest) throws(RequestRefusal) {
    let most = request.method == .post ? service.limits.body : 0
    guard length <= most else {
      throw RequestRefusal(
        .contentTooLarge, "The body of this request may have \(most) bytes at most, and more were sent.")
    }
  }
}

// To the client.
extension Exchange {
  private func answer(_ request: LocalRequest, by route: Route) {
    guard let context else { return }
    deadline?.cancel()
    let own = NIOLoopBound(self, eventLoop: context.eventLoop)
    let (service, loop) = (service, context.eventLoop)
    connections.answering += 1
    let task = Task(executorPreference: service.threads) {
      let response = await service.response(to: request, by: route)
      loop.execute {
        own.value.connections.answering -= 1
        if case .answering = own.value.state { own.value.send(response) }
      }
    }
    state = .answering(task)
  }

  private func refuse(_ refusal: RequestRefusal) { send(refusal.response) }

  private func send(_ response: LocalResponse) {
    guard let context else { return }
    state = .sending
    close(after: service.limits.response) { $0.abort() }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: response.status.rawValue),
      headers: HTTPHeaders(response.headers.map { ($0.name, $0.value) }))
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    if !response.body.isEmpty {
      context.write(
        Self.wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: response.body)))), promise: nil)
    }
    let own = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).whenComplete { _ in own.value.drain() }
  }

  /// Closes the side of the server, and the connection when the client has done so, or soon.
  ///
  /// If a socket is closed with unread bytes, the system resets the connection, and a client that still sends a body
  /// that is too large never reads why it was refused.
  private func drain() {
    guard let context, case .sending = state else { return }
    state = .draining
    context.close(mode: .output, promise: nil)
    close(after: service.limits.linger) { $0.close() }
  }

  /// Closes without what is not sent yet. The system would otherwise keep it for a client that takes nothing.
  private func abort() {
    if let socket = context?.channel as? any SocketOptionProvider {
      socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
    }
    close()
  }

  private func close(after time: Duration, _ act: @escaping (Exchange) -> Void) {
    guard let context else { return }
    deadline?.cancel()
    let own = NIOLoopBound((self, act), eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: TimeAmount(time)) { own.value.1(own.value.0) }
  }
}

extension RequestRefusal {
  /// What the parser of HTTP found.
  fileprivate init(_ error: HTTPParserError, limits: ServerLimits) {
    switch error {
    case .headerOverflow:
      self.init(
        .headersTooLarge, "The head of a request may have \(limits.head) bytes and \(limits.headers) headers at most.")
    case .invalidVersion: self.init(.versionNotSupported, "This server speaks HTTP/1.1.")
    default: self.init(.badRequest, "The request is not valid HTTP.")
    }
  }
}
