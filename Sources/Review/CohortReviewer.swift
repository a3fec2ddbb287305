import Cohorts
import Execution
import ImageFiles
import Records
import StudyFiles

/// Why a study cannot be reviewed.
package enum ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The study has no images.
  case noImages
  /// The study has no patient to look at.
  case nobody
  /// The command names a patient whom the study does not have.
  case unknownPatient(String, known: [String])

  /// The cause and the next step.
  package var description: String {
    switch self {
    case .noImages:
      "the study has no series, so there are no images to review. Give a study file with `series:`."
    case .nobody:
      "no patient of the clinical table would be analysed, so there is nobody to review. `apus study run` says why."
    case .unknownPatient(let name, let known):
      "the clinical table has no patient \"\(name.printable)\"\(suggestion(for: name, among: known)). Give an id of the table or "
        + "a pseudonym of the review page."
    }
  }
}

/// Opens the images and contours of a study as a run does, and looks for what asks for a look.
package struct CohortReviewer: Sendable {
  private let study: StudyFile
  private let decisions: ReviewDecisions
  private let workers: Int
  private let progress: @Sendable (StudyProgress) -> Void

  /// - Parameter workers: patients looked at in parallel; no result depends on it.
  package init(
    _ study: StudyFile, decisions: ReviewDecisions, workers: Int,
    progress: @escaping @Sendable (StudyProgress) -> Void = { _ in }
  ) {
    (self.study, self.decisions, self.workers, self.progress) = (study, decisions, workers, progress)
  }

  /// The review of all patients whom the study would analyse, and of those whom an earlier review excluded.
  /// - Parameters:
  ///   - clinical: the cohort without the decisions of a review.
  ///   - pictures: whether slices are drawn.
  ///   - export: where masks are written; `nil` for nowhere.
  package func review(
    _ clinical: ClinicalCohort, pictures: Bool, export: MaskExport? = nil
  ) throws -> CohortReview {
    let examiner = try PatientExaminer(study, clinical, workers: workers, progress: progress)
    let ids = clinical.patients.map(\.id)
    let meter = Meter("Looking at images", total: ids.count, report: progress)
    let found = try parallelMap(ids, workers: workers) { id throws -> PatientReview in
      defer { meter.advance() }
      return try examiner.examined(id, decisions: decisions, pictures: pictures, export)
    }.map { try $0.get() }
    return CohortReview(comparing: found, of: study)
  }
}
