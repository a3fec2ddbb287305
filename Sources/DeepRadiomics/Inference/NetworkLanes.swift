import Dispatch
import Execution
import Synchronization

/// A network in as many copies as may run at once.
///
/// Slices that are independent go side by side, each through one copy in one thread. All threads in one slice would
/// wait for each other at the end of each of its steps, which cost more processor time than a third of the arithmetic
/// (`Documentation/performance.md`). A network of whole volumes has one copy, whose threads share the steps.
final class NetworkLanes: Sendable {
  /// A copy in use by one thread at a time: whoever took it out of `idle`.
  private struct Lane: @unchecked Sendable {
    let network: CompiledNetwork
  }

  /// Copies that may run at once.
  private let count: Int
  /// Counts the copies that may still be taken.
  private let free: DispatchSemaphore
  private let original: Lane
  private let idle: Mutex<[Lane]>

  /// - Parameter count: copies that may run at once; they are made when they are first needed.
  init(_ network: CompiledNetwork, count: Int) {
    self.count = count
    free = DispatchSemaphore(value: count)
    original = Lane(network: network)
    idle = Mutex([original])
  }

  /// Runs the network once, when a copy is free.
  func run<Output: Sendable>(
    fill: @Sendable (UnsafeMutableBufferPointer<Float>) -> Void,
    read: @Sendable (UnsafeBufferPointer<Float>) -> Output
  ) throws(NetworkError) -> Output {
    try map(1, fill: { fill($1) }, read: read)[0]
  }

  /// Runs the network `turns` times, as many at once as copies are free, and returns what `read` makes of each run.
  /// - Parameter fill: writes the input of a turn.
  func map<Output: Sendable>(
    _ turns: Int, fill: @Sendable (Int, UnsafeMutableBufferPointer<Float>) -> Void,
    read: @Sendable (UnsafeBufferPointer<Float>) -> Output
  ) throws(NetworkError) -> [Output] {
    let next = Atomic(0)
    free.wait()
    let own = Result { () throws(NetworkError) in try take() }
    // The first thread has a copy; others help as long as copies are free, which other callers may need too.
    let parts = parallelMap(Array(0..<min(count, turns)), workers: count) {
      number -> Result<[(turn: Int, output: Output)], NetworkError> in
      Result { () throws(NetworkError) in
        guard number == 0 || free.wait(timeout: .now()) == .success else { return [] }
        let lane = try number == 0 ? own.get() : take()
        defer { giveBack(lane) }
        var outputs: [(turn: Int, output: Output)] = []
        while true {
          let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard turn < turns else { return outputs }
          outputs.append((turn, try lane.network.run(fill: { fill(turn, $0) }, read: { read($0) })))
        }
      }
    }
    var outputs: [(turn: Int, output: Output)] = []
    for part in parts { outputs += try part.get() }
    return outputs.sorted { $0.turn < $1.turn }.map(\.output)
  }

  /// An idle copy or a new one; one must be free.
  private func take() throws(NetworkError) -> Lane {
    if let lane = idle.withLock({ $0.popLast() }) { return lane }
    do throws(NetworkError) { return Lane(network: try original.network.copy()) } catch {
      free.signal()
      throw error
    }
  }

  private func giveBack(_ lane: Lane) {
    idle.withLock { $0.append(lane) }
    free.signal()
  }
}
