import Foundation
import Records

/// Reads a table from bytes that lie in a file for as long as it is read.
func read(_ bytes: [UInt8], name: String = "t.xlsx", sheet: String? = nil) throws -> CSVTable {
  let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appending(path: name).path
  try Data(bytes).write(to: URL(filePath: path))
  return try CSVTable(reading: path + (sheet.map { "#\($0)" } ?? ""))
}

/// The problem of a file that gives no table; `nil` if it gives one.
func problem(_ bytes: [UInt8], name: String = "t.xlsx", sheet: String? = nil) throws -> TableError.Problem? {
  do {
    _ = try read(bytes, name: name, sheet: sheet)
    return nil
  } catch let error as TableError {
    return error.problem
  }
}

extension CSVTable {
  /// Its notes as a user reads them.
  var sentences: [String] { notes.map(\.sentence) }
}
