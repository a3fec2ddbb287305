import Foundation
import Glibc

/// Where a command writes its result: a file, or standard output.
public struct OutputTarget: Sendable {
  private let path: String?

  /// `nil` is standard output. Refuses a path that is one of the inputs: the result would take the data's place.
  public init(_ path: String?, inputs: [String]) throws(StoreError) {
    // A link is followed, so that its target gets the result and a link to an input is seen to be one.
    let real = path.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    self.path = real
    guard let path, let real else { return }
    let sources = inputs.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    guard !sources.contains(real) else { throw StoreError.outputIsInput(path: path) }
    try Self.check(real, named: path)
  }

  /// Refuses what could only fail after the work.
  private static func check(_ real: String, named path: String) throws(StoreError) {
    var isFolder: ObjCBool = false
    let folder = URL(filePath: real).deletingLastPathComponent().path
    if FileManager.default.fileExists(atPath: real, isDirectory: &isFolder) {
      guard isFolder.boolValue else { return }
      throw .noTarget(path: path, cause: "it is a folder", step: "Give -o a file in it")
    }
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw .noTarget(path: path, cause: "there is no folder \(folder)", step: "Make it, or give -o another path")
    }
    guard access(folder, W_OK) == 0 else {
      throw .noTarget(path: path, cause: "the folder \(folder) is read-only", step: "Give -o a path elsewhere")
    }
  }

  /// Writes the result whole, or throws.
  public func write(_ text: String) throws(StoreError) {
    guard let path else { return try write(text, through: .standardOutput, name: "standard output") }
    guard isSpecial(path) else { return try AtomicFile.write(text, to: path) }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw StoreError.cannotWrite(path: path, cause: "it cannot be opened")
    }
    try write(text, through: handle, name: path)
  }

  /// Writes a value as JSON, the same bytes for the same value, or throws.
  public func write(json value: some Encodable) throws(StoreError) {
    do {
      try write(String(decoding: JSONEncoder.stable.encode(value), as: UTF8.self) + "\n")
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError.noJSON(path: path ?? "standard output", cause: "\(error)")
    }
  }

  /// A device or a pipe is written to; replacing it by a file, as a rename would, breaks it for everybody.
  private func isSpecial(_ path: String) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type.map { $0 != .typeRegular } ?? false
  }

  private func write(_ text: String, through handle: FileHandle, name: String) throws(StoreError) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw path == nil ? .lostOutput : .cannotWrite(path: name, cause: Self.cause(error))
    }
  }

  /// What the system says; Foundation says no more than the number of its own error.
  private static func cause(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    guard underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(underlying.code)))
  }
}

/// A folder for several files.
package enum OutputFolder {
  /// Makes it, and the folders above it, where they are not there.
  package static func make(_ path: String) throws(StoreError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw .noTarget(path: path, cause: "it is a file", step: "Give -o a folder")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: path, cause: error.localizedDescription)
    }
    guard access(path, W_OK) == 0 else {
      throw .noTarget(path: path, cause: "the folder is read-only", step: "Give -o a folder elsewhere")
    }
  }
}
