import Foundation
import Glibc
import Records

/// Adds decisions to the file of a review.
///
/// The folder is locked while the file is read, extended and replaced, so of two writers none loses a line. The file is
/// replaced by renaming a whole one, so a writer who is killed leaves the old file or the new one.
package struct DecisionWriter {
  private let path: String

  /// A writer of the file at `path`, which need not exist.
  package init(_ path: String) { self.path = path }

  /// Adds a decision.
  /// - Parameter check: refuses what the study does not know, before anything is written; it gets all decisions with
  ///   the new one.
  /// - Returns: all decisions.
  package func add(_ decision: ReviewDecision, check: (ReviewDecisions) throws -> Void) throws -> ReviewDecisions {
    let lock = try WriterLock(of: path)
    defer { lock.release() }
    let earlier = try ReviewDecisions(reading: path)
    if let problem = decision.problem { throw ReviewDecisionError(file: path, problem) }
    let all = ReviewDecisions(file: path, earlier.all + [decision])
    try check(all)
    removePartsOfDeadWriters()
    try AtomicFile.write(all.text, to: path)
    return all
  }

  private func removePartsOfDeadWriters() {
    let (folder, name) = (WriterLock.folder(of: path), URL(filePath: path).lastPathComponent)
    for part in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where part.hasPrefix(name + ".") {
      guard let owner = AtomicFile.owner(ofPart: part), kill(owner, 0) != 0, errno == ESRCH else { continue }
      unlink("\(folder)/\(part)")
    }
  }
}

/// The lock on a folder for which a second writer waits. A file system without locks gives none and no error, as for
/// the folder of a run.
private struct WriterLock {
  private let descriptor: Int32

  init(of file: String) throws(ReviewDecisionError) {
    descriptor = FolderLock.open(WriterLock.folder(of: file))
    guard descriptor >= 0 else {
      throw ReviewDecisionError(file: file, .notLocked(cause: String(cString: strerror(errno))))
    }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  func release() { close(descriptor) }

  static func folder(of file: String) -> String { URL(filePath: file).deletingLastPathComponent().path }
}
