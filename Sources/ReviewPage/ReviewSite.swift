internal import CPages
import Cohorts
import Foundation
import LocalServer
import Records
import Review
import StudyFiles
import Synchronization

/// The review of a study as a page: what is looked at, and what a server answers.
package final class ReviewSite: Sendable {
  /// What a person who opens the page gives beside the study.
  package struct Setting: Sendable {
    /// The name under which decisions are written unless the page has another.
    let author: String
    /// The file of the decisions.
    let decisionFile: String
    /// Threads of the examination.
    let workers: Int
    /// The folder of a run, whose features are shown; `nil` for none.
    let run: String?

    package init(author: String, decisionFile: String, workers: Int, run: String?) {
      (self.author, self.decisionFile, self.workers, self.run) = (author, decisionFile, workers, run)
    }
  }

  private let study: StudyFile
  private let ids: [String]
  private let names: PatientNames
  private let setting: Setting
  private let features: RunFeatures?
  private let opened: OpenedPatients
  private let examination: Examination
  private let book: DecisionBook
  /// The last `cohort.json` and its revision: with a thousand patients it is made once for all who ask.
  private let listed = Mutex<(revision: Int, bytes: Data)?>(nil)

  /// - Parameters:
  ///   - clinical: the cohort without the decisions of a review.
  ///   - watch: knows the patients of the study as its files are now; `nil` if they cannot change.
  ///   - failed: is told of what the terminal should say.
  /// - Throws: errors of ``PatientExaminer``, and of the files of the run.
  package init(
    _ study: StudyFile, _ clinical: ClinicalCohort, _ decisions: DecisionFile, names: PatientNames,
    setting: Setting, watch: StudyWatch? = nil, progress: @escaping @Sendable (StudyProgress) -> Void,
    failed: @escaping @Sendable (any Error) -> Void
  ) throws {
    let examiner = try PatientExaminer(study, clinical, workers: setting.workers, progress: progress)
    let series = study.series.map(\.name)
    ids = clinical.patients.map(\.id)
    (self.study, self.names, self.setting) = (study, names, setting)
    features = try setting.run.map { try RunFeatures(run: $0, series: series) }
    opened = OpenedPatients(examiner, ids)
    examination = Examination(examiner, ids, opened: opened)
    let known = clinical.ids
    book = DecisionBook(
      decisions, path: setting.decisionFile,
      watch: watch ?? StudyWatch(patients: known, series: series) { (known, series) }, failed: failed)
  }

  /// Begins to look at the patients.
  package func begin() { examination.begin(workers: setting.workers) }

  /// Looks at no further patient.
  package func end() { examination.end() }

  /// What the server answers.
  package var routes: [Route] {
    [
      .get { _ in try Self.file("page.html") },
      .get("cohort.json") { request in try self.cohort(after: request.query["after"]) },
      .get("patient", .numbered(".json")) { request in try self.patient(request.numbers[0]) },
      .get("sheet", .number, .number, .numbered(".png")) { request in try self.sheet(request.numbers) },
      .get("slice", .number, .number, .name, .numbered(".bin")) { request in
        try self.slice(request.numbers, PlaneName(rawValue: request.names[0]))
      },
      .post("decisions") { request in try self.decide(request.decoded(PostedDecision.self)) },
      .post("decisions", "file") { request in try self.settle(request.decoded(PostedChoice.self)) },
      .get(.name) { request in try Self.file(request.names[0]) },
    ]
  }

  /// The files in `Sources/ReviewPage/Page`.
  package static let page = PageFiles(apus_review_page)

  private static func file(_ name: String) throws -> LocalResponse {
    guard let file = page.all[name] else { throw absent("file of the page") }
    return file
  }

  private static func absent(_ what: String) -> RequestRefusal {
    RequestRefusal(.notFound, "There is no such \(what). Reload the page.")
  }
}

// What is asked.
extension ReviewSite {
  private func cohort(after known: String?) throws -> LocalResponse {
    let shown = book.current
    let revision = examination.count + shown.changes
    if known == "\(revision)" { return try LocalResponse(json: ["unchanged": true]) }
    return try listed.withLock { listed in
      if let listed, listed.revision == revision { return LocalResponse(.json, listed.bytes) }
      let review = CohortReview(comparing: examination.found.compactMap(\.self), of: study)
      let answer = CohortAnswer(
        review, of: ids, shown, names: names, author: setting.author, revision: revision)
      let bytes = try JSONEncoder().encode(answer)
      listed = (revision, bytes)
      return LocalResponse(.json, bytes)
    }
  }

