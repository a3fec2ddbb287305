import ArgumentParser
import Cohorts
import Foundation

/// The option `-j` of commands that work in parallel.
struct JobsOption: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .customLong("jobs")],
    help: ArgumentHelp("Number of threads; results do not depend on it.", valueName: "jobs"))
  private var asked = ProcessInfo.processInfo.activeProcessorCount

  /// The most threads that are useful. More of them only wait for each other, and their stacks could use up the memory.
  private static let most = max(64, 4 * ProcessInfo.processInfo.activeProcessorCount)

  /// The number of threads to use.
  var jobs: Int { min(asked, Self.most) }

  /// The number of threads for which there is memory; if there is none, the exit code for that.
  func withMemory() throws -> Int {
    if jobs < asked { complain("-j \(asked): \(jobs) threads are used, which is the maximum on this machine") }
    let count = try orExit { try threadsWithMemory(upTo: jobs) }
    if count < jobs { complain(fewerThreads(count, of: jobs)) }
    return count
  }

  func validate() throws {
    guard asked >= 1 else { throw ValidationError("-j takes a whole number of at least 1.") }
  }
}
