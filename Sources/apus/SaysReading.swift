import ArgumentParser
import Records
import Synchronization

/// A command that prints how its tables were read, where that is not plain: another encoding than UTF-8, one of several
/// worksheets. A study says it in its findings.
protocol SaysReading: ParsableCommand {}

/// Runs a command, and prints once for each table what a reader should know of how it was read.
func runSayingReading(_ command: inout any ParsableCommand) throws {
  guard command is any SaysReading else { return try command.run() }
  let told = Shared(paths: [])
  TableNote.tell { path, notes in
    guard told.paths.withLock({ $0.insert(path).inserted }) else { return }
    for note in notes { complain("\(path): note: \(note.sentence)") }
  }
  try command.run()
}

/// Paths that several threads enter.
private final class Shared: Sendable {
  let paths: Mutex<Set<String>>

  init(paths: Set<String>) { self.paths = Mutex(paths) }
}
