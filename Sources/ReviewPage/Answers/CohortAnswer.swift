import Cohorts
import Review
import Volumes

/// `cohort.json`: everybody in the order of the clinical table, as far as they were looked at. It has no outcome.
package struct CohortAnswer: Encodable, Sendable {
  let study: String
  let author: String
  let isComplete: Bool
  let examined: Int
  let total: Int
  let traits: [String]
  let patients: [Patient]
  let file: File
  let revision: Int

  /// The file of decisions.
  struct File: Encodable {
    /// Why it cannot be read.
    let fault: Nullable<String>
    /// Decisions that the page shows, and that are no longer in the file.
    let lost: [Lost]
    /// Whether the file has other decisions.
    let isReplaced: Bool
    let changes: Int
  }

  /// A decision that is no longer in the file.
  struct Lost: Encodable {
    let name: String
    let decision: DecisionAnswer
  }

  struct Patient: Encodable {
    let number: Int
    let name: String
    let weight: Nullable<Int>
    let isExcluded: Bool
    let decisions: [DecisionAnswer]
    let cause: Nullable<String>
    let series: [Series]
  }

  struct Series: Encodable {
    let number: Int
    let name: String
    let cause: Nullable<String>
    let size: Nullable<[Int]>
    let spacing: Nullable<[Double]>
    let volume: Nullable<Double>
    let reasons: [Reason]
  }

  struct Reason: Encodable {
    let title: String
    let text: String
    let weight: Int
  }

  /// - Parameters:
  ///   - review: those who were looked at, compared with each other.
  ///   - ids: everybody.
  package init(
    _ review: CohortReview, of ids: [String], _ book: DecisionBook.Shown, names: PatientNames, author: String,
    revision: Int
  ) {
    let decisions = book.decisions
    let found = Dictionary(review.patients.map { ($0.id, $0) }) { first, _ in first }
    let decided = Dictionary(grouping: decisions.all, by: \.patient)
    study = review.study
    self.author = author
    (examined, total, isComplete) = (found.count, ids.count, found.count == ids.count)
    traits = review.common.map(\.words)
    self.revision = revision
    file = File(
      fault: Nullable(book.fault),
      lost: book.lost.map { Lost(name: names.name(of: $0.patient), decision: DecisionAnswer($0)) },
      isReplaced: book.isReplaced, changes: book.changes)
    patients = ids.enumerated().map { row, id in
      let patient = found[id]
      let series = patient.map { patient in
        patient.series.enumerated().map { Series($1, number: $0, of: patient.id, names) }
      }
      return Patient(
        number: row, name: names.name(of: id), weight: Nullable(patient?.suspicion),
        isExcluded: decisions.exclusion(of: id) != nil, decisions: (decided[id] ?? []).map(DecisionAnswer.init),
        cause: Nullable(series?.compactMap(\.cause.value).first), series: series ?? [])
    }
  }
}

extension CohortAnswer.Series {
  fileprivate init(_ series: SeriesReview, number: Int, of id: String, _ names: PatientNames) {
    (self.number, name) = (number, series.name)
    let reasons = series.suspicions.map {
      CohortAnswer.Reason(title: $0.kind.name, text: names.shown($0.words(names), of: id), weight: $0.kind.weight)
    }
    self.reasons = reasons
    let measures = series.measures
    cause = Nullable(measures == nil ? reasons.first?.text ?? "The series cannot be opened." : nil)
    size = Nullable(measures.map { [$0.size.x, $0.size.y, $0.size.z] })
    spacing = Nullable(measures.map { [$0.spacing.x, $0.spacing.y, $0.spacing.z] })
    volume = Nullable(measures?.volume.ifFinite)
  }
}

/// A decision as the page shows it.
struct DecisionAnswer: Encodable {
  let series: Nullable<String>
  let decision: ReviewDecision.Verdict
  let reason: String
  let who: String
  let when: String

  init(_ decision: ReviewDecision) {
    (series, self.decision, reason) = (Nullable(decision.series), decision.verdict, decision.reason)
    (who, when) = (decision.by, decision.on)
  }
}

/// The answer to a decision that was written.
struct WrittenDecision: Encodable {
  let patient: Int
  let series: Nullable<String>
  let decision: ReviewDecision.Verdict
  let reason: String
  let who: String
  let when: String
  let revision: Int

  init(_ decision: ReviewDecision, patient: Int, revision: Int) {
    (self.patient, series, self.decision) = (patient, Nullable(decision.series), decision.verdict)
    (reason, who, when, self.revision) = (decision.reason, decision.by, decision.on, revision)
  }
}
