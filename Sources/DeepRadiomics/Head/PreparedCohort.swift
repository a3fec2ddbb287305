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
  /// Everybody of the cohort: those trained on and, unless others do so, those who stop the training. Whoever records a
  /// fit takes them from here, so that the log cannot name other patients than those who were given.
  package let subjects: [String]
  package let training: HeadCohort
  package let stopping: HeadCohort
  /// Class weights `n / (2 n_class)`: no event, event.
  let weights: (Double, Double)
  let scaling: FactorScaling?
  let spanning: FeatureBasis
  /// How slices are joined.
  package let pooling: SlicePooling
  /// What attention looks at in each branch, from the slices that are trained on; empty without attention.
  let reductions: [SliceReduction]

  /// - Parameter pooling: how slices are joined; without slices, how they were.
  package init(_ cohort: HeadCohort, _ rule: StoppingRule, pooling: SlicePooling = .mean) throws(HeadError) {
    let (learnt, stopping) = rule.pooled(by: pooling).split(cohort.pooled(by: pooling))
    (self.pooling, subjects) = (pooling, cohort.subjects)
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
    reductions = pooling.isLearned ? training.reductions : []
    // Attention moves the vectors within the span of all slices, which is mostly that of all features.
    spanning = pooling.isLearned ? .identity(training.featureCount) : .spanning(training.features)
  }

  /// The cohort for each of several poolings, each once.
  package static func all(
    _ cohort: HeadCohort, _ rule: StoppingRule, _ poolings: [SlicePooling]
  ) throws(HeadError) -> [PreparedCohort] {
    var result: [PreparedCohort] = []
    for pooling in poolings where !result.contains(where: { $0.pooling == pooling }) {
      result.append(try PreparedCohort(cohort, rule, pooling: pooling))
    }
    return result
  }

  /// A cohort in the coordinates of `basis`, with scaled factors.
  func batch(_ cohort: HeadCohort, _ basis: FeatureBasis, initial: [Double], hidden: Int) -> HeadBatch {
    HeadBatch(
      features: basis.coordinates(of: cohort.features),
      offsets: basis.offsets(cohort.features, initial: initial, hidden: hidden),
      factors: cohort.factors.flatMap { factors in scaling?.scaled(factors) }, branches: cohort.branches(reductions))
  }
}

extension HeadCohort {
  /// The components of the slices of each branch.
  fileprivate var reductions: [SliceReduction] {
    guard let slices else { return [] }
    return slices[0].branches.indices.map { branch in
      let bags = slices.map { $0.branches[branch] }
      return SliceReduction(
        Rows(count: bags.reduce(0) { $0 + $1.count }, width: bags[0].width, values: bags.flatMap(\.values)))
    }
  }

  /// The slices of each branch as attention sees them; empty without attention.
  func branches(_ reductions: [SliceReduction]) -> [SliceBatch] {
    reductions.enumerated().map { branch, reduction in
      SliceBatch((slices ?? []).map { $0.branches[branch] }, reduction)
    }
  }
}

extension StoppingRule {
  /// The rule with other patients' vectors joined in the same way.
  fileprivate func pooled(by pooling: SlicePooling) -> StoppingRule {
    if case .others(let others) = self { .others(others.pooled(by: pooling)) } else { self }
  }

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
