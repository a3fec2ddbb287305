import Execution

/// A review as lines of a terminal: the suspicious rows, and a summary.
package struct ReviewText: CustomStringConvertible {
  private let review: CohortReview
  private let names: PatientNames

  /// The text of a review.
  package init(_ review: CohortReview, _ names: PatientNames) { (self.review, self.names) = (review, names) }

  /// One paragraph for each suspicious row, then what most patients have, then the counts.
  package var description: String {
    let rows = review.patients.flatMap { patient in
      patient.series.filter { !$0.suspicions.isEmpty }.map { row(patient, $0) }
    }
    return (rows + review.common.map { "most patients: \($0.words)" } + [review.summary]).joined(separator: "\n") + "\n"
  }

  private func row(_ patient: PatientReview, _ series: SeriesReview) -> String {
    let reasons = series.suspicions.map { "  \($0.kind.name): \(names.shown($0.words(names), of: patient.id))" }
    let state =
      patient.exclusion.map { " [excluded: \($0.reason)]" } ?? (patient.acceptance == nil ? "" : " [accepted]")
    return (["\(names.name(of: patient.id)), \(series.name), suspicion \(series.suspicion)\(state)"] + reasons)
      .joined(separator: "\n")
  }
}

extension CommonTrait {
  /// The trait in a phrase.
  package var words: String { "\(series): \(note ?? kind.name.lowercased()) in \(count) of \(of) patients" }
}

extension CohortReview {
  /// The counts in one sentence.
  package var summary: String {
    let suspicious = patients.count { $0.suspicion > 0 }
    let (refused, excluded) = (patients.count(where: \.isRefused), patients.count { $0.exclusion != nil })
    return
      "\(patients.count) \(patients.count == 1 ? "patient" : "patients"): \(suspicious) with something to look at, "
      + "\(refused) that cannot be opened, \(excluded) excluded by decision."
  }
}
