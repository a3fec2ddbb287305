import ArgumentParser
import Foundation

/// `apus doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say whether this machine has what studies need: processor, memory, disk, libraries, weights.",
    discussion: """
      Each line is ok, note (something that only some studies need, or that is short) or missing.
      Exit codes: 0 studies can run; 69 something is missing without which none can.

      Examples:
        apus doctor
        apus doctor /data/studies
      """)

  @Argument(help: "The folder in which results would be written.", completion: .directory)
  var folder = "."

  func run() throws {
    let doctor = Doctor(folder: folder)
    let width = doctor.lines.map(\.name.count).max() ?? 0
    for line in doctor.lines {
      print(
        line.state.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
          + line.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + line.detail)
    }
    if doctor.isUnusable { throw ExitCode.unavailable }
  }
}
