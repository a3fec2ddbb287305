import ArgumentParser
import Foundation
import LocalServer
import StudyServer

/// `apus serve DIR`.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the studies below a folder in the browser: make, check, run and compare them.",
    discussion: """
      Prints one address, for a browser on this computer. The page makes a study file from images and a table as `apus \
      study init` does, checks and runs studies with their progress, and shows reports, audits and two runs side by side. \
      Only this computer can reach it, and only with the token in the address. Control-C ends it and stops what is at \
      work.

      Examples:
        apus serve cohort/
        apus serve . --port 8080 -j 4
      """)

  @Argument(help: "Folder with studies, or with images and a table.", completion: .directory)
  var folder: String

  @Option(help: "Port; without it, a free one.")
  var port = 0

  @OptionGroup var threads: JobsOption

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes a whole number from 1 to 65535.") }
  }

  func run() throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      complain("\(folder): is no folder. Name the folder of your studies, or of images and a table.")
      throw ExitCode.badInput
    }
    let pages = StudyPages(folder: folder, program: Self.program, workers: threads.jobs)
    let server = try orExit {
      try LocalServer(routes: pages.routes) { complain("\($0)") }.start(port: port)
    }
    print(server.address)
    // The reader of a pipe waits for this line.
    try StandardStreams.finish()
    server.runUntilSignal { pages.close() }
  }

  /// This program, of which checks and runs are commands.
  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}
