import ArgumentParser
import Cohorts
import Foundation

/// `-j`, as every command with work to share takes it.
struct JobsOption: ParsableArguments {
  @Option(name: [.customShort("j", allowingJoined: true), .long], help: "Threads; results do not depend on it.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  /// The threads that there is memory for, or the exit code that says there is none.
  func withMemory() throws -> Int {
    let count = try orExit { try threadsWithMemory(upTo: jobs) }
    if count < jobs { complain("memory for \(count) of \(jobs) threads") }
    return count
  }

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("-j takes a whole number from 1.") }
  }
}
