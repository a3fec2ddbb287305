import Cohorts
import Foundation
import Glibc

/// A check or a run that another server started, which may have ended since: its child goes on.
///
/// It is known by its standard input, which is the locked folder of the study (``JobLock``), and by its words. The
/// table of locks of the system would name the process that took the lock, and that is the server.
package struct StrayJob: Hashable, Sendable {
  package let kind: JobKind
  let process: pid_t
  /// When it began, in ticks of the system: a process of the same number that began later is another one.
  private let start: UInt64

  /// The job at work in the folder of a study; `nil` if there is none of this user.
  package init?(in folder: String) {
    var home = stat()
    guard stat(folder, &home) == 0 else { return nil }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let process = pid_t(name), let found = StrayJob(process, home) else { continue }
      self = found
      return
    }
    return nil
  }

  private init?(_ process: pid_t, _ home: stat) {
    var input = stat()
    // The folder of another user's process cannot be looked at.
    guard process != getpid(), stat("/proc/\(process)/fd/0", &input) == 0, input.st_ino == home.st_ino,
      input.st_dev == home.st_dev, getpgid(process) == process,
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"),
      let start = Self.start(of: process)
    else { return nil }
    let arguments = words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let at = arguments.firstIndex(of: "study"), arguments.indices.contains(at + 1),
      let kind = JobKind(rawValue: arguments[at + 1])
    else { return nil }
    (self.kind, self.process, self.start) = (kind, process, start)
  }

  /// The 22nd field of `/proc/PID/stat`, counted behind the name, which may hold anything.
  private static func start(of process: pid_t) -> UInt64? {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat"),
      let end = data.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = String(decoding: data[data.index(after: end)...], as: UTF8.self).split(separator: " ")
    return fields.indices.contains(19) ? UInt64(fields[19]) : nil
  }

  /// Asks it and all that it started to end, and makes it end if it does not.
  package func stop() {
    kill(-process, SIGTERM)
    Thread.detachNewThread { [self] in
      sleep(5)
      if Self.start(of: process) == start { kill(-process, SIGKILL) }
    }
  }
}
