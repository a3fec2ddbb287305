import Cohorts
import Features
import Foundation
import ImageFiles
import Records
import Results
import StudyFiles
import Volumes

/// DICOM objects of patients: the region of each series as a segmentation, and features and predictions as a report.
///
/// They name study, series and instances of the images, so that an archive puts them beside these. Their PatientID is
/// the id of the study; name and dates stay empty.
package struct PatientObjects {
  private let run: ExportedRun
  private let study: StudyFile
  private let cohort: CohortSeries
  private let table: PatientTable

  /// The objects of patients of a run.
  /// - Parameters:
  ///   - study: the study file of the run, whose paths lead to the images.
  ///   - workers: threads that read headers.
  package init(_ run: ExportedRun, _ study: StudyFile, workers: Int) throws {
    (self.run, self.study) = (run, study)
    guard !study.series.isEmpty else { throw PatientObjectsError.noSeries }
    table = try PatientTable(run)
    cohort = try CohortLinks(workers: workers, progress: { _ in }).series(of: study, rows: study.readCohort().rows)
  }

  /// Every patient whom the run analysed, in the order of its tables.
  package var patients: [String] { table.patients }

  /// Writes `PATIENT_SERIES_seg.dcm` for each series and `PATIENT_report.dcm`, and returns their paths.
  package func write(_ patient: String, into folder: String) throws -> [String] {
    let features = try table.features(of: patient)
    let identifiers = try ObjectIdentifiers(run, patient: patient)
    // Everything is read before the first file is written, so that no part of a patient is left behind.
    let regions = try regions(of: patient)
    let lesions = regions.map { region in
      MeasurementReport.Lesion(
        series: region.series, reference: region.reference, segmentation: identifiers.segmentation(of: region.series),
        tracking: identifiers.lesion(on: region.series), features: features.filter { $0.name.series == region.series })
    }
    let segmentations = try regions.map { region in
      let path = "\(folder)/\(Self.fileName(patient))_\(Self.fileName(region.series))_seg.dcm"
      try write(region, identifiers, to: path)
      return path
    }
    let report = "\(folder)/\(Self.fileName(patient))_report.dcm"
    try write(lesions, forecasts(of: patient, identifiers), identifiers, to: report)
    return segmentations + [report]
  }

  private func write(_ region: DrawnRegion, _ identifiers: ObjectIdentifiers, to path: String) throws {
    let object = identifiers.object(
      .segmentation(region.series), studyUID: region.reference.studyUID, description: "Region on \(region.series)")
    let segment = SegmentationWriter.Segment(
      label: region.name, algorithm: "Contours of the study, read by \(object.software)",
      tracking: identifiers.lesion(on: region.series))
    try SegmentationWriter(object, of: region.reference, segment: segment).write(region.mask, to: path)
  }

  private func write(
    _ lesions: [MeasurementReport.Lesion], _ forecasts: [MeasurementReport.Forecast], _ identifiers: ObjectIdentifiers,
    to path: String
  ) throws {
    let report = MeasurementReport(
      study: run.results.study, observerUID: identifiers.software, lesions: lesions, forecasts: forecasts)
    let object = identifiers.object(
      .report, studyUID: lesions[0].reference.studyUID, description: "Features and predictions")
    let own = lesions.map { lesion in
      StructuredReportWriter.Evidence(
        studyUID: lesion.reference.studyUID, seriesUID: identifiers.series(.segmentation(lesion.series)),
        instances: [lesion.segmentation])
    }
    let images = lesions.map(\.reference).reduce(into: [ReferencedSeries]()) {
      if !$0.contains($1) { $0.append($1) }
    }.map {
      StructuredReportWriter.Evidence(studyUID: $0.studyUID, seriesUID: $0.seriesUID, instances: $0.instances)
    }
    try StructuredReportWriter(object, evidence: own, pertinent: images, schemes: [ReportCodes.own])
      .write(report.root, to: path)
  }

  private func forecasts(of patient: String, _ identifiers: ObjectIdentifiers) -> [MeasurementReport.Forecast] {
    run.results.models.flatMap { model in
      model.predictions.filter { $0.subject == patient }.map {
        MeasurementReport.Forecast(model: model, prediction: $0, trackingUID: identifiers.prediction(of: model.id))
      }
    }
  }

  /// A name without what a path must not have. A name that changes gets a part of its hash, so that no other patient
  /// has the same file.
  private static func fileName(_ name: String) -> String {
    let plain = String(name.map { $0 == "/" || $0 == "\\" || $0 == "\0" ? "_" : $0 })
    let kept = plain.hasPrefix(".") ? "_" + plain.dropFirst() : plain
    return kept == name ? name : "\(kept)-\(Data(name.utf8).sha256.prefix(6))"
  }
}

// Images and contours, as the run read them.
extension PatientObjects {
  private struct DrawnRegion {
    let series: String
    /// As contours or labels call it, where the study file says so.
    let name: String
    let reference: ReferencedSeries
    let mask: Mask
  }

  private func regions(of patient: String) throws -> [DrawnRegion] {
    var regions: [String: DrawnRegion] = [:]
    try SeriesLoader(series: cohort, id: patient).openEach { series, opened in
      regions[series.name] = try region(of: patient, on: series, opened.get())
    }
    return study.series.compactMap { regions[$0.name] }
  }

  private func region(
    of patient: String, on series: StudyFile.Series, _ loaded: LoadedSeries
  ) throws -> DrawnRegion {
    guard let dicom = loaded.dicom else { throw PatientObjectsError.notDICOM(series: series.name) }
    if let hash = table.imageHash(of: patient, on: series.name), hash != loaded.imageHash {
      throw PatientObjectsError.changed(series: series.name, folder: dicom.commonFolder)
    }
    guard loaded.mask.voxels.contains(where: { $0 != 0 }) else { throw PatientObjectsError.empty(series: series.name) }
    let reference: ReferencedSeries
    do {
      reference = try dicom.reference(spacing: .even(tolerance: series.spacingTolerance))
    } catch {
      throw SeriesFailure(series: series.name, cause: error)
    }
    return DrawnRegion(
      series: series.name, name: regionName(of: series) ?? series.name, reference: reference, mask: loaded.mask)
  }

  private func regionName(of series: StudyFile.Series) -> String? {
    switch series.mask {
    case .file(_, let roi, _, _): roi
    case .drawn(let names, _): names.count == 1 ? names[0] : nil
    case .series(let lender): study.series.first { $0.name == lender && $0.name != series.name }.flatMap(regionName)
    }
  }
}
