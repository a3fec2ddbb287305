import Cohorts
import Foundation
import Records
import StudyFiles
import Synchronization

/// The patients and series of a study file as it is now. A page may be open for days, and a decision on a patient whom
/// the table no longer has would be refused by the next run.
package final class StudyWatch: Sendable {
  private struct State {
    var marks: [Date?]
    var patients: [String]
    var series: [String]
  }

  private let files: [String]
  private let read: @Sendable () throws -> (patients: [String], series: [String])
  private let state: Mutex<State>

  /// - Parameters:
  ///   - files: files from which patients and series come.
  ///   - read: reads them again.
  package init(
    patients: [String], series: [String], files: [String] = [],
    read: @escaping @Sendable () throws -> (patients: [String], series: [String])
  ) {
    (self.files, self.read) = (files, read)
    state = Mutex(State(marks: files.map(Self.mark), patients: patients, series: series))
  }

  /// The study file at `path`, and its table.
  package convenience init(_ study: StudyFile, at path: String, root: String?, patients: [String]) {
    let table = study.path(of: study.cohort.table)
    self.init(
      patients: patients, series: study.series.map(\.name), files: [path, TablePath(table).file]
    ) {
      let now = try StudyFile(reading: path, root: root)
      return (try now.readCohort().ids, now.series.map(\.name))
    }
  }

  /// Refuses decisions on patients and series that the study does not have now.
  func check(_ decisions: ReviewDecisions) throws {
    let marks = files.map(Self.mark)
    if state.withLock({ $0.marks != marks }) {
      let (patients, series) = try read()
      state.withLock { $0 = State(marks: marks, patients: patients, series: series) }
    }
    let (patients, series) = state.withLock { ($0.patients, $0.series) }
    try decisions.check(patients: patients, series: series)
  }

  private static func mark(_ path: String) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  }
}
