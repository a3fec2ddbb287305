import ArgumentParser
import Logging

/// Options shared by long-running commands.
struct LogOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Show only warnings and errors, and no progress bar.")
  var quiet = false

  @Flag(name: .long, help: "Write one JSON object per line to standard error, instead of text and a progress bar.")
  var jsonLog = false

  /// A logger to standard error, and a progress bar that does not overlap with its lines.
  func start(_ label: String) -> (logger: Logger, progress: ProgressBar) {
    let bar = ProgressBar(style: jsonLog ? .json : quiet ? .none : .automatic)
    let isJSON = jsonLog
    var logger = Logger(label: label) { _ in StandardErrorLog(isJSON: isJSON, bar: bar) }
    logger.logLevel = quiet && !jsonLog ? .warning : .info
    return (logger, bar)
  }
}
