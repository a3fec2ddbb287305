import ArgumentParser
import Foundation

/// `-j`, as every command with work to share takes it.
struct JobsOption: ParsableArguments {
  @Option(name: [.customShort("j", allowingJoined: true), .long], help: "Threads; results do not depend on it.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("-j takes a whole number from 1.") }
  }
}
