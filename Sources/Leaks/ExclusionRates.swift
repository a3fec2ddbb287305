import Results

/// How often patients of each class were excluded, by cause.
package struct ExclusionRates {
  private let exclusions: [InclusionFlow.Exclusion]
  private let outcomes: [String: Bool]

  package init(exclusions: [InclusionFlow.Exclusion], outcomes: [String: Bool]) {
    (self.exclusions, self.outcomes) = (exclusions, outcomes)
  }

  /// Causes whose rate differs between events and non-events (Fisher's exact test over all causes).
  package var findings: [LeakFinding] {
    let groups = exclusions.map { (cause: $0.cause, ids: $0.subjects.map(\.id)) } + review
    return groups.compactMap { cause, ids -> LeakFinding? in
      let left = Set(ids)
      let known = outcomes.keys.sorted()
      let marks = known.map(left.contains)
      guard marks.contains(true) else { return nil }
      let p = LeakRules.fisher(marks, outcomes: known.compactMap { outcomes[$0] }) * Double(groups.count)
      guard p < LeakRules.level else { return nil }
      let events = known.count { left.contains($0) && outcomes[$0] == true }
      let others = known.count { left.contains($0) && outcomes[$0] == false }
      return .exclusionByOutcome(cause: cause, events: events, nonEvents: others)
    }
  }

  /// All exclusions of a review together. Whoever excludes by the outcome gives each patient a reason of its own, and
  /// then no single reason differs between the classes.
  private var review: [(cause: String, ids: [String])] {
    let reviewed = exclusions.filter { $0.kind == .reviewed }
    return reviewed.count > 1 ? [(Self.reviewCause, reviewed.flatMap { $0.subjects.map(\.id) })] : []
  }

  /// The cause under which all exclusions of a review are named together.
  package static let reviewCause = "all decisions of the review"
}
