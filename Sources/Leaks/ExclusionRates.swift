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
    exclusions.compactMap { exclusion -> LeakFinding? in
      let left = Set(exclusion.subjects.map(\.id))
      let known = outcomes.keys.sorted()
      let marks = known.map(left.contains)
      guard marks.contains(true) else { return nil }
      let p = LeakRules.fisher(marks, outcomes: known.compactMap { outcomes[$0] }) * Double(exclusions.count)
      guard p < LeakRules.level else { return nil }
      let events = known.count { left.contains($0) && outcomes[$0] == true }
      let others = known.count { left.contains($0) && outcomes[$0] == false }
      return .exclusionByOutcome(cause: exclusion.cause, events: events, nonEvents: others)
    }
  }
}
