import ArgumentParser
import Cohorts
import Foundation
import LocalServer
import Logging
import Records
import Review
import ReviewPage
import StudyFiles

/// Options of the page that `apus review` serves.
struct ServingOptions: ParsableArguments {
  @Option(help: "Port of the page on this machine; without it one that is free.")
  var port: UInt16?

  @Flag(help: "Open the page in the browser.")
  var open = false

  @Option(
    help: "Folder of a run of the study, whose features the page shows beside the images.", completion: .directory)
  var run: String?

  @Flag(help: "End when standard input does, for a program that starts the review.")
  var endsWithInput = false

  /// Whether an option is given that needs a page.
  var isGiven: Bool { port != nil || open || run != nil || endsWithInput }

  /// Serves the page until somebody ends it.
  func serve(_ site: ReviewSite, decisionFile: String, _ logger: Logger, _ bar: ProgressBar) throws {
    let server = try LocalServer(routes: site.routes, failed: { logger.error("\($0)") }).start(port: Int(port ?? 0))
    site.begin()
    bar.finish()
    print(server.address)
    // Whoever reads the address from a pipe waits for it.
    fflush(nil)
    logger.info("open this address in a browser of this machine; Control-C ends the review")
    if endsWithInput { Self.endWithInput() }
    let opening = open ? try PageOpening(server.address, logger) : nil
    server.runUntilSignal { logger.info("ending the review; requests in progress are answered") }
    opening?.remove()
    site.end()
    logger.info("the review has ended; its decisions are in \(decisionFile)")
  }
}

extension ServingOptions {
  /// Has this process asked to end, as by Control-C, once nobody holds the other end of standard input.
  static func endWithInput() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR {}
      kill(getpid(), SIGTERM)
    }
  }
}

/// Opens a page in the browser of the desktop.
///
/// The browser gets a file that only its user can read, which leads to the page: other users of the machine see the
/// arguments of every process, and the address is a secret.
private struct PageOpening {
  private let file: String

  init(_ address: String, _ logger: Logger) throws {
    file = FileManager.default.temporaryDirectory.appending(path: "apus-review-\(getpid()).html").path
    let page = "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url=\(address)\"><title>apus review</title>\n"
    try AtomicFile.write(Data(page.utf8), to: file, isPrivate: true)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xdg-open", file]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    process.terminationHandler = { ended in
      if ended.terminationStatus != 0 { logger.warning("no browser could be opened; open the address yourself") }
    }
    try process.run()
  }

  func remove() { unlink(file) }
}
