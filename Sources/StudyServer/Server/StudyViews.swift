import Cohorts
import Foundation
import Proposals
import Study

/// A study in the list.
struct StudyRow: Encodable {
  let number: Int
  let place: String
  let name: String
  let fault: String?
  let check: CheckHead?
  let job: JobReport?
  let isBusy: Bool
  let runs: [RunRow]
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

/// A run in a list.
struct RunRow: Encodable {
  let number: Int
  let place: String
  let hasReport: Bool
  let summary: RunSummary?
  let fault: String?
}

/// Everything below the folder that is served.
struct FolderView: Encodable {
  struct Open: Encodable {
    let number: Int
    let place: String
    let tables: [String]
  }

  let folder: String
  let isComplete: Bool
  let studies: [StudyRow]
  /// Runs whose study is not below the folder.
  let strayRuns: [RunRow]
  let folders: [Open]
}

/// A study with its file and its last check.
struct StudyView: Encodable {
  let study: StudyRow
  let text: String
  let findings: StudyCheck?
}

/// Two runs side by side.
struct ComparisonView: Encodable {
  let first: RunRow
  let second: RunRow
  let comparison: RunComparison
}

/// What the form of a folder gets.
struct FormView: Encodable {
  let looking: Double?
  let form: StudyForm?
}

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
