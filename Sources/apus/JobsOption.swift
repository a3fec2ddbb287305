import ArgumentParser
import Cohorts
import Foundation

/// `-j`, as every command with work to share takes it.
struct JobsOption: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .customLong("jobs")],
    help: ArgumentHelp("Threads; results do not depend on it.", valueName: "jobs"))
  private var asked = ProcessInfo.processInfo.activeProcessorCount

  /// More threads than this only wait for each other, and their stacks alone may take the memory.
  private static let most = max(64, 4 * ProcessInfo.processInfo.activeProcessorCount)

  /// Threads to use.
  var jobs: Int { min(asked, Self.most) }

  /// The threads that there is memory for, or the exit code that says there is none.
  func withMemory() throws -> Int {
    if jobs < asked { complain("-j \(asked): \(jobs) threads are used, the most on this machine") }
    let count = try orExit { try threadsWithMemory(upTo: jobs) }
    if count < jobs { complain("memory for \(count) of \(jobs) threads") }
    return count
  }

  func validate() throws {
    guard asked >= 1 else { throw ValidationError("-j takes a whole number from 1.") }
  }
}
