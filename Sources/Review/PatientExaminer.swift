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

  /// Opens the series of a patient one after the other, and keeps of each what `take` makes of it.
  /// - Returns: the values in the order of the study file.
  package func open<Value>(
    _ id: String, _ take: (String, Result<LoadedSeries, Fault>) throws -> Value
  ) rethrows -> [Value] {
    var values: [String: Value] = [:]
    try SeriesLoader(series: cohort, id: id).openEach { series, opened in
      let opened = opened.mapError { failure in
        Fault(cause: (failure.part.map { "\($0): " } ?? "") + "\(failure.cause)")
      }
      values[series.name] = try take(series.name, opened)
    }
    return study.series.compactMap { values[$0.name] }
  }

  /// One patient, without what only the whole cohort tells.
  package func examined(
    _ id: String, decisions: ReviewDecisions = .none, pictures: Bool, _ export: MaskExport? = nil
  ) throws -> PatientReview {
    let all = try open(id) { name, opened in
      switch opened {
      case .failure(let fault): return SeriesReview.refused(name, fault.cause)
      case .success(let loaded):
        try export?.write(loaded, of: id, series: name)
        return SeriesReview(loaded, name: name, width: pictures ? width : nil)
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
