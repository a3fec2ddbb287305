import Execution
import Foundation
import Records

/// The folder that a paper is written to.
struct PaperFolder {
  let path: String

  /// The list of its files with their hashes, in the form that `sha256sum -c` reads.
  static let sums = "SHA256SUMS"

  /// Takes a new folder, an empty one, or that of an earlier paper whose files nobody has edited.
  init(_ path: String) throws(PaperError) {
    self.path = path
    let present = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let files = present.filter { !$0.hasPrefix(".") }.sorted()
    guard let first = files.first else { return }
    guard let list = FileManager.default.contents(atPath: "\(path)/\(Self.sums)") else {
      throw .foreignFolder(path: path, file: first)
    }
    for (name, hash) in Self.lines(list) {
      guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else { continue }
      guard data.sha256 == hash else { throw .edited(path: "\(path)/\(name)") }
    }
  }

  /// Replaces the files of an earlier paper by these.
  func write(_ files: [PaperFile]) throws(PaperError) {
    let list = FileManager.default.contents(atPath: "\(path)/\(Self.sums)").map(Self.lines) ?? []
    // What an earlier paper had and this one lacks must not stay beside it.
    for (name, _) in list { unlink("\(path)/\(name)") }
    let folders = Set(files.map { URL(filePath: "\(path)/\($0.name)").deletingLastPathComponent().path })
    do {
      for folder in folders.sorted() {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    } catch {
      throw .store(.cannotWrite(path: path, cause: WriteFailure(error)))
    }
    do throws(StoreError) {
      for file in files { try AtomicFile.write(file.data, to: "\(path)/\(file.name)") }
      let sums = files.map { "\($0.data.sha256)  \($0.name)\n" }.joined()
      try AtomicFile.write(sums, to: "\(path)/\(Self.sums)")
    } catch {
      throw .store(error)
    }
  }

  private static func lines(_ list: Data) -> [(name: String, hash: String)] {
    String(decoding: list, as: UTF8.self).split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      guard parts.count == 2 else { return nil }
      let name = parts[1].drop { $0 == " " }
      // The list is a file that anybody can edit, and what it names is removed.
      guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else { return nil }
      return (String(name), String(parts[0]))
    }
  }
}

/// A file of a paper.
package struct PaperFile: Sendable {
  /// Name in the folder.
  package let name: String
  package let data: Data

  init(_ name: String, _ data: Data) { (self.name, self.data) = (name, data) }
  init(_ name: String, _ text: String) { (self.name, data) = (name, Data(text.utf8)) }
}
