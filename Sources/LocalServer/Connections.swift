internal import NIOCore

/// The connections of a server. Only its event loop touches them.
final class Connections {
  private var open: [Int: Exchange] = [:]
  private var next = 0
  private let most: Int
  /// Answers that are being made, also for clients that have gone.
  var answering = 0

  init(most: Int) { self.most = most }

  /// Takes a new connection, and closes the oldest that waits for its client if there are too many.
  /// - Returns: its number; `nil` if all others are being answered.
  func admit(_ exchange: Exchange) -> Int? {
    if open.count >= most {
      guard let oldest = open.filter({ $0.value.isWaitingForClient }).min(by: { $0.key < $1.key }) else { return nil }
      open[oldest.key] = nil
      oldest.value.close()
    }
    next += 1
    open[next] = exchange
    return next
  }

  func remove(_ number: Int) { open[number] = nil }

  /// Closes those that wait for their clients. The others end with their answers.
  func closeWaiting() { open.values.filter(\.isWaitingForClient).forEach { $0.close() } }

  /// Whether nobody waits and nothing is done.
  var isIdle: Bool { open.isEmpty && answering == 0 }
}
