import Foundation
import TestSupport

/// A folder that is removed when the test is done with it.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "apus-readers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Copies the files of a reference folder here, in the order of their names.
  func copySeries(_ path: String) throws -> [URL] {
    let source = try ReferenceData.file(path)
    let names = try FileManager.default.contentsOfDirectory(atPath: source.path).sorted()
    return try names.map { name in
      let copy = url.appending(path: name)
      try FileManager.default.copyItem(at: source.appending(path: name), to: copy)
      return copy
    }
  }
}

extension URL {
  /// Replaces every occurrence of `text` by another of the same length, as a wrong exporter would have written it.
  func patch(_ text: String, with other: String) throws {
    precondition(text.utf8.count == other.utf8.count, "a patch of the same length keeps the file's structure")
    var data = try Data(contentsOf: self)
    var start = data.startIndex
    var patches = 0
    while let found = data.range(of: Data(text.utf8), in: start..<data.endIndex) {
      data.replaceSubrange(found, with: Data(other.utf8))
      start = found.upperBound
      patches += 1
    }
    guard patches > 0 else { throw CocoaError(.fileReadCorruptFile) }
    try data.write(to: self)
  }

  /// Keeps only the first part of the file.
  func truncate(to share: Double) throws {
    let data = try Data(contentsOf: self)
    try data.prefix(Int(Double(data.count) * share)).write(to: self)
  }
}
