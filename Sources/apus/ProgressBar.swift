import Cohorts
import Foundation
import Glibc
import Synchronization

/// A line on standard error that shows the progress and the estimated remaining time.
final class ProgressBar: Sendable {
  /// How progress is shown.
  enum Style: Sendable {
    case none, automatic, json
  }

  private struct State {
    var stage = ""
    var start = ContinuousClock.now
    var isShown = false
  }

  private let style: Style
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private let state = Mutex(State())

  init(style: Style) { self.style = style }

  /// Shows one step.
  func show(_ progress: StudyProgress) {
    state.withLock { state in
      let isNew = progress.stage != state.stage
      if isNew {
        clear(&state)
        state = State(stage: progress.stage)
      }
      switch style {
      case .none: break
      case .json: print(json(progress, since: state.start))
      case .automatic where isTerminal: draw(progress, &state)
      case .automatic: if isNew { print("apus: \(progress.stage)\n") }
      }
    }
  }

  /// Prints a line of text without overlapping the bar.
  func interrupt(with text: String) {
    state.withLock { state in
      clear(&state)
      print(text + "\n")
    }
  }

  /// Removes the bar.
  func finish() { state.withLock { clear(&$0) } }

  private func draw(_ progress: StudyProgress, _ state: inout State) {
    let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 0
    let filled = Int(share * 24)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
    let left = remaining(progress, since: state.start).map { ", \(words($0)) left" } ?? ""
    print("\r\u{1b}[2K\(progress.stage) [\(bar)] \(progress.done)/\(progress.total)\(left)")
    state.isShown = true
  }

  /// Seconds that the other steps of a stage will take, by those done; `nil` before the first.
  private func remaining(_ progress: StudyProgress, since start: ContinuousClock.Instant) -> Double? {
    guard progress.done > 0, progress.total >= progress.done else { return nil }
    return elapsed(start) * Double(progress.total - progress.done) / Double(progress.done)
  }

  private func elapsed(_ start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

  private func words(_ left: Double) -> String {
    let seconds = Int(left.rounded(.up))
    return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }

  /// One step of a stage. A program that shows progress, such as `apus serve`, needs no other line.
  private func json(_ progress: StudyProgress, since start: ContinuousClock.Instant) -> String {
    var fields = [
      "message": "progress", "level": "info", "time": Date.now.formatted(.iso8601), "stage": progress.stage,
      "done": "\(progress.done)", "total": "\(progress.total)",
      "seconds": String(format: "%.1f", elapsed(start)),
    ]
    fields["left"] = remaining(progress, since: start).map { String(format: "%.1f", $0) }
    return JSONLine.text(fields) + "\n"
  }

  private func clear(_ state: inout State) {
    if state.isShown { print("\r\u{1b}[2K") }
    state.isShown = false
  }

  private func print(_ text: String) { printToStandardError(text) }
}
