import Foundation

/// A program of the machine that opens what was made.
struct OtherProgram {
  let name: String

  private var path: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether the machine has it: the condition of `.enabled(if:)`.
  var isPresent: Bool { path != nil }

  /// What it prints about a file, which is given by its bytes.
  func output(on data: Data, as fileName: String, before: [String] = [], after: [String] = []) throws -> String {
    let folder = URL.temporaryDirectory.appending(path: "apus-rendering-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: fileName)
    try data.write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: path ?? "/nonexistent")
    process.arguments = before + [file.path] + after
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
