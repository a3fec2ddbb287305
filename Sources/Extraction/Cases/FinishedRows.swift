import Foundation
import Glibc
import Records
import Synchronization

/// The rows that an extraction has finished, in a file beside the table that it will write. If it ends early, the next
/// one takes them over.
///
/// A row is known by the bytes of its files, by all settings and by the version of Apus, so that a changed file or
/// setting never finds an old value. One line of JSON a row; a line that was cut off counts as absent.
package final class FinishedRows: Sendable {
  /// Path of the file.
  package let path: String
  private let isShare: Bool
  private let descriptor: Int32
  private let state: Mutex<State>

  private struct State {
    var rows: [String: Line]
    var taken = 0
    var failed = false
  }

  private struct Line: Codable {
    let key: String
    let cells: [String]
    let warnings: [String]
  }

  /// The rows beside the table at `table`.
  /// - Parameter share: number of the share of the rows that this process computes, which has a file of its own, since
  ///   shared file systems may have no locks; `nil` for the process that writes the table and reads the rows of all.
  /// - Throws: `.busy` while another extraction writes the same table.
  package init(beside table: String, share: Int? = nil) throws(StoreError) {
    let path = table + ".rows" + (share.map { "-\($0)" } ?? "")
    (self.path, isShare) = (path, share != nil)
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, cause: WriteFailure(code: errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(descriptor)
      throw .busyTable(path: table)
    }
    self.descriptor = descriptor
    let own = (FileManager.default.contents(atPath: path) ?? Data()).split(separator: UInt8(ascii: "\n"))
    let others = share == nil ? Self.shares(of: path).compactMap { FileManager.default.contents(atPath: $0) } : []
    let lines = others.flatMap { $0.split(separator: UInt8(ascii: "\n")) } + own
    let rows = lines.compactMap { try? JSONDecoder().decode(Line.self, from: Data($0)) }
    state = Mutex(State(rows: Dictionary(rows.map { ($0.key, $0) }) { $1 }))
    // What comes next must not go on with a line that was cut off.
    if !own.isEmpty { append(Data()) }
  }

  deinit { close(descriptor) }

  /// Number of rows that were taken over.
  package var taken: Int { state.withLock { $0.taken } }

  /// Whether rows could not be kept: the disk is full, for example.
  package var isFailing: Bool { state.withLock { $0.failed } }

  /// Removes the file when the whole table is written, with those of shares.
  package func remove() {
    for file in [path] + (isShare ? [] : Self.shares(of: path)) { unlink(file) }
  }

  /// The files of shares.
  private static func shares(of path: String) -> [String] {
    let (folder, name) = (URL(filePath: path).deletingLastPathComponent().path, URL(filePath: path).lastPathComponent)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(name + "-") && Int($0.dropFirst(name.count + 1)) != nil }.sorted()
      .map { "\(folder)/\($0)" }
  }

  /// The row of a case, kept from before or made now; one with an error is not kept.
  static func row(
    of single: ExtractionCase, _ frame: RowFrame, in kept: FinishedRows?, making: () -> ExtractionRow
  ) -> ExtractionRow {
    guard let kept, let key = key(of: single, frame) else { return making() }
    if let known = kept.known(key) { return known }
    let row = making()
    // Files that were changed meanwhile would have their row under the bytes of before.
    if row.error == nil, Self.key(of: single, frame) == key { kept.keep(row, key) }
    return row
  }

  private func known(_ key: String) -> ExtractionRow? {
    state.withLock { state in
      guard let line = state.rows[key] else { return nil }
      state.taken += 1
      return ExtractionRow(cells: line.cells, error: nil, warnings: line.warnings)
    }
  }

  private func keep(_ row: ExtractionRow, _ key: String) {
    guard let data = try? JSONEncoder().encode(Line(key: key, cells: row.cells, warnings: row.warnings)) else { return }
    append(data)
  }

  private func append(_ line: Data) {
    let bytes = [UInt8](line) + [UInt8(ascii: "\n")]
    state.withLock { state in
      // Invariant: the buffer is valid for this call. A file that is opened to append takes the whole line or a part.
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count != bytes.count { state.failed = true }
    }
  }

  /// What the values of a case depend on; `nil` where a file cannot be read.
  private static func key(of single: ExtractionCase, _ frame: RowFrame) -> String? {
    var hash = ContentHash()
    for cell in frame.provenance.cells + frame.settings.columns { hash.add(cell) }
    guard let text = try? JSONEncoder.stable.encode(single) else { return nil }
    hash.add(String(decoding: text, as: UTF8.self))
    hash.add("\(frame.settings.label ?? 0)")
    for file in single.files {
      guard add(file, to: &hash) else { return nil }
    }
    return hash.finish()
  }

  private static func add(_ path: String, to hash: inout ContentHash) -> Bool {
    guard FileManager.default.isFolder(path) else { return addFile(path, to: &hash) }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path).sorted() else { return false }
    return names.allSatisfy { name in
      hash.add(name)
      let file = "\(path)/\(name)"
      // What lies deeper is no part of a series.
      return FileManager.default.isFolder(file) || addFile(file, to: &hash)
    }
  }

  private static func addFile(_ path: String, to hash: inout ContentHash) -> Bool {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
      let handle = FileHandle(forReadingAtPath: path)
    else { return false }
    defer { try? handle.close() }
    hash.add(Int(facts.st_size))
    do {
      while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { hash.add(part) }
    } catch {
      return false
    }
    return true
  }
}
