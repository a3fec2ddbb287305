import ArgumentParser
import Cohorts
import Extraction
import Foundation
import Records

/// The options of commands that open each case in a process of its own.
struct CaseLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Memory that one case may take, such as 4GB or 500MB; it then fails and the others go on (default: 48 times the "
        + "size of its files and at least 2GB).", valueName: "size"))
  var caseMemory: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Seconds that one case may take; it then fails and the others go on (default: 600 and more for large files).",
      valueName: "seconds"))
  var caseSeconds: Double?

  @Flag(help: .hidden) var asWorker = false

  func validate() throws {
    if let caseSeconds, !(caseSeconds > 0 && caseSeconds <= 1e9) {
      throw ValidationError("--case-seconds takes a number above 0.")
    }
  }

  /// Whether somebody gave a limit.
  var isGiven: Bool { caseMemory != nil || caseSeconds != nil }

  var limits: CaseLimits { CaseLimits(memory: caseMemory?.bytes, seconds: caseSeconds) }

  /// This program as a worker of this command.
  var program: WorkerProgram { WorkerProgram(OwnProgram.path, Self.workerArguments, limits: limits) }

  /// The arguments of a process that does the work of this one.
  static var workerArguments: [String] { Array(CommandLine.arguments.dropFirst()) + ["--as-worker"] }
}

/// A size of memory: a number with the unit B, kB, MB, GB or TB, or its first letter.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let text = argument.trimmed.lowercased()
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(digits.count).trimmed
    let powers = ["": 0, "b": 0, "k": 10, "kb": 10, "m": 20, "mb": 20, "g": 30, "gb": 30, "t": 40, "tb": 40]
    guard let number = Double(digits), let power = powers[unit] else { return nil }
    let bytes = number * Double(1 << power)
    // With less, a process cannot even start.
    guard bytes >= Double(16 << 20), bytes < 1e15 else { return nil }
    self.bytes = Int(bytes)
  }
}

/// This program.
enum OwnProgram {
  /// Its path, also where it was replaced by another since it was started.
  static let path = "/proc/self/exe"

  /// Its own path, as other machines see it.
  static var resolved: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? CommandLine.arguments[0]
  }
}
