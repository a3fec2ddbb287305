import Statistics

/// Whether a factor is the outcome: what stops a run.
enum FactorResemblance {
  static func isCopy(_ values: [Double?], outcomes: [Bool]) -> Bool {
    // With fewer of a class, a factor of two levels matches the outcome by chance.
    guard min(outcomes.count { $0 }, outcomes.count { !$0 }) >= 5 else { return false }
    return OutcomeResemblance(values, outcomes: outcomes) == .copy
  }
}
