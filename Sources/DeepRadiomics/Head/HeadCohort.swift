/// Patients for a head: features of a frozen backbone, clinical factors if any, outcomes.
package struct HeadCohort: Sendable {
  /// Subjects in order, for the records of what saw whom.
  package let subjects: [String]
  /// Whether the event (no complete response) happened.
  package let events: [Bool]
  let features: Rows
  let factors: Rows?
  /// Features of further views of the same patients, to learn from; none where patients are scored.
  let views: [Rows]
  /// The slices of every patient, for poolings other than the mean; `nil` where one vector a patient is all there is.
  let slices: [SliceFeatures]?
  /// The slices of further views.
  let sliceViews: [[SliceFeatures]]

  /// A cohort; every array has one entry a patient, in one order.
  /// - Parameters:
  ///   - features: feature vectors of one length.
  ///   - factors: clinical factors as numbers, unscaled; `nil` for a head without the clinical branch.
  ///   - views: for each further view of the images, the feature vectors of all patients.
  ///   - slices: the slices that `features` are the means of, for heads that join them in another way.
  ///   - sliceViews: the same of `views`.
  package init(
    subjects: [String], features: [[Double]], factors: [[Double]]? = nil, events: [Bool], views: [[[Double]]] = [],
    slices: [SliceFeatures]? = nil, sliceViews: [[SliceFeatures]] = []
  ) {
    precondition(!subjects.isEmpty && subjects.count == features.count && subjects.count == events.count)
    precondition(features.allSatisfy { $0.count == features[0].count && !$0.isEmpty }, "vectors of one length")
    if let factors {
      precondition(factors.count == subjects.count && factors.allSatisfy { $0.count == factors[0].count })
    }
    precondition(views.allSatisfy { $0.count == subjects.count && $0[0].count == features[0].count })
    if let slices {
      precondition(
        ([slices] + sliceViews).allSatisfy { $0.count == subjects.count } && sliceViews.count == views.count)
      precondition(slices.allSatisfy { $0.width == features[0].count }, "slices of the vectors' length")
    }
    self.init(
      subjects: subjects, events: events, features: Rows(features),
      factors: factors.flatMap { $0[0].isEmpty ? nil : Rows($0) }, views: views.map { Rows($0) }, slices: slices,
      sliceViews: sliceViews)
  }

  private init(
    subjects: [String], events: [Bool], features: Rows, factors: Rows?, views: [Rows], slices: [SliceFeatures]?,
    sliceViews: [[SliceFeatures]]
  ) {
    (self.subjects, self.events, self.features, self.factors) = (subjects, events, features, factors)
    (self.views, self.slices, self.sliceViews) = (views, slices, sliceViews)
  }

  /// Number of patients.
  package var count: Int { subjects.count }

  /// Length of a feature vector.
  package var featureCount: Int { features.width }

  /// Number of clinical factors.
  package var factorCount: Int { factors?.width ?? 0 }

  /// The patients at `positions`, in that order.
  package func selecting(_ positions: [Int]) -> HeadCohort {
    HeadCohort(
      subjects: positions.map { subjects[$0] }, events: positions.map { events[$0] },
      features: features.selecting(positions), factors: factors?.selecting(positions),
      views: views.map { $0.selecting(positions) }, slices: slices.map { slices in positions.map { slices[$0] } },
      sliceViews: sliceViews.map { view in positions.map { view[$0] } })
  }

  /// The cohort whose vectors are joined in one way; with attention the slices stay, since its weights are learned.
  ///
  /// Without slices the vectors are taken as they are: whoever kept vectors alone has joined them already.
  package func pooled(by pooling: SlicePooling) -> HeadCohort {
    guard let slices else {
      precondition(!pooling.isLearned, "attention needs the slices of every patient")
      return self
    }
    guard !pooling.isLearned else { return self }
    let rows = { (all: [SliceFeatures]) in Rows(all.map { $0.vector(by: pooling) }) }
    let isMean = pooling == .mean
    return HeadCohort(
      subjects: subjects, events: events, features: isMean ? features : rows(slices), factors: factors,
      views: isMean ? views : sliceViews.map(rows), slices: nil, sliceViews: [])
  }

  /// The same patients with the features of a trained block; without views, which have none.
  package func with(features: [[Double]]) -> HeadCohort {
    precondition(features.count == count && features.allSatisfy { $0.count == featureCount }, "vectors of one length")
    return HeadCohort(
      subjects: subjects, events: events, features: Rows(features), factors: factors, views: [], slices: nil,
      sliceViews: [])
  }

  /// Every view as a row of its own, view after view, with the patient's outcome and factors.
  ///
  /// Made after patients were dealt to training and stopping, so that no view of a patient lands on the other side.
  package var withViewsAsRows: HeadCohort {
    guard !views.isEmpty else { return self }
    let turns = 0...views.count
    return HeadCohort(
      subjects: turns.flatMap { _ in subjects }, events: turns.flatMap { _ in events },
      features: Rows(
        count: count * (views.count + 1), width: features.width,
        values: features.values + views.flatMap(\.values)),
      factors: factors.map { factors in
        Rows(count: count * (views.count + 1), width: factors.width, values: turns.flatMap { _ in factors.values })
      }, views: [], slices: slices.map { $0 + sliceViews.flatMap(\.self) }, sliceViews: [])
  }
}

/// Which patients decide when training stops.
package enum StoppingRule: Sendable {
  /// This share of each class of the training patients, drawn by `seed`, and not trained on.
  case shareOfTraining(Double, seed: UInt64)
  /// The same of patients with several rows: those that share a value by subject stop together, a patient being an
  /// event where one row is.
  case shareOfGroups(Double, seed: UInt64, groups: [String: String])
  /// Other patients. With the test patients this is the published choice, which has to be flagged as such.
  case others(HeadCohort)
}

/// Why a head cannot be trained.
package enum HeadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The settings contradict themselves.
  case settings(String)
  /// One class is missing, or there are too few patients to leave some out.
  case tooFewPatients(events: Int, nonEvents: Int)
  /// The loss became infinite or undefined.
  case diverged(epoch: Int, rate: Double)

  /// Cause and next step.
  package var description: String {
    switch self {
    case .settings(let fault): "The head's settings cannot be used: \(fault). Correct the study file."
    case .tooFewPatients(let events, let nonEvents):
      "\(events) events and \(nonEvents) non-events are too few to train a head. Each class needs 2 or more: "
        + "merge cohorts, or leave the deep arm out."
    case .diverged(let epoch, let rate):
      "The loss was not finite in epoch \(epoch) at learning rate \(rate). Lower the rate or scale the features."
    }
  }
}
