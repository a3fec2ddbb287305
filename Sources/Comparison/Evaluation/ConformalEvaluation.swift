import Results
import Statistics

extension ConformalResult {
  /// The sets of the predictions that have one; `nil` if none has.
  /// - Parameters:
  ///   - limits: those of every model behind the predictions.
  ///   - owners: the patient of each subject, where a patient has several rows.
  package init?(_ predictions: [Prediction], by limits: [ConformalLimits], owners: [String: String]?) {
    guard let rule = limits.first?.rule else { return nil }
    let unlimited = Class.allCases.filter { one in
      limits.contains { (one == .event ? $0.event : $0.nonEvent).nonconformity == nil }
    }
    self.init(
      predictions, rule: rule,
      calibrated: InclusionFlow.ClassCounts(
        events: limits.map(\.events).min() ?? 0, nonEvents: limits.map(\.nonEvents).min() ?? 0),
      unlimited: unlimited, owners: owners)
  }

  /// The same where the facts about the limits are known; an audit takes them from the results.
  package init?(
    _ predictions: [Prediction], rule: ConformalRule, calibrated: InclusionFlow.ClassCounts, unlimited: [Class],
    owners: [String: String]?
  ) {
    let known = predictions.compactMap { one in
      one.set.map { (set: $0, outcome: one.outcome.hadEvent, subject: one.subject) }
    }
    guard !known.isEmpty else { return nil }
    let dependent = DependentRows.reason(PatientClusters.of(known.map(\.subject), owners: owners))
    let share = { (isOwn: (Bool) -> Bool, reason: UndefinedReason) -> Estimate in
      let own = known.filter { isOwn($0.outcome) }
      let part = Proportion(own.count { $0.set.holds($0.outcome) }, of: own.count, else: reason)
      return Estimate(
        part.estimate.quantity, dependent == nil ? part.clopperPearsonInterval() : nil, note: dependent)
    }
    let single = known.filter { $0.set.size == 1 }
    self.init(
      rule: rule, calibrated: calibrated, unlimited: unlimited, patients: known.count,
      covered: share({ _ in true }, .noSubjects), coveredEvents: share({ $0 }, .noEvents),
      coveredNonEvents: share({ !$0 }, .noNonEvents),
      meanSize: .value(Double(known.reduce(0) { $0 + $1.set.size }) / Double(known.count)),
      singletons: single.count, rightSingletons: single.count { $0.set.holds($0.outcome) },
      both: known.count { $0.set == .both }, neither: known.count { $0.set == .neither })
  }
}
