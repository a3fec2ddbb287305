import Glibc
import Records
import Synchronization

/// Keeps a second process from writing into the folder of a run that is at work: their files would be mixed.
///
/// The lock is on the open folder (`flock`), so the system releases it when the process ends, however it ends, and no
/// file is left. It is one of the process: a run that begins again in the same one shares it.
final class RunLock: Sendable {
  private let path: String
  /// Descriptors of locked folders, with the number of runs that have each.
  private static let held = Mutex<[String: (descriptor: Int32, runs: Int)]>([:])

  /// Locks the folder at `path`, which is that of the run at `run`.
  /// - Throws: `.busy` while another process holds it. A file system without locks gives none and no error.
  init(_ path: String, of run: String) throws(StoreError) {
    self.path = path
    let isBusy = Self.held.withLock { held in
      if let own = held[path] {
        held[path] = (own.descriptor, own.runs + 1)
        return false
      }
      let descriptor = FolderLock.open(path)
      let isBusy = descriptor >= 0 && FolderLock.isBusy(descriptor)
      if isBusy { close(descriptor) } else { held[path] = (descriptor, 1) }
      return isBusy
    }
    if isBusy { throw .busy(path: run) }
  }

  deinit {
    Self.held.withLock { held in
      guard let own = held[path] else { return }
      held[path] = own.runs > 1 ? (own.descriptor, own.runs - 1) : nil
      if own.runs == 1, own.descriptor >= 0 { close(own.descriptor) }
    }
  }
}
