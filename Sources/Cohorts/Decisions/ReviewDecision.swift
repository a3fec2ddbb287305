import Execution
import Results

/// What somebody decided who looked at the images and the contour of a patient.
package struct ReviewDecision: Hashable, Codable, Sendable {
  /// The words of the column `decision`.
  package enum Verdict: String, Hashable, Codable, Sendable, CaseIterable {
    /// The patient stays. It also takes back an earlier exclusion.
    case accept
    /// The patient is left out of the next run.
    case exclude
    /// A remark, which changes nothing.
    case note
  }

  /// Id of the patient, as in the clinical table.
  package let patient: String
  /// The series that is meant; `nil` for the whole patient.
  package let series: String?
  package let verdict: Verdict
  /// Why; may be empty only where a patient is accepted.
  package let reason: String
  /// Who decided.
  package let by: String
  /// When, in the form of ISO 8601.
  package let on: String

  /// Takes every part as given, but texts without line breaks and padding, so that a decision is one line of a file.
  package init(patient: String, series: String?, verdict: Verdict, reason: String, by: String, on: String) {
    (self.patient, self.series, self.verdict) = (patient, series, verdict)
    (self.reason, self.by, self.on) = (fileText(reason), fileText(by), on)
  }

  /// Who decided, and when, as in results.
  package var mark: InclusionFlow.ReviewMark { InclusionFlow.ReviewMark(by: by, on: on, series: series) }

  /// The patient in the flow of a run, if the decision excludes.
  var subject: InclusionFlow.Subject {
    let place = series.map { ", because of the series \($0)" } ?? ""
    return InclusionFlow.Subject(
      id: patient, detail: "Excluded at the review of contours by \(by) on \(on)\(place).", review: mark)
  }
}
