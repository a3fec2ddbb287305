import Foundation
import Records

/// When each stage and each patient of a run began and ended, on one axis.
///
/// The file has the trace-event format, which Perfetto (ui.perfetto.dev), speedscope and chrome://tracing show: one row
/// for the stages, and one for each of as many patients as were worked on at once. No result depends on it.
/// - SeeAlso: Trace Event Format, Google, "complete events".
package struct Timeline: Codable, Sendable {
  /// A span of work.
  package struct Span: Codable, Hashable, Sendable {
    /// The stage.
    package let name: String
    /// `X`: an event with its duration.
    package let ph: String
    /// Begin, in microseconds after the run began.
    package let ts: Int
    /// Duration in microseconds.
    package let dur: Int
    package let pid: Int
    /// Row: 0 for stages, then one for each patient who is worked on beside others.
    package internal(set) var tid: Int
    /// The patient; `nil` for a whole stage.
    package let args: Subject?

    /// Whom the work was for.
    package struct Subject: Codable, Hashable, Sendable {
      package let patient: String
    }

    init(_ name: String, from start: Duration, to end: Duration, patient: String?) {
      self.name = name
      (ph, pid, tid) = ("X", 1, 0)
      ts = Self.microseconds(start)
      dur = max(0, Self.microseconds(end) - ts)
      args = patient.map(Subject.init)
    }

    private static func microseconds(_ time: Duration) -> Int { Int(time / .microseconds(1)) }
  }

  package let traceEvents: [Span]
  package let displayTimeUnit: String

  /// Puts spans of patients that overlap into different rows.
  init(_ spans: [Span]) {
    displayTimeUnit = "ms"
    var ends: [Int] = []
    traceEvents = spans.sorted { ($0.ts, $1.dur) < ($1.ts, $0.dur) }.map { span in
      guard span.args != nil else { return span }
      let row = ends.firstIndex { $0 <= span.ts } ?? ends.count
      if row == ends.count { ends.append(0) }
      ends[row] = span.ts + span.dur
      var placed = span
      placed.tid = row + 1
      return placed
    }
  }

  /// Writes the file.
  package func write(to path: String) throws(StoreError) { try AtomicFile.write(json: self, to: path) }
}