  private func patient(_ row: Int) throws -> LocalResponse {
    guard ids.indices.contains(row) else { throw Self.absent("patient") }
    let found = examination.found
    let shown = zip(study.series, opened.series(of: row)).enumerated().compactMap { at, one in
      (try? one.1.get()).map {
        PatientAnswer.Series($0, number: at, name: one.0.name, modality: one.0.namedModality)
      }
    }
    let figures = found[row].map { LesionFigures.figures(of: $0, among: found.compactMap(\.self)) } ?? []
    return try LocalResponse(
      json: PatientAnswer(
        name: names.name(of: ids[row]), series: shown, features: figures + (features?.figures(of: ids[row]) ?? [])))
  }

  private func sheet(_ numbers: [Int]) throws -> LocalResponse {
    guard let picture = examination.picture(patient: numbers[0], series: numbers[1], level: numbers[2]) else {
      throw Self.absent("picture, or nobody has looked at the patient yet")
    }
    return LocalResponse(.png, picture, caching: .immutable(tag: "sheet-\(numbers)"))
  }

  private func slice(_ numbers: [Int], _ name: PlaneName?) throws -> LocalResponse {
    guard let name, ids.indices.contains(numbers[0]), study.series.indices.contains(numbers[1]) else {
      throw Self.absent("slice")
    }
    let shown: ShownSeries
    do throws(PatientExaminer.Fault) {
      shown = try opened.series(of: numbers[0])[numbers[1]].get()
    } catch {
      throw RequestRefusal(.unprocessable, names.shown(error.cause, of: ids[numbers[0]]))
    }
    let plane = ViewPlane(name, of: shown.grid.axes)
    guard numbers[2] < shown.size(plane).slices else { throw Self.absent("slice") }
    return LocalResponse(
      .bytes, shown.slice(plane, numbers[2]), caching: .immutable(tag: "slice-\(numbers)-\(name.rawValue)"))
  }
}

// What is decided.
extension ReviewSite {
  /// A decision as the page sends it.
  private struct PostedDecision: Decodable {
    let patient: Int
    let series: String?
    let decision: String
    let reason: String
    let by: String
    /// The same for a request that is sent again because its answer was lost.
    let key: String?
  }

  /// Characters of a text of a decision at most: it stands in one cell of a table and in the report.
  private static let most = 2000

  private func decide(_ posted: PostedDecision) throws -> LocalResponse {
    guard ids.indices.contains(posted.patient) else { throw Self.absent("patient") }
    if let series = posted.series, !study.series.contains(where: { $0.name == series }) { throw Self.absent("series") }
    guard let verdict = ReviewDecision.Verdict(rawValue: posted.decision) else {
      throw RequestRefusal(.unprocessable, "A decision is accept, exclude or note. Reload the page.")
    }
    guard max(posted.reason.count, posted.by.count) <= Self.most, (posted.key?.utf8.count ?? 0) <= 64 else {
      throw RequestRefusal(
        .contentTooLarge, "Reason and name may have \(Self.most) characters each at most. Shorten the text.")
    }
    let made = ReviewDecision(
      patient: ids[posted.patient], series: posted.series, verdict: verdict, reason: posted.reason, by: posted.by,
      on: Date.now.formatted(.iso8601))
    let written = try book.add(made, key: posted.key)
    return try LocalResponse(
      json: WrittenDecision(
        written, patient: posted.patient, revision: examination.count + book.current.changes))
  }
}

// What is to count if decisions are no longer in their file.
extension ReviewSite {
  private struct PostedChoice: Decodable {
    let choice: DecisionBook.Choice
    /// The number of changes of `cohort.json` that has the conflict.
    let changes: Int
  }

  private func settle(_ posted: PostedChoice) throws -> LocalResponse {
    try book.settle(posted.choice, changes: posted.changes)
    return try LocalResponse(json: ["revision": examination.count + book.current.changes])
  }
}

extension StudyFile.Series {
  /// The modality that the study file names, if it is one and no pattern.
  fileprivate var namedModality: String? {
    guard case .pattern(_, let modality?, _) = image, modality.allSatisfy({ $0.isLetter && $0.isUppercase }) else {
      return nil
    }
    return modality
  }
}
