import ArgumentParser
import Logging

/// Options shared by commands that take a while.
struct LogOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "No progress bar; only what went wrong.")
  var quiet = false

  @Flag(name: .long, help: "One JSON object a line on standard error instead of text and progress bar.")
  var jsonLog = false

  /// A logger to standard error, and the progress bar that keeps clear of it.
  func start(_ label: String) -> (logger: Logger, progress: ProgressBar) {
    let bar = ProgressBar(style: jsonLog ? .json : quiet ? .none : .automatic)
    let isJSON = jsonLog
    var logger = Logger(label: label) { _ in StandardErrorLog(isJSON: isJSON, bar: bar) }
    logger.logLevel = quiet && !jsonLog ? .warning : .info
    return (logger, bar)
  }
}
