import Cohorts
import StudyFiles

/// Opens the series of single patients, and measures their lesions.
package struct PatientExaminer: Sendable {
  private let study: StudyFile
  private let cohort: CohortSeries

  /// Looks for images and contours in the export of a study, as a run does.
  /// - Parameter workers: threads that read headers.
  /// - Throws: ``ReviewError`` for a study with nothing to look at, and ``StudyRunError``.
  package init(
    _ study: StudyFile, _ clinical: ClinicalCohort, workers: Int,
    progress: @escaping @Sendable (StudyProgress) -> Void = { _ in }
  ) throws {
    guard !study.series.isEmpty else { throw ReviewError.noImages }
    guard !clinical.patients.isEmpty else { throw ReviewError.nobody }
    self.study = study
    cohort = try CohortLinks(workers: workers, progress: progress).series(of: study, rows: clinical.rows)
  }

  /// Why a series is not there, in words.
  package struct Fault: Error, Hashable, Sendable {
    package let cause: String
  }

  /// Opens the series of a patient one after the other, in the order of the study file.
  package func open(_ id: String, take: (String, Result<LoadedSeries, Fault>) throws -> Void) rethrows {
    let loader = SeriesLoader(series: cohort, id: id)
    var (drawn, absent): ([String: LoadedSeries], Set<String>) = ([:], [])
    for series in study.series {
      if case .series(let other) = series.mask, absent.contains(other) {
        absent.insert(series.name)
        try take(series.name, .failure(Fault(cause: "its contour is that of \(other), which could not be opened")))
        continue
      }
      do throws(SeriesFailure) {
        drawn[series.name] = try loader.load(series, drawn: drawn)
      } catch {
        absent.insert(series.name)
        let part = error.part.map { "\($0): " } ?? ""
        try take(series.name, .failure(Fault(cause: "\(part)\(error.cause)")))
        continue
      }
      if let loaded = drawn[series.name] { try take(series.name, .success(loaded)) }
    }
  }

  /// One patient, without what only the whole cohort tells.
  package func examined(
    _ id: String, decisions: ReviewDecisions = .none, pictures: Bool, _ export: MaskExport? = nil
  ) throws -> PatientReview {
    var all: [SeriesReview] = []
    try open(id) { name, opened in
      switch opened {
      case .failure(let fault): all.append(.refused(name, fault.cause))
      case .success(let loaded):
        all.append(SeriesReview(loaded, name: name, width: pictures ? width : nil))
        try export?.write(loaded, of: id, series: name)
      }
    }
    return PatientReview(
      id: id, series: all, exclusion: decisions.exclusion(of: id), acceptance: decisions.acceptance(of: id),
      notes: decisions.notes(on: id))
  }

  /// Pixels of a picture, so that a page has less than about 100 KB a patient.
  private var width: Int { study.series.count <= 2 ? 128 : study.series.count == 3 ? 104 : 88 }
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
