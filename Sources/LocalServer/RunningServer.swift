import Dispatch
import Glibc
internal import NIOCore
internal import NIOPosix

/// A server that answers.
package final class RunningServer: Sendable {
  package let port: Int
  /// Where its page is, with the token. Whoever has it may use the server.
  package let address: String
  private let ending: Duration
  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel
  private let connections: NIOLoopBoundBox<Connections>
  private let threads: HandlerThreads

  init(
    port: Int, token: AccessToken, ending: Duration, group: MultiThreadedEventLoopGroup, channel: any Channel,
    connections: NIOLoopBoundBox<Connections>, threads: HandlerThreads
  ) {
    self.port = port
    address = "http://127.0.0.1:\(port)/\(token.text)/"
    (self.ending, self.group, self.channel, self.connections) = (ending, group, channel, connections)
    self.threads = threads
  }

  /// Takes no new connection, lets answers in progress end, and closes.
  package func stop() {
    try? channel.close().wait()
    let end = ContinuousClock.now + ending
    while !isIdle {
      // An answer that never ends keeps its threads; whoever stops the server ends the program.
      guard ContinuousClock.now < end else { return }
      usleep(20_000)
    }
    try? group.syncShutdownGracefully()
    threads.stop()
  }

  /// Whether nobody is left to be answered. Clients that only wait are closed.
  private var isIdle: Bool {
    let connections = connections
    let idle = channel.eventLoop.submit {
      connections.value.closeWaiting()
      return connections.value.isIdle
    }
    return (try? idle.wait()) ?? true
  }

  /// Waits until somebody ends the program by SIGINT (Control-C) or SIGTERM, and stops. The second signal ends the
  /// program at once.
  /// - Parameter noticed: is called before requests in progress are waited for.
  package func runUntilSignal(noticed: () -> Void = {}) {
    let arrived = DispatchSemaphore(value: 0)
    let sources = [SIGINT, SIGTERM].map { number in
      // The default action would end the program before the source sees the signal.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        arrived.signal()
      }
      source.resume()
      return source
    }
    arrived.wait()
    noticed()
    stop()
    sources.forEach { $0.cancel() }
  }
}
