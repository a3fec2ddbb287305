import Execution
import Foundation
import Glibc
import Records

/// A program of another project, looked for on PATH.
struct ExternalProgram: Sendable {
  let path: String
  /// SHA-256 of the executable: another version makes other results.
  let identity: String

  /// `nil` where no folder of `searchPath` holds an executable of that name.
  init?(_ name: String, searchPath: String) {
    let candidates = searchPath.split(separator: ":").map { "\($0)/\(name)" }
    guard let path = candidates.first(where: { Self.isProgram($0) }) else { return nil }
    self.path = path
    identity = (try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe))?.sha256 ?? ""
  }

  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isThere && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
  }

  /// How a run ended.
  enum Ending: Sendable, Hashable {
    case exited(Int32, lastWords: String)
    case timedOut
  }

  /// Runs the program and waits, at most `seconds`; its output goes to `log`.
  ///
  /// One thread: Apus runs several patients at a time, and ITK's sums depend on the number of its threads.
  func run(_ arguments: [String], log: String, atMost seconds: Double) throws -> Ending {
    guard FileManager.default.createFile(atPath: log, contents: nil), let output = FileHandle(forWritingAtPath: log)
    else {
      throw StoreError.cannotWrite(path: log, cause: "it cannot be opened")
    }
    defer { try? output.close() }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": "1"]) { $1 }
    // Files, not pipes: a pipe that nobody reads fills and blocks.
    (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, output, output)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + seconds) == .success else {
      process.terminate()
      if ended.wait(timeout: .now() + 5) != .success { kill(process.processIdentifier, SIGKILL) }
      return .timedOut
    }
    return .exited(process.terminationStatus, lastWords: Self.end(of: log))
  }

  /// The last lines of a log, in one.
  private static func end(of log: String) -> String {
    let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " ")
  }
}
