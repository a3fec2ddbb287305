import Foundation
import Records
import Results
import Yams

/// The folder of a finished run, as far as its lists need it: trees of its JSON files and of the study file, and the
/// first two lines of its tables.
///
/// A file that is missing or cannot be read is simply absent; what rests on it is then asked of the authors. Only
/// `results.json` is required.
package struct RunEvidence: Sendable {
  /// Path of the folder.
  package let folder: String
  /// `results.json`.
  package let results: RunField
  /// `study.yaml`.
  package let study: RunField?
  /// `audit.json`, which a later `apus audit` may have written; otherwise the audit in the results.
  package let audit: RunField?
  /// `training.json`.
  package let training: RunField?

  /// Opens the folder.
  package init(_ folder: String) throws(ChecklistError) {
    self.folder = folder
    guard let results = Self.json(.results, in: folder) else { throw .noResults(folder: folder) }
    guard results["study"] != nil || results["protocols"] != nil else { throw .foreign(folder: folder) }
    self.results = results
    audit = Self.json(.audit, in: folder) ?? results["audit"]
    training = Self.json(.training, in: folder)
    study = Self.yaml(.study, in: folder)
  }

  private static func bytes(_ file: RunFile, in folder: String) -> Data? {
    try? Data(contentsOf: URL(filePath: folder).appending(path: file.rawValue))
  }

  private static func json(_ file: RunFile, in folder: String) -> RunField? {
    guard let data = bytes(file, in: folder), let value = try? JSONDecoder().decode(RunValue.self, from: data) else {
      return nil
    }
    return RunField(file: file.rawValue, place: .pointer([]), value: value)
  }

  private static func yaml(_ file: RunFile, in folder: String) -> RunField? {
    guard let data = bytes(file, in: folder), let node = try? compose(yaml: String(decoding: data, as: UTF8.self))
    else { return nil }
    return RunField(file: file.rawValue, place: .keys([]), value: RunValue(node))
  }
}

// Files, tables and keys.
extension RunEvidence {
  /// A file or folder of the run, if it exists; `name` is a file within the folder `file`.
  package func file(_ file: RunFile, _ name: String? = nil) -> RunField? {
    let path = [file.rawValue, name].compactMap(\.self).joined(separator: "/")
    guard FileManager.default.fileExists(atPath: "\(folder)/\(path)") else { return nil }
    return RunField(file: path, place: .file, value: .text(""))
  }

  /// The first value of a column, if the table has it.
  package func column(_ name: String, of file: RunFile) -> RunField? {
    guard let table = head(of: file), let place = table.columns.firstIndex(of: name) else { return nil }
    return RunField(file: file.rawValue, place: .column(name), value: .text(table.rows.first?[place] ?? ""))
  }

  /// The columns of a table that satisfy a test, as one field that says what they are; `nil` if there are none.
  package func columns(
    of file: RunFile, called kind: String, where isOne: (String) -> Bool, words: ([String]) -> String
  ) -> RunField? {
    let found = head(of: file)?.columns.filter(isOne) ?? []
    guard !found.isEmpty else { return nil }
    return RunField(file: file.rawValue, place: .columns(kind), value: .text(words(found)))
  }

  /// Evidence that the study file has no such key; `nil` if it has the key, or if there is no study file.
  package func lacks(_ keys: String...) -> RunField? {
    guard let study, keys.reduce(Optional(study), { $0?[$1] }) == nil else { return nil }
    return RunField(file: RunFile.study.rawValue, place: .noKey(keys), value: .text(""))
  }

  /// A key of the study file.
  package func key(_ keys: String...) -> RunField? { keys.reduce(study) { $0?[$1] } }

  /// The header and the first row. Tables of features are long, and a list asks only what their columns are.
  private func head(of file: RunFile) -> CSVTable? {
    guard let handle = FileHandle(forReadingAtPath: "\(folder)/\(file.rawValue)") else { return nil }
    defer { try? handle.close() }
    var bytes = Data()
    while bytes.count(where: { $0 == 10 }) < 2, let more = try? handle.read(upToCount: 1 << 16), !more.isEmpty {
      bytes.append(more)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 2).prefix(2)
    return try? CSVTable(parsing: lines.joined(separator: "\n") + "\n", file: file.rawValue)
  }
}

/// Why the lists of a folder cannot be filled.
package enum ChecklistError: Error, Sendable, CustomStringConvertible {
  case noResults(folder: String)
  case foreign(folder: String)

  /// The path, the cause and what to do next.
  package var description: String {
    switch self {
    case .noResults(let folder):
      "\(folder): holds no results.json that can be read. Give the folder that `apus study run` wrote with -o."
    case .foreign(let folder):
      "\(folder)/results.json: was not written by `apus study run`: it has neither a study nor protocols. Give the "
        + "folder of a finished run."
    }
  }
}
