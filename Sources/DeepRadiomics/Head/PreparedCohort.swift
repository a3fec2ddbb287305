import Execution

/// Minimum and range of each clinical factor over the training patients.
package struct FactorScaling: Hashable, Codable, Sendable {
  let minimum: [Double]
  let range: [Double]

  init(_ factors: Rows) {
    let columns = (0..<factors.width).map { column in (0..<factors.count).map { factors[$0, column] } }
    minimum = columns.map { $0.min() ?? 0 }
    range = zip(columns, minimum).map { ($0.max() ?? 0) - $1 }
  }

  /// `(x - minimum) / range`; 0 for a factor that did not vary in training.
  func scaled(_ factors: Rows) -> Rows {
    var result = factors
    for i in result.values.indices {
      let column = i % factors.width
      result.values[i] = range[column] == 0 ? 0 : (factors.values[i] - minimum[column]) / range[column]
    }
    return result
  }
}

/// Everything about a training run that does not depend on the head's settings, made once for many trials.
package struct PreparedCohort: Sendable {
  package let training: HeadCohort
  package let stopping: HeadCohort
  /// Class weights `n / (2 n_class)`: no event, event.
  let weights: (Double, Double)
  let scaling: FactorScaling?
  let spanning: FeatureBasis

  package init(_ cohort: HeadCohort, _ rule: StoppingRule) throws(HeadError) {
    let (learnt, stopping) = rule.split(cohort)
    self.stopping = stopping
    let patients = (events: learnt.events.count { $0 }, all: learnt.count)
    guard patients.events > 1, patients.all - patients.events > 1, stopping.count > 0 else {
      throw .tooFewPatients(events: patients.events, nonEvents: patients.all - patients.events)
    }
    training = learnt.withViewsAsRows
    let events = training.events.count { $0 }
    let nonEvents = training.count - events
    let count = Double(training.count)
    weights = (count / (2 * Double(nonEvents)), count / (2 * Double(events)))
    scaling = training.factors.map { FactorScaling($0) }
    spanning = .spanning(training.features)
  }

  /// A cohort in the coordinates of `basis`, with scaled factors.
  func batch(_ cohort: HeadCohort, _ basis: FeatureBasis, initial: [Double], hidden: Int) -> HeadBatch {
    HeadBatch(
      features: basis.coordinates(of: cohort.features),
      offsets: basis.offsets(cohort.features, initial: initial, hidden: hidden),
      factors: cohort.factors.flatMap { factors in scaling?.scaled(factors) })
  }
}

extension StoppingRule {
  /// Patients to train on and patients to stop by.
  fileprivate func split(_ cohort: HeadCohort) -> (HeadCohort, HeadCohort) {
    switch self {
    case .others(let others): return (cohort, others)
    case .shareOfTraining(let share, let seed):
      return split(cohort, RowUnits(cohort.subjects.indices), share, seed)
    case .shareOfGroups(let share, let seed, let groups):
      return split(cohort, RowUnits(cohort.subjects.map { groups[$0] ?? $0 }), share, seed)
    }
  }

  /// - Parameter units: the patient of each row.
  private func split(
    _ cohort: HeadCohort, _ units: RowUnits, _ share: Double, _ seed: UInt64
  ) -> (HeadCohort, HeadCohort) {
    let events = units.outcomes(cohort.events)
    var stream = RandomStream(seed: seed, name: "head/stopping")
    var stops = Set<Int>()
    for event in [true, false] {
      let members = events.indices.filter { events[$0] == event }.shuffled(using: &stream)
      stops.formUnion(members.prefix(Int((share * Double(members.count)).rounded())))
    }
    let positions = Array(0..<cohort.count)
    return (
      cohort.selecting(positions.filter { !stops.contains(units.units[$0]) }),
      cohort.selecting(positions.filter { stops.contains(units.units[$0]) })
    )
  }
}
