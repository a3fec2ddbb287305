import Foundation

/// What a job has said of itself, from the JSON lines that commands write with `--json-log`.
package struct JobProgress: Codable, Sendable {
  /// The stages that began, in their order; the last one is at work.
  package private(set) var stages: [Stage] = []
  /// Warnings and errors, the newest last.
  package private(set) var remarks: [Remark] = []
  /// Remarks that are no longer kept.
  package private(set) var forgotten = 0

  /// A part of the work whose steps are counted.
  package struct Stage: Codable, Sendable {
    package let name: String
    package fileprivate(set) var done: Int
    package fileprivate(set) var total: Int
    /// Seconds since it began.
    package fileprivate(set) var seconds: Double
    /// Seconds that the other steps will take, by those done; `nil` before the first.
    package fileprivate(set) var left: Double?
  }

  /// A warning or an error.
  package struct Remark: Codable, Sendable {
    package let level: String
    package let text: String
    /// Further facts, such as the patient and the next step.
    package let facts: [String: String]
  }

  private static let most = 200

  package init() {}

  /// Takes a line of the job.
  package mutating func read(_ line: String) {
    guard !line.allSatisfy(\.isWhitespace) else { return }
    guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(line.utf8)),
      let message = fields["message"]
    else { return add(Remark(level: "warning", text: line, facts: [:])) }
    if message == "progress", let name = fields["stage"] { return advance(name, fields) }
    let level = fields["level"] ?? "info"
    guard ["warning", "error", "critical"].contains(level) else { return }
    let own = Set(["message", "level", "time"])
    add(Remark(level: level, text: message, facts: fields.filter { !own.contains($0.key) }))
  }

  private mutating func advance(_ name: String, _ fields: [String: String]) {
    let number = { (key: String) in fields[key].flatMap(Double.init) }
    let (done, total) = (Int(number("done") ?? 0), Int(number("total") ?? 0))
    if stages.last?.name != name {
      stages.append(Stage(name: name, done: 0, total: 0, seconds: 0, left: nil))
    }
    let at = stages.count - 1
    // Steps end on several threads, so that their lines can come in another order.
    guard done >= stages[at].done else { return }
    (stages[at].done, stages[at].total) = (done, total)
    (stages[at].seconds, stages[at].left) = (number("seconds") ?? 0, number("left"))
    if stages.count > Self.most { stages.removeFirst() }
  }

  private mutating func add(_ remark: Remark) {
    remarks.append(remark)
    guard remarks.count > Self.most else { return }
    remarks.removeFirst()
    forgotten += 1
  }
}
