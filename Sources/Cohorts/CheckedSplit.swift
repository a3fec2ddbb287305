import Results
import Statistics
import StudyFiles

extension StudySplit {
  /// The split of the patients who can be analysed, if every side of it has some.
  /// - Parameter lost: patients whose files failed, for the message.
  /// - Throws: ``StudyRunError`` if a class, a side or a group is missing.
  package init(checked patients: [Patient], of study: StudyFile, lost: Int = 0) throws(StudyRunError) {
    let counts = patients.counts
    guard counts.events > 0, counts.nonEvents > 0 else {
      throw .oneClass(counts, event: study.outcome.eventName, lost: lost)
    }
    try Self.checkGroups(patients, of: study)
    self.init(
      study: study, ids: patients.map(\.id), outcomes: Outcomes(patients.map(\.outcome)), sides: patients.map(\.side),
      sites: patients.map { $0.site ?? "" }, groups: study.cohort.group == nil ? [] : patients.map(\.unit))
    if let pair = pairs.first(where: { $0.training.isEmpty || $0.test.isEmpty }) {
      guard evaluation.hasTestSet else {
        throw .tooFewForFolds(patients.unitCounts, event: study.outcome.eventName)
      }
      throw .emptySide(training: pair.training.count, test: pair.test.count)
    }
    guard !pairs.isEmpty else { throw .oneClass(counts, event: study.outcome.eventName) }
  }

  /// Rows of one patient stay on one side, and some patient has no row with the event.
  private static func checkGroups(_ patients: [Patient], of study: StudyFile) throws(StudyRunError) {
    guard let group = study.cohort.group else { return }
    let rows = patients.units
    let divided = rows.divided { [String(describing: patients[$0].side), patients[$0].site ?? ""] }
    guard divided.isEmpty else { throw .dividedGroups(divided, column: group) }
    guard patients.unitCounts.nonEvents > 0 else {
      let both = rows.members.count { members in members.contains { !patients[$0].outcome.hadEvent } }
      throw .noGroupWithout(column: group, groups: rows.names.count, both: both, event: study.outcome.eventName)
    }
  }
}

extension [Patient] {
  /// Rows by class.
  package var counts: InclusionFlow.ClassCounts {
    let events = count(where: \.outcome.hadEvent)
    return InclusionFlow.ClassCounts(events: events, nonEvents: count - events)
  }
}
