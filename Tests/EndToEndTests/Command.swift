import Foundation

/// The built command, run as a user runs it.
struct Command {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `apus` with arguments and waits.
  init(_ arguments: String...) throws { try self.init(arguments: arguments) }

  /// Runs `apus` with arguments and then more of them.
  init(_ first: String, _ second: String, _ rest: [String]) throws { try self.init(arguments: [first, second] + rest) }

  /// Runs `apus` with a list of arguments and waits.
  init(arguments: [String]) throws { try self.init(environment: [:], arguments) }

  /// The same with another PATH.
  init(searchPath: String, _ arguments: [String]) throws { try self.init(environment: ["PATH": searchPath], arguments) }

  /// The same in another folder.
  init(arguments: [String], in folder: String) throws { try self.init(environment: [:], arguments, in: folder) }

  /// The same with further variables of the environment.
  init(environment: [String: String], _ arguments: [String], in folder: String? = nil) throws {
    let process = Process()
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.executableURL = Command.binary
    process.arguments = arguments
    let (out, err) = (try Capture(), try Capture())
    process.standardOutput = out.handle
    process.standardError = err.handle
    try process.run()
    // A command that does not end fails its test, and not the hour of all tests.
    let watch = DispatchWorkItem { if process.isRunning { process.terminate() } }
    DispatchQueue.global().asyncAfter(deadline: .now() + 600, execute: watch)
    process.waitUntilExit()
    watch.cancel()
    status = process.terminationStatus
    output = try out.text()
    errors = try err.text()
  }

  /// Beside the test program, where the build puts both.
  static let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "apus")

  /// A file rather than a pipe: a pipe fills and blocks, a file does not.
  private struct Capture {
    let url = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString).txt")
    let handle: FileHandle

    init() throws {
      try Data().write(to: url)
      handle = try FileHandle(forWritingTo: url)
    }

    func text() throws -> String {
      defer { try? FileManager.default.removeItem(at: url) }
      try handle.close()
      return String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
  }
}

/// A folder that is gone after the test.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    return file(name)
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }
}
