internal import CSQLite
import Foundation
import Records

/// Why a database could not be written.
package enum DatabaseError: Error, Sendable, CustomStringConvertible {
  case missingLibrary(String)
  case failed(path: String, cause: String)

  /// The path, the cause and what to do next.
  package var description: String {
    switch self {
    case .missingLibrary(let name):
      "\(name): is not on this machine, and a database is written with it. Install Debian's libsqlite3-0."
    case .failed(let path, let cause):
      "\(path): cannot be written as a database: \(cause). Check that the folder exists, is writable and has space."
    }
  }
}

/// A new SQLite database; owns the handle of the library.
final class Database {
  /// The file as the user named it, for errors.
  private let path: String
  private let handle: OpaquePointer

  /// Makes a database in a file that is not there yet.
  /// - Parameter path: the name that the file gets later.
  init(at draft: String, for path: String) throws(DatabaseError) {
    if let missing = apus_sqlite_load() { throw .missingLibrary(String(cString: missing)) }
    guard let handle = apus_sqlite_open(draft) else { throw .failed(path: path, cause: "it cannot be opened") }
    (self.path, self.handle) = (path, handle)
  }

  deinit { apus_sqlite_close(handle) }

  /// Writes tables in one transaction.
  func write(_ tables: [RelationalTable]) throws(DatabaseError) {
    try run("BEGIN")
    for table in tables { try write(table) }
    try run("COMMIT")
  }

  private func write(_ table: RelationalTable) throws(DatabaseError) {
    let columns = table.columns.map { "\(Self.quoted($0.name)) \($0.kind.rawValue)" }.joined(separator: ", ")
    try run("CREATE TABLE \(Self.quoted(table.name)) (\(columns))")
    let places = Array(repeating: "?", count: table.columns.count).joined(separator: ", ")
    let text = "INSERT INTO \(Self.quoted(table.name)) VALUES (\(places))"
    guard let statement = apus_sqlite_prepare(handle, text) else { throw failure }
    defer { apus_sqlite_finish(statement) }
    for row in table.rows {
      for (at, cell) in row.enumerated() {
        guard Self.bind(cell, to: statement, at: Int32(at + 1)) == 0 else { throw failure }
      }
      guard apus_sqlite_insert(statement) == 0 else { throw failure }
    }
  }

  private static func bind(_ cell: RelationalTable.Cell, to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch cell {
    case .absent: return apus_sqlite_null(statement, index)
    case .real(let number): return apus_sqlite_number(statement, index, number)
    case .integer(let number): return apus_sqlite_integer(statement, index, Int64(number))
    case .text(let text):
      var text = text
      // The library copies the bytes during the call.
      return text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          apus_sqlite_text(statement, index, $0.baseAddress, Int32($0.count))
        }
      }
    }
  }

  private func run(_ text: String) throws(DatabaseError) {
    guard apus_sqlite_run(handle, text) == 0 else { throw failure }
  }

  private var failure: DatabaseError { .failed(path: path, cause: String(cString: apus_sqlite_message(handle))) }

  /// A name as SQL has it, whatever characters it has.
  private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
