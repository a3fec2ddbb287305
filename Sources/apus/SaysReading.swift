import ArgumentParser
import Records
import Synchronization

/// A command that prints how its tables were read, where that is not plain: another encoding than UTF-8, one of several
/// worksheets. A study says it in its findings.
protocol SaysReading: ParsableCommand {}

/// Prints once for each table what a reader should know of how it is read, if a command does not say it otherwise.
func sayReading(of command: any ParsableCommand) {
  guard command is any SaysReading else { return }
  let told = Told()
  TableNote.listen { path, notes in
    guard told.isNew(path) else { return }
    for note in notes { complain("\(path): note: \(note.sentence)") }
  }
}

/// Paths whose notes were printed.
private final class Told: Sendable {
  private let paths = Mutex<Set<String>>([])

  func isNew(_ path: String) -> Bool { paths.withLock { $0.insert(path).inserted } }
}
