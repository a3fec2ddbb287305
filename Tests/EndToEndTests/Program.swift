import Foundation
import Testing

/// A program of this machine.
struct Program {
  let path: String

  static func path(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func isThere(_ name: String) -> Bool { path(name) != nil }

  init(_ name: String) { path = Self.path(name) ?? name }

  /// Runs it and expects that it succeeds.
  func run(_ arguments: [String], in folder: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let log = URL(filePath: "\(folder)/program.log")
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    (process.standardOutput, process.standardError) = (handle, handle)
    try process.run()
    process.waitUntilExit()
    let said = String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self)
    #expect(process.terminationStatus == 0, "\(path): \(said.suffix(1500))")
  }

  /// Runs it, expects that it succeeds, and returns what it said on both streams.
  func output(_ arguments: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try run(arguments, in: folder)
    return String(decoding: FileManager.default.contents(atPath: "\(folder)/program.log") ?? Data(), as: UTF8.self)
  }
}
