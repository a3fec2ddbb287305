import Cohorts
import Execution
import Features
import Foundation
import ImageFiles
import Records
import Results
import StudyFiles

/// DICOM objects of a patient: the region of each series as a segmentation, and features and predictions as a report.
///
/// They name study, series and instances of the images, so that an archive puts them beside these. Their PatientID is
/// the id of the study; name and dates stay empty.
package struct PatientObjects {
  private let run: ExportedRun
  private let study: StudyFile

  /// The objects of patients of a run.
  /// - Parameter study: the study file of the run, whose paths lead to the images.
  package init(_ run: ExportedRun, _ study: StudyFile) { (self.run, self.study) = (run, study) }

  /// Writes `PATIENT_SERIES_seg.dcm` for each series and `PATIENT_report.dcm`, and returns their paths.
  /// - Parameter workers: threads that read headers.
  package func write(_ patient: String, into folder: String, workers: Int) throws -> [String] {
    let lesions = try lesions(of: patient, into: folder, workers: workers)
    guard let first = lesions.first else { throw PatientObjectsError.noSeries(patient: patient) }
    let forecasts = forecasts(of: patient)
    let report = MeasurementReport(
      study: run.results.study, observerUID: uid("software", run.results.study.software),
      lesions: lesions.map(\.lesion), forecasts: forecasts)
    let path = "\(folder)/\(Self.fileName(patient))_report.dcm"
    let object = object(
      patient, "report", studyUID: first.lesion.reference.studyUID, number: 9_000,
      description: "Features and predictions")
    let evidence = lesions.map { made in
      StructuredReportWriter.Evidence(
        studyUID: made.lesion.reference.studyUID, seriesUID: made.segmentationSeries,
        instances: [made.lesion.segmentation])
    }
    try StructuredReportWriter(object, evidence: evidence, schemes: [ReportCodes.own]).write(report.root, to: path)
    return lesions.map(\.path) + [path]
  }

  private struct Made {
    let lesion: MeasurementReport.Lesion
    let segmentationSeries: String
    let path: String
  }

  private func lesions(of patient: String, into folder: String, workers: Int) throws -> [Made] {
    let clinical = try study.readCohort()
    guard clinical.ids.contains(patient) else { throw PatientObjectsError.unknown(patient: patient) }
    let cohort = try CohortLinks(workers: workers, progress: { _ in }).series(of: study, rows: clinical.rows)
    let features = try features(of: patient)
    var made: [Made] = []
    try SeriesLoader(series: cohort, id: patient).openEach { series, opened in
      let loaded = try opened.get()
      guard let reference = try loaded.dicom?.reference(spacing: .even(tolerance: series.spacingTolerance)),
        reference.slices.count == loaded.mask.grid.size.z
      else { throw PatientObjectsError.noReference(series: series.name) }
      made.append(try segmentation(of: loaded, reference, series.name, patient, features, into: folder))
    }
    let order = study.series.map(\.name)
    return made.sorted {
      (order.firstIndex(of: $0.lesion.series) ?? 0) < (order.firstIndex(of: $1.lesion.series) ?? 0)
    }
  }

  private func segmentation(
    of loaded: LoadedSeries, _ reference: ReferencedSeries, _ series: String, _ patient: String,
    _ features: [(name: FeatureName, value: Double)], into folder: String
  ) throws -> Made {
    let object = object(
      patient, "region of \(series)", studyUID: reference.studyUID, number: 9_001,
      description: "Region on \(series)")
    let path = "\(folder)/\(Self.fileName(patient))_\(Self.fileName(series))_seg.dcm"
    let segment = SegmentationWriter.Segment(
      label: series, algorithm: "Contours of the study, as \(object.software) reads them")
    try SegmentationWriter(object, of: reference, segment: segment).write(loaded.mask, to: path)
    let lesion = MeasurementReport.Lesion(
      series: series, reference: reference,
      segmentation: .init(classUID: SegmentationWriter.sopClassUID, uid: object.instanceUID),
      trackingUID: uid("lesion", patient, series), features: features.filter { $0.name.series == series })
    return Made(lesion: lesion, segmentationSeries: object.seriesUID, path: path)
  }

  private func forecasts(of patient: String) -> [MeasurementReport.Forecast] {
    run.results.models.flatMap { model in
      model.predictions.filter { $0.subject == patient }.map {
        MeasurementReport.Forecast(model: model, prediction: $0, trackingUID: uid("prediction", patient, model.id))
      }
    }
  }

  private func features(of patient: String) throws -> [(name: FeatureName, value: Double)] {
    guard let table = try run.table(.features), let subject = table.columns.firstIndex(of: "subject"),
      let row = table.rows.first(where: { $0[subject] == patient })
    else { throw PatientObjectsError.unknown(patient: patient) }
    return zip(table.columns, row).compactMap { column, cell in
      guard let name = FeatureName(column, series: run.results.study.series), let value = Double(cell) else {
        return nil
      }
      return (name, value)
    }
  }
}

// Names and identifiers.
extension PatientObjects {
  private func object(
    _ patient: String, _ name: String, studyUID: String, number: Int, description: String
  ) -> DerivedObject {
    let digits = run.date.filter { $0.isNumber }
    return DerivedObject(
      patientID: patient, studyUID: studyUID, seriesUID: uid("series", patient, name),
      instanceUID: uid("instance", patient, name), number: number, description: description,
      date: String(digits.prefix(8)), time: String(digits.dropFirst(8).prefix(6)),
      software: run.results.study.software)
  }

  /// An identifier that follows from the results: equal results give equal objects.
  private func uid(_ parts: String...) -> String {
    var hash = SHA256Digest()
    for part in [run.results.study.studyHash, run.results.files?[RunFile.features.rawValue] ?? ""] + parts {
      hash.add("\(part.utf8.count):\(part)")
    }
    let digits = hash.finish()
    let (high, low) = (
      UInt64(digits.prefix(16), radix: 16) ?? 0, UInt64(digits.dropFirst(16).prefix(16), radix: 16) ?? 0
    )
    // A UUID of version 8 (RFC 9562), the one for values made in an own way.
    let (first, last) = ((high & ~0xf000) | 0x8000, (low & ~(3 << 62)) | (2 << 62))
    return "2.25.\(UInt128(first) << 64 | UInt128(last))"
  }

  /// A name without what a path must not have.
  private static func fileName(_ name: String) -> String {
    let plain = String(name.map { $0 == "/" || $0 == "\\" || $0 == "\0" ? "_" : $0 })
    return plain.hasPrefix(".") ? "_" + plain.dropFirst() : plain
  }
}

/// Why the DICOM objects of a patient cannot be written.
package enum PatientObjectsError: Error, Sendable, CustomStringConvertible {
  case unknown(patient: String)
  case noSeries(patient: String)
  case noReference(series: String)

  /// The cause and what to do next.
  package var description: String {
    switch self {
    case .unknown(let patient):
      "patient \"\(patient.printable)\": has no features in this run. features.csv lists the patients that were "
        + "analysed."
    case .noSeries(let patient):
      "patient \"\(patient.printable)\": the study has no series, so there are no images to refer to. Use --as sqlite "
        + "for the values."
    case .noReference(let series):
      "series \(series): its image is no DICOM series of one file a slice, so no instance can be named. DICOM objects "
        + "need such images; use --as sqlite for the values."
    }
  }
}
