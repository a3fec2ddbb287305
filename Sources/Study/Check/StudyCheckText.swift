import Results

/// A check as lines for a terminal.
package struct StudyCheckText {
  private let check: StudyCheck

  /// The text of a check.
  package init(_ check: StudyCheck) { self.check = check }

  /// Refusals, then failing patients with everything at once, open questions, remarks, and the sum.
  package var lines: [String] {
    refusals + problems + findings + remarks + [summary] + estimate
  }

  /// What stops the study and who would be left out, without anything else.
  var faults: [String] { Array((refusals + problems).dropLast()) }

  private var refusals: [String] {
    check.refusals.isEmpty ? [] : ["The study would be refused:"] + check.refusals.map { "  \($0)" } + [""]
  }

  private var problems: [String] {
    let failing = check.failing
    guard !failing.isEmpty else { return [] }
    return ["\(counted(failing.count, "patient")) would be left out:"] + failing.flatMap { table($0.id, $0.problems) }
      + [""]
  }

  private var remarks: [String] {
    let asked = check.patients.filter { !$0.remarks.isEmpty }
    guard !asked.isEmpty else { return [] }
    return ["To be looked at in \(counted(asked.count, "patient")):"] + asked.flatMap { table($0.id, $0.remarks) } + [
      ""
    ]
  }

  private var findings: [String] {
    guard !check.findings.isEmpty else { return [] }
    return ["About the study:"]
      + check.findings.map { "  \($0.heading)\($0.detail.isEmpty ? "" : " \($0.detail)")" } + [""]
  }

  private var summary: String {
    let (usable, failing) = (check.usable, check.failing.count)
    return "\(counted(check.screened, "row")) in the table, \(check.excluded) excluded by the study, \(failing) with a "
      + "fault, \(usable.total) usable: \(usable.events) with the event, \(usable.nonEvents) without."
  }

  private var estimate: [String] {
    guard let estimate = check.estimate else { return [] }
    return [
      """
      Features of \(counted(estimate.patients, "patient")): about \(duration(estimate.seconds)) with \
      \(counted(estimate.threads, "thread")), by the features of one patient. At least \(Int(estimate.megabytes)) MB of \
      memory, and about \(max(1, Int(2 * estimate.tableMegabytes.rounded(.up)))) MB of disk for features and their cache.
      """
    ]
  }

  private func table(_ id: String, _ texts: [String]) -> [String] {
    texts.enumerated().map { at, text in "  \(at == 0 ? id : String(repeating: " ", count: id.count))  \(text)" }
  }

  private func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

  private func duration(_ seconds: Double) -> String {
    seconds < 90 ? "\(max(1, Int(seconds.rounded(.up)))) seconds" : "\(Int((seconds / 60).rounded(.up))) minutes"
  }
}

extension Finding {
  /// The title behind the word of its severity, which is not said twice.
  fileprivate var heading: String {
    title.lowercased().hasPrefix(severity.word) ? title : "\(severity.word): \(title)"
  }
}

extension Finding.Severity {
  /// The word before a finding in a terminal.
  fileprivate var word: String {
    switch self {
    case .note: "note"
    case .caution: "caution"
    case .nothingCanBeConcluded: "nothing can be concluded"
    }
  }
}
