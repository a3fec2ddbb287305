import Execution
import Foundation
import Logging

/// Log lines on standard error: text for people, or one JSON object per line for programs.
struct StandardErrorLog: LogHandler {
  let isJSON: Bool
  let bar: ProgressBar
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    bar.interrupt(with: isJSON ? json(event, all) : text(event, all))
  }

  private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    let facts = metadata.sorted { $0.key < $1.key }.map { "\n    \($0.key): \($0.value)" }.joined()
    let mark = event.level >= .warning ? "\(event.level): " : ""
    return "apus: \(mark)\(event.message)\(facts)".controlsWrittenOut
  }

  private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    var fields = metadata.mapValues { "\($0)" }
    fields["time"] = Date.now.formatted(.iso8601)
    fields["level"] = event.level.rawValue
    fields["message"] = "\(event.message)"
    return JSONLine.text(fields)
  }
}

/// One JSON object on one line.
enum JSONLine {
  static func text(_ fields: [String: String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(fields)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}
