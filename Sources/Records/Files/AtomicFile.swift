import Foundation
import Glibc

/// Writes files so that a crash leaves the old one or the new one, never a half.
package enum AtomicFile {
  /// Temporary file, fsync, rename.
  package static func write(_ data: Data, to path: String) throws(StoreError) {
    let temporary = "\(path).\(getpid())-\(UInt64.random(in: 0...UInt64.max)).part"
    do {
      try data.write(to: URL(filePath: temporary))
      try synchronise(temporary)
      guard rename(temporary, path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    } catch {
      unlink(temporary)
      throw StoreError.cannotWrite(path: path, cause: error.localizedDescription)
    }
  }

  /// ``write(_:to:)-(Data,_)`` for text.
  package static func write(_ text: String, to path: String) throws(StoreError) {
    try write(Data(text.utf8), to: path)
  }

  /// A value as JSON, the same bytes for the same value.
  package static func write(json value: some Encodable, to path: String) throws(StoreError) {
    let data: Data
    do {
      data = try JSONEncoder.stable.encode(value)
    } catch {
      throw StoreError.noJSON(path: path, cause: "\(error)")
    }
    try write(data, to: path)
  }

  private static func synchronise(_ path: String) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }
}

/// Why the folder of a run could not be used.
public enum StoreError: Error, Sendable, CustomStringConvertible {
  case cannotWrite(path: String, cause: String)
  /// Standard output was closed, or its disk is full.
  case lostOutput
  case noJSON(path: String, cause: String)
  case outputIsInput(path: String)
  case noTarget(path: String, cause: String, step: String)
  case foreignFolder(path: String)
  case otherStudy(path: String, name: String)

  /// Path, cause and next step.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let cause):
      // Foundation's sentences end in a full stop of their own.
      "\(path): cannot be written: \(cause.hasSuffix(".") ? String(cause.dropLast()) : cause). Check space and permissions."
    case .lostOutput:
      "standard output: what the command printed could not be written. Open standard output, or check the space where it goes."
    case .noJSON(let path, let cause):
      "\(path): was not written, as a value has no JSON form: \(cause). Please report this as a fault of Apus."
    case .noTarget(let path, let cause, let step): "\(path): cannot be written: \(cause). \(step)."
    case .outputIsInput(let path): "\(path): is an input; the result would replace it. Give -o another file."
    case .foreignFolder(let path):
      "\(path): is not empty and holds no run of Apus. Give -o an empty or a new folder."
    case .otherStudy(let path, let name):
      "\(path): holds the run of another study, \"\(name)\". Give -o a folder of its own."
    }
  }
}

extension JSONEncoder {
  /// The same bytes for the same value: keys sorted, lines broken for diffs.
  package static var stable: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return encoder
  }
}
