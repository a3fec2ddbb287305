import Foundation
import Glibc

/// Writes files so that a crash leaves either the old or the new file, never a part of one.
package enum AtomicFile {
  /// Writes to a temporary file, synchronises it with the disk and renames it.
  /// - Parameter isPrivate: only its owner may read it.
  package static func write(_ data: Data, to path: String, isPrivate: Bool = false) throws(StoreError) {
    let temporary = part(of: path)
    do {
      if isPrivate { close(open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)) }
      try data.write(to: URL(filePath: temporary))
      try synchronise(temporary)
      guard rename(temporary, path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    } catch {
      unlink(temporary)
      throw StoreError.cannotWrite(path: path, cause: WriteFailure(error))
    }
  }

  /// A new name for a temporary file beside `path`, which tells its process.
  static func part(of path: String) -> String {
    "\(path).\(machine)-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).part"
  }

  /// Eight digits for this machine: the same process number on another one is another process.
  package static let machine = String(ContentHash.of(LockHolder.own.host).prefix(8))

  /// Removes the temporary files of `path` whose processes ended before they were renamed.
  package static func removePartsOfDeadWriters(of path: String) {
    let (folder, name) = (URL(filePath: path).deletingLastPathComponent().path, URL(filePath: path).lastPathComponent)
    for part in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where part.hasPrefix(name + ".") {
      guard isPartOfDeadProcess(part) else { continue }
      unlink("\(folder)/\(part)")
    }
  }

  /// Whether a name is that of a temporary file of this machine whose process has ended without renaming it.
  package static func isPartOfDeadProcess(_ name: String) -> Bool {
    guard let parts = name.wholeMatch(of: /.+\.([0-9a-f]{8})-(\d+)-\d+\.part/), parts.1 == machine,
      let owner = Int32(parts.2)
    else { return false }
    return kill(owner, 0) != 0 && errno == ESRCH
  }

  /// ``write(_:to:)-(Data,_)`` for text.
  package static func write(_ text: String, to path: String) throws(StoreError) {
    try write(Data(text.utf8), to: path)
  }

  /// Writes a value as JSON; equal values give equal bytes.
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
  case cannotWrite(path: String, cause: WriteFailure)
  /// Nothing may be written in a folder.
  case readOnly(path: String, folder: String)
  /// Standard output was closed, or its disk is full.
  case lostOutput
  case noJSON(path: String, cause: String)
  /// A file that another process of a run has written.
  case unreadable(path: String, step: String)
  case outputIsInput(path: String)
  case noTarget(path: String, cause: String, step: String)
  case foreignFolder(path: String)
  case otherStudy(path: String, name: String)
  /// Another run is writing to the folder.
  case busy(path: String, holder: LockHolder?)
  /// Another extraction is writing the same table.
  case busyTable(path: String)

  /// The path, the cause and what to do next.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let cause): "\(path): cannot be written: \(cause). Check space and permissions."
    case .readOnly(let path, let folder):
      "\(path): cannot be written: the folder \(folder) is read-only. Write to another place."
    case .lostOutput:
      "standard output: the output could not be written. Keep standard output open, or check the space on its disk."
    case .noJSON(let path, let cause):
      "\(path): was not written, because a value has no JSON form: \(cause). This is a fault of Apus; please report it."
    case .noTarget(let path, let cause, let step): "\(path): cannot be written: \(cause). \(step)."
    case .unreadable(let path, let step): "\(path): cannot be read. \(step)."
    case .outputIsInput(let path):
      "\(path): is an input, which the result would replace. Write the result to another file."
    case .foreignFolder(let path):
      "\(path): is not empty and is not the folder of an Apus run. Give -o an empty or a new folder."
    case .otherStudy(let path, let name):
      "\(path): holds the run of another study, \"\(name)\". Give -o a different folder, or --replace to have its results "
        + "replaced."
    case .busy(let path, let holder):
      "\(path): another run is writing to this folder\(holder.map { ": process \($0.process) on \($0.host)" } ?? ""). Wait until it has ended, or give -o a different folder."
    case .busyTable(let path):
      "\(path): another extraction is writing to this file. Wait until it has ended, or give -o a different file."
    }
  }
}

extension JSONEncoder {
  /// Equal values give equal bytes: keys are sorted, and lines are broken so that differences are readable.
  package static var stable: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return encoder
  }
}
