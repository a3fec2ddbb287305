import Results

/// The patients whom a review excluded: how many, by whom and when.
package struct ReviewedExclusions: Hashable {
  private let patients: Int
  /// Who decided, in alphabetical order.
  private let authors: [String]
  /// Days of the first and the last decision.
  private let days: ClosedRange<String>

  /// `nil` if no exclusion is a decision of a review.
  init?(_ exclusions: [InclusionFlow.Exclusion]) {
    let marks = exclusions.flatMap(\.subjects).compactMap(\.review)
    // Dates in the form of ISO 8601 are in the order of their texts.
    let known = marks.map { String($0.on.prefix(10)) }
    guard let first = known.min(), let last = known.max() else { return nil }
    (patients, authors, days) = (marks.count, Set(marks.map(\.by)).sorted(), first...last)
  }

  /// One sentence without a full stop.
  package var words: String {
    let dates =
      days.lowerBound == days.upperBound ? "on \(days.lowerBound)" : "from \(days.lowerBound) to \(days.upperBound)"
    return
      "\(patients) \(patients == 1 ? "patient was" : "patients were") excluded at a review of images and contours by "
      + "\(authors.joined(separator: ", ")), \(dates)"
  }

  /// The paragraph of the methods section.
  var note: MethodNote {
    MethodNote("Review of contours", "\(words). The pages of the review show no outcome. Each decision has a reason.")
  }
}
