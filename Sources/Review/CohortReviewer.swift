import Cohorts
import Execution
import ImageFiles
import Records
import StudyFiles

/// Why a study cannot be reviewed.
package enum ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The study has no images.
  case noImages
  /// The study has no patient to look at.
  case nobody
  /// The command names a patient whom the study does not have.
  case unknownPatient(String, known: [String])

  /// The cause and the next step.
  package var description: String {
    switch self {
    case .noImages:
      "the study has no series, so there are no images to review. Give a study file with `series:`."
    case .nobody:
      "no patient of the clinical table would be analysed, so there is nobody to review. `apus study run` says why."
    case .unknownPatient(let name, let known):
      "the clinical table has no patient \"\(name.printable)\"\(suggestion(for: name, among: known)). Give an id of the table or "
        + "a pseudonym of the review page."
    }
  }
}

/// Opens the images and contours of a study as a run does, and looks for what asks for a look.
package struct CohortReviewer: Sendable {
  private let study: StudyFile
  private let decisions: ReviewDecisions
  private let workers: Int
  private let progress: @Sendable (StudyProgress) -> Void

  /// - Parameter workers: patients looked at in parallel; no result depends on it.
  package init(
    _ study: StudyFile, decisions: ReviewDecisions, workers: Int,
    progress: @escaping @Sendable (StudyProgress) -> Void = { _ in }
  ) {
    (self.study, self.decisions, self.workers, self.progress) = (study, decisions, workers, progress)
  }

  /// The review of all patients whom the study would analyse, and of those whom an earlier review excluded.
  /// - Parameters:
  ///   - clinical: the cohort without the decisions of a review.
  ///   - pictures: whether slices are drawn.
  ///   - export: where masks are written; `nil` for nowhere.
  package func review(
    _ clinical: ClinicalCohort, pictures: Bool, export: MaskExport? = nil
  ) throws -> CohortReview {
    guard !study.series.isEmpty else { throw ReviewError.noImages }
    let ids = clinical.patients.map(\.id)
    guard !ids.isEmpty else { throw ReviewError.nobody }
    // Images and contours of an export are looked for as in a run.
    let series = try CohortLinks(workers: workers, progress: progress).series(of: study, rows: clinical.rows)
    let meter = Meter("Looking at images", total: ids.count, report: progress)
    let width = Self.width(series: study.series.count)
    let found = try parallelMap(ids, workers: workers) { id throws -> PatientReview in
      defer { meter.advance() }
      return try examined(id, of: series, width: pictures ? width : nil, export)
    }.map { try $0.get() }
    return compared(found)
  }

  /// Pixels of a picture, so that a page has less than about 100 KB a patient.
  private static func width(series: Int) -> Int { series <= 2 ? 128 : series == 3 ? 104 : 88 }

  private func examined(
    _ id: String, of cohort: CohortSeries, width: Int?, _ export: MaskExport?
  ) throws -> PatientReview {
    let loader = SeriesLoader(series: cohort, id: id)
    var drawn: [String: LoadedSeries] = [:]
    var all: [SeriesReview] = []
    for series in study.series {
      if case .series(let other) = series.mask, drawn[other] == nil, all.contains(where: { $0.name == other }) {
        all.append(.refused(series.name, "its contour is that of \(other), which could not be opened"))
        continue
      }
      do throws(SeriesFailure) {
        let loaded = try loader.load(series, drawn: drawn)
        drawn[series.name] = loaded
        all.append(SeriesReview(loaded, name: series.name, width: width))
      } catch {
        all.append(.refused(series.name, "\(error.part.map { "\($0): " } ?? "")\(error.cause)"))
        continue
      }
      if let export, let loaded = drawn[series.name] { try export.write(loaded, of: id, series: series.name) }
    }
    return PatientReview(
      id: id, series: all, exclusion: decisions.exclusion(of: id), acceptance: decisions.acceptance(of: id),
      notes: decisions.notes(on: id))
  }

  /// Adds what only the whole cohort tells, and sorts.
  private func compared(_ patients: [PatientReview]) -> CohortReview {
    var (all, twins) = (patients, Twins())
    let references = study.series.indices.map { at in SeriesReference(all.compactMap { $0.series[at].measures }) }
    for patient in all {
      for series in patient.series {
        if let measures = series.measures { twins.take(measures, of: patient.owner(of: series)) }
      }
    }
    for (row, patient) in all.enumerated() {
      for (at, series) in patient.series.enumerated() {
        guard let measures = series.measures else { continue }
        all[row].series[at].suspicions += references[at].suspicions(of: measures)
        all[row].series[at].suspicions += twins.suspicions(of: measures, patient.owner(of: series))
      }
    }
    let names = study.series.map(\.name)
    let common = CommonTraits(all, series: names)
    for (row, patient) in all.enumerated() {
      for (at, series) in patient.series.enumerated() {
        all[row].series[at].suspicions = common.rest(series.suspicions, ofSeries: at).byGravity
      }
    }
    let order = all.indices.sorted { (-all[$0].suspicion, $0) < (-all[$1].suspicion, $1) }
    return CohortReview(
      study: study.name, isSynthetic: study.isSynthetic, series: names, patients: order.map { all[$0] },
      common: common.all)
  }
}

extension [Suspicion] {
  /// In the order of the kinds; those of one kind stay as they are.
  fileprivate var byGravity: [Suspicion] {
    enumerated().sorted { ($0.element.kind.order, $0.offset) < ($1.element.kind.order, $1.offset) }.map(\.element)
  }
}

extension PatientReview {
  fileprivate func owner(of series: SeriesReview) -> Suspicion.ImageOwner {
    Suspicion.ImageOwner(patient: id, series: series.name)
  }
}

extension SeriesReview {
  fileprivate static func refused(_ name: String, _ cause: String) -> SeriesReview {
    SeriesReview(name: name, measures: nil, suspicions: [.refused(cause)], pictures: [])
  }

  fileprivate init(_ loaded: LoadedSeries, name: String, width: Int?) {
    guard let measures = LesionMeasures(image: loaded.image, mask: loaded.mask) else {
      self = .refused(name, "the mask has no voxel. Draw the contour, or choose another region")
      return
    }
    let pictures = width.flatMap { LesionPictures(image: loaded.image, mask: loaded.mask, width: $0)?.all } ?? []
    self.init(
      name: name, measures: measures, suspicions: measures.suspicions + loaded.regionNotes.map { .noted($0.note) },
      pictures: pictures)
  }
}
