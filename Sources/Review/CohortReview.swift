import Cohorts
import ImageFiles

/// The images and contours of a cohort as somebody must see them who answers for them: what was measured, what asks for
/// a look, and what was decided. It holds no outcome, so that no decision can follow it.
package struct CohortReview: Hashable, Codable, Sendable {
  /// Name of the study.
  package let study: String
  package let isSynthetic: Bool
  /// Names of the series, in the order of the study file.
  package let series: [String]
  /// The patients, the most suspicious first; equal ones in the order of the clinical table.
  package let patients: [PatientReview]
  /// What most patients have, which is therefore not held against each.
  package let common: [CommonTrait]
}

/// One patient.
package struct PatientReview: Hashable, Codable, Sendable {
  /// Id in the clinical table.
  package let id: String
  /// The series, in the order of the study file.
  package var series: [SeriesReview]
  /// The decision that excludes the patient; `nil` if there is none.
  package let exclusion: ReviewDecision?
  /// The decision by which the patient was accepted; `nil` if there is none.
  package let acceptance: ReviewDecision?
  /// Remarks of reviewers, in order.
  package let notes: [ReviewDecision]

  /// The suspicion of its most suspicious series.
  package var suspicion: Int { series.map(\.suspicion).max() ?? 0 }
  /// Whether a series could not be opened.
  package var isRefused: Bool { series.contains { $0.measures == nil } }
}

/// One series of a patient.
package struct SeriesReview: Hashable, Codable, Sendable {
  /// Name of the series.
  package let name: String
  /// `nil` if it could not be opened; then ``suspicions`` has the cause.
  package let measures: LesionMeasures?
  /// What asks for a look, the gravest first.
  package var suspicions: [Suspicion]
  /// Slices of the lesion; empty if no pictures were asked for.
  package var pictures: [LesionPicture]

  /// The sum of the weights.
  package var suspicion: Int { suspicions.reduce(0) { $0 + $1.kind.weight } }
}

/// Something that most patients of a cohort have.
package struct CommonTrait: Hashable, Codable, Sendable {
  package let series: String
  package let kind: Suspicion.Kind
  /// What a reader noted; `nil` for other kinds.
  package let note: String?
  /// Patients who have it, and patients whose series could be opened.
  package let count: Int
  package let of: Int
}
