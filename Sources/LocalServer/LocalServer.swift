internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A server for pages of this machine: loopback only, behind a secret address, with limits on all that a client can
/// take.
package struct LocalServer: Sendable {
  /// What all connections share.
  struct Service: Sendable {
    let token: AccessToken
    let limits: ServerLimits
    let routes: [Route]
    let threads: HandlerThreads
    /// Is told of answers that failed.
    let failed: @Sendable (any Error) -> Void

    /// A connection knows the port at which it arrived, before the server itself does.
    func gate(port: Int?) -> RequestGate { RequestGate(token: token, port: port ?? 0) }

    /// The answer of a route. An error that is no refusal is told to the terminal only, since it may name a path.
    func response(to request: LocalRequest, by route: Route) async -> LocalResponse {
      do {
        return try await route.answer(request).answering(known: request.knownTag)
      } catch let refusal as RequestRefusal {
        return refusal.response
      } catch {
        failed(error)
        return RequestRefusal(.failed, "The server could not answer. The terminal that runs it says why.").response
      }
    }
  }

  private let token: AccessToken
  private let limits: ServerLimits
  private let routes: [Route]
  private let failed: @Sendable (any Error) -> Void

  /// - Parameters:
  ///   - routes: what is answered; the first that fits counts.
  ///   - failed: is told of errors of routes that are no refusals.
  package init(
    token: AccessToken = AccessToken(), limits: ServerLimits = ServerLimits(), routes: [Route],
    failed: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    (self.token, self.limits, self.routes, self.failed) = (token, limits, routes, failed)
  }

  /// Begins to answer.
  /// - Parameter port: 0 for one that is free.
  package func start(port: Int = 0) throws(ServerError) -> RunningServer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let service = Service(
      token: token, limits: limits, routes: routes, threads: HandlerThreads(count: limits.threads), failed: failed)
    let connections = NIOLoopBoundBox.makeBoxSendingValue(
      Connections(most: limits.connections), eventLoop: group.next())
    do {
      // An address and no name: nothing outside this machine can be meant, whatever a name stands for.
      let channel = try bootstrap(group, service, connections).bind(host: "127.0.0.1", port: port).wait()
      guard let port = channel.localAddress?.port else { throw ServerError(port: port, cause: "it has no port") }
      return RunningServer(
        port: port, token: token, ending: limits.ending, group: group, channel: channel, connections: connections,
        threads: service.threads)
    } catch {
      service.threads.stop()
      group.shutdownGracefully { _ in }
      throw ServerError(port: port, cause: (error as? IOError)?.cause ?? "\(error)")
    }
  }

  private func bootstrap(
    _ group: MultiThreadedEventLoopGroup, _ service: Service, _ connections: NIOLoopBoundBox<Connections>
  ) -> ServerBootstrap {
    var head = NIOHTTPDecoderLimitConfiguration()
    (head.maxHeaderFieldSize, head.maxHeaderListSize, head.maxHeaderFieldCount) = (
      limits.head, limits.head, limits.headers
    )
    let decoding = head
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16 << 10))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoding)
          try channel.pipeline.syncOperations.addHandlers([
            HTTPResponseEncoder(), ByteToMessageHandler(decoder), Exchange(service, connections.value),
          ])
        }
      }
  }
}

/// Why a server did not start.
package struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  package let port: Int
  package let cause: String

  /// The cause and what to do next.
  package var description: String {
    port == 0
      ? "no port of 127.0.0.1 can be opened: \(cause). Another program may forbid it."
      : "the port \(port) of 127.0.0.1 cannot be opened: \(cause). Give another with --port, or leave it out for one that is free."
  }
}

extension IOError {
  fileprivate var cause: String {
    errnoCode == EADDRINUSE ? "another program uses it" : String(cString: strerror(errnoCode))
  }
}
