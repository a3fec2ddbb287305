import Records
import Synchronization

/// Keeps a second process from writing into the folder of a run that is at work: their files would be mixed.
///
/// It is one of the process: a run that begins again in the same one shares it.
final class RunLock: Sendable {
  /// Name of its file in the folder of the cache, which stays.
  static let name = "lock"

  private let path: String
  /// Why there is no lock, if so.
  let absence: String?
  /// Locks by path, with the number of runs that have each.
  private static let held = Mutex<[String: (lock: OwnedLock, runs: Int)]>([:])

  /// Locks the folder of a cache, which is that of the run at `run`.
  /// - Throws: `.busy` while another process holds it.
  init(_ folder: String, of run: String) throws(StoreError) {
    let path = "\(folder)/\(Self.name)"
    let outcome = Self.held.withLock { held in
      if let own = held[path] {
        held[path] = (own.lock, own.runs + 1)
        return OwnedLock.Outcome.held(own.lock)
      }
      let outcome = OwnedLock.take(path)
      if case .held(let lock) = outcome { held[path] = (lock, 1) }
      return outcome
    }
    self.path = path
    switch outcome {
    case .held: absence = nil
    case .noLocks(let cause): absence = cause
    case .busy(let holder): throw .busy(path: run, holder: holder)
    }
  }

  deinit {
    guard absence == nil else { return }
    Self.held.withLock { held in
      guard let own = held[path] else { return }
      held[path] = own.runs > 1 ? (own.lock, own.runs - 1) : nil
    }
  }
}
