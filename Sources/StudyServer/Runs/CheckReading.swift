import Cohorts
import Foundation
import Study

/// The last check of a study, from the file beside it.
struct CheckReading: Sendable {
  let check: StudyCheck
  let date: Date

  init?(_ path: String) {
    guard let data = FileManager.default.contents(atPath: path),
      let check = try? JSONDecoder().decode(StudyCheck.self, from: data)
    else { return nil }
    (self.check, date) = (check, Self.date(of: path))
  }

  /// Its numbers, and whether it is of the study as it is now.
  func head(_ study: Listing.Study) -> CheckHead {
    // A decision of a review changes who is analysed, as the study file does.
    let files = [study.path, ReviewDecisions.path(beside: study.path)]
    return CheckHead(
      date: date.formatted(.iso8601), isOutdated: files.contains { Self.date(of: $0) > date },
      refusals: check.refusals.count, failing: check.failing.count,
      remarks: check.patients.count { !$0.remarks.isEmpty } + check.findings.count)
  }

  private static func date(of path: String) -> Date {
    (try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date) ?? .distantPast
  }
}

/// What the last check found, in numbers.
struct CheckHead: Encodable {
  let date: String
  /// Whether the study file was changed since.
  let isOutdated: Bool
  let refusals: Int
  let failing: Int
  let remarks: Int
}
