import Cohorts
import Comparison
import Learning
import Results
import Statistics
import Synchronization

/// The patients of another study with what a frozen model predicts of them.
struct PredictedCohort {
  private let all: [(record: Patient, prediction: CasePrediction)]
  private let owners: [String: String]?

  init(
    _ cohort: ValidationCohort, workers: Int, progress: @escaping @Sendable (StudyProgress) -> Void
  ) {
    let total = cohort.patients.count
    let done = Atomic(0)
    let predictions = cohort.application.predict(cohort.patients.map(\.patient), workers: workers) { _, _ in
      progress(
        StudyProgress(stage: "Predicting", done: done.wrappingAdd(1, ordering: .relaxed).newValue, total: total))
    }
    all = zip(cohort.patients.map(\.record), predictions).map { (record: $0, prediction: $1) }
    owners = cohort.owners
  }

  var count: Int { all.count }

  /// Number of patients who are training patients of the model.
  var knownFromTraining: Int { count(outside: .training) }

  private func count(outside kind: RangeFinding.Kind) -> Int {
    all.count { $0.prediction.outside.contains { $0.kind == kind } }
  }

  /// Patients without a score.
  var leftOut: [ExternalValidation.LeftOut] {
    all.filter { $0.prediction.score == nil }.map {
      ExternalValidation.LeftOut(
        subject: $0.record.id, outcome: $0.record.outcome.hadEvent, reason: $0.prediction.reason)
    }
  }

  /// Ways of being outside the training range, with their patients.
  func outside(accepting accepted: Set<RangeFinding.Kind>) -> [ExternalValidation.Outside] {
    RangeFinding.Kind.allCases.compactMap { kind in
      let patients = count(outside: kind)
      return patients == 0
        ? nil : ExternalValidation.Outside(kind: kind, patients: patients, accepted: accepted.contains(kind))
    }
  }

  /// The patients with a score.
  var scored: ScoredCohort { ScoredCohort(all.filter { $0.prediction.score != nil }, owners: owners) }
}

/// The patients with a score, in the order of the cohort.
struct ScoredCohort {
  let records: [Patient]
  let predictions: [CasePrediction]
  let scores: [Double]
  let outcomes: [Bool]
  /// The patient of each row; `nil` where every row is a patient of its own.
  let clusters: [Int]?
  /// One probability a patient; `nil` unless every patient has one.
  let probabilities: [Double]?

  fileprivate init(_ kept: [(record: Patient, prediction: CasePrediction)], owners: [String: String]?) {
    (records, predictions) = (kept.map(\.record), kept.map(\.prediction))
    (scores, outcomes) = (predictions.compactMap(\.score), records.map(\.outcome.hadEvent))
    clusters = PatientClusters.of(records.map(\.id), owners: owners)
    let all = predictions.compactMap(\.probability)
    probabilities = all.isEmpty || all.count < predictions.count ? nil : all
  }

  /// The AUC with an interval in which patients, not rows, are independent.
  var auc: AUCEstimate {
    clusters.map { AUCEstimate(scores: scores, outcomes: outcomes, clusters: $0) }
      ?? AUCEstimate(scores: scores, outcomes: outcomes)
  }

  /// What a bootstrap draws.
  func scheme(isStratified: Bool) -> ResamplingScheme {
    clusters.map { .clusters($0) } ?? (isStratified ? .stratified : .simple)
  }

  func cutoff(at threshold: Double?) -> CutoffResult? {
    threshold.map {
      CutoffResult(
        origin: "frozen", threshold: ExtendedReal($0), ties: 1, scores: scores, outcomes: outcomes, clusters: clusters)
    }
  }

  func rows(recalibrated: [Double]?, owners: [String: String]?) -> [ExternalValidation.Row] {
    records.indices.map { at in
      ExternalValidation.Row(
        subject: records[at].id, outcome: records[at].outcome.hadEvent, prediction: predictions[at],
        recalibrated: recalibrated?[at], patient: owners?[records[at].id])
    }
  }
}

extension CasePrediction {
  /// Why the patient is not evaluated.
  fileprivate var reason: String {
    failure ?? "outside the training range: " + outside.map(\.sentence).joined(separator: "; ")
  }
}
