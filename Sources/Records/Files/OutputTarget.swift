import Foundation
import Glibc

/// Where a command writes its result: a file, or standard output.
package struct OutputTarget: Sendable {
  private let path: String?

  /// `nil` means standard output. Refuses the path of an input, because the result would replace the data.
  package init(_ path: String?, inputs: [String]) throws(StoreError) {
    // Links are followed: the result goes to the target of a link, and a link to an input is recognised.
    let real = path.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    self.path = real
    guard let path, let real else { return }
    guard !path.isEmpty else { throw .noTarget(path: "\"\"", cause: "the path is empty", step: "Name a file") }
    let sources = inputs.map { URL(filePath: TablePath($0).file).resolvingSymlinksInPath().path }
    guard !sources.contains(real) else { throw StoreError.outputIsInput(path: path) }
    try Self.check(real, named: path)
  }

  /// The file, beside which others may lie; `nil` for standard output, a device or a pipe.
  package var file: String? { path.flatMap { isSpecial($0) ? nil : $0 } }

  /// Refuses a path that cannot be written, before any work is done.
  private static func check(_ real: String, named path: String) throws(StoreError) {
    var isFolder: ObjCBool = false
    let folder = URL(filePath: real).deletingLastPathComponent().path
    if FileManager.default.fileExists(atPath: real, isDirectory: &isFolder) {
      guard isFolder.boolValue else { return }
      throw .noTarget(path: path, cause: "it is a folder", step: "Name a file in it")
    }
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw .noTarget(path: path, cause: "there is no folder \(folder)", step: "Make it, or write to another path")
    }
    guard access(folder, W_OK) == 0 else {
      throw .readOnly(path: path, folder: folder)
    }
  }

  /// Writes the whole result or throws.
  package func write(_ text: String) throws(StoreError) {
    guard let path else { return try write(text, through: .standardOutput, name: "standard output") }
    guard isSpecial(path) else { return try AtomicFile.write(text, to: path) }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw StoreError.cannotWrite(path: path, cause: "it cannot be opened")
    }
    try write(text, through: handle, name: path)
  }

  /// Writes a value as JSON or throws; equal values give equal bytes.
  package func write(json value: some Encodable) throws(StoreError) {
    do {
      try write(String(decoding: JSONEncoder.stable.encode(value), as: UTF8.self) + "\n")
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError.noJSON(path: path ?? "standard output", cause: "\(error)")
    }
  }

  /// Whether the path is a device or a pipe. These are written to directly, since a rename would replace them.
  private func isSpecial(_ path: String) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type.map { $0 != .typeRegular } ?? false
  }

  private func write(_ text: String, through handle: FileHandle, name: String) throws(StoreError) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw path == nil ? .lostOutput : .cannotWrite(path: name, cause: WriteFailure(error))
    }
  }
}

/// A folder for several files.
package enum OutputFolder {
  /// Makes the folder and those above it if they do not exist.
  package static func make(_ path: String) throws(StoreError) {
    var isFolder: ObjCBool = false
    guard !path.isEmpty else { throw .noTarget(path: "\"\"", cause: "the path is empty", step: "Name a folder") }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw .noTarget(path: path, cause: "it is a file", step: "Name a folder")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: path, cause: WriteFailure(error))
    }
    guard access(path, W_OK) == 0 else {
      throw .readOnly(path: path, folder: path)
    }
  }
}
