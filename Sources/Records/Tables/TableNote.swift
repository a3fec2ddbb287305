import Execution
import Synchronization

/// What a reader of a table should know of how its file was read.
package enum TableNote: Hashable, Sendable {
  /// The text is in another encoding than UTF-8.
  case encoding(TextEncoding)
  /// The text could also be in another encoding, which gives other words.
  case doubtfulEncoding(TextEncoding, DecodedText.Doubt)
  /// Something about the worksheet.
  case sheet(SheetNote)

  /// A sentence for the user.
  package var sentence: String {
    switch self {
    case .encoding(let encoding): "the text is read as \(encoding.name)."
    case .doubtfulEncoding(let encoding, let doubt):
      "the text is read as \(encoding.name), but could be \(doubt.otherEncoding.name): line \(doubt.line) holds "
        + "\"\(doubt.word.printable)\", or \"\(doubt.other.printable)\". If that is wrong, save the table as \"CSV UTF-8\"."
    case .sheet(let note): note.sentence
    }
  }

  /// What to do if it is not what was meant.
  package var advice: String {
    switch self {
    case .encoding: "If words with letters beyond ASCII look wrong in the report, save the table as \"CSV UTF-8\"."
    case .doubtfulEncoding: "Look at the words of the table in the report."
    case .sheet: "If that is not what the table means, change the worksheet and run the study again."
    }
  }

  /// Whether the table may have been read wrongly.
  package var isDoubtful: Bool { if case .doubtfulEncoding = self { true } else { false } }

  /// Is told of every table with notes while it is read, by its path.
  package typealias Listener = @Sendable (_ path: String, [TableNote]) -> Void

  private static let listener = Mutex<Listener?>(nil)

  /// Has every table with notes told from now on, whatever thread reads it: for a command whose result has no place for
  /// them. The listener must not read the table again, which may be a pipe or take a minute.
  package static func tell(_ listener: @escaping Listener) { Self.listener.withLock { $0 = listener } }

  /// Tells the notes of a table.
  static func told(_ notes: [TableNote], of path: String) {
    if !notes.isEmpty { listener.withLock(\.self)?(path, notes) }
  }
}
