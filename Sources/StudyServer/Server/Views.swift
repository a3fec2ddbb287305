import Proposals
import Study

/// A study in the list.
struct ListedStudy: Encodable {
  let number: Int
  let place: String
  let name: String
  let fault: String?
  let check: CheckHead?
  let job: JobReport?
  let isBusy: Bool
  /// What another server started here and is at work.
  let stray: JobKind?
  let runs: [ListedRun]
}

/// A run in a list.
struct ListedRun: Encodable {
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
  let studies: [ListedStudy]
  /// Runs whose study is not below the folder.
  let strayRuns: [ListedRun]
  let folders: [Open]
}

/// A study with its file and its last check.
struct StudyView: Encodable {
  let study: ListedStudy
  let text: String
  let findings: StudyCheck?
  /// The review of its contours that was opened from here.
  let review: ReviewView?
}

/// Two runs side by side.
struct ComparisonView: Encodable {
  let first: ListedRun
  let second: ListedRun
  let comparison: RunComparison
}

/// What the form of a folder gets.
struct FormView: Encodable {
  /// Seconds of the look that lasts.
  let looking: Double?
  let form: StudyForm?

  init(_ state: FormState) {
    switch state {
    case .looking(let seconds): (looking, form) = (seconds, nil)
    case .ready(let form): (looking, self.form) = (nil, form)
    }
  }
}
