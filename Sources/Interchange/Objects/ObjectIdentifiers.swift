import Execution
import ImageFiles
import Results

/// Identifiers of the objects of a patient. They follow from the results, so that equal results give equal objects.
struct ObjectIdentifiers {
  /// An object of a patient.
  enum Object {
    case segmentation(String)
    case report

    fileprivate var name: String {
      switch self {
      case .segmentation(let series): "region of \(series)"
      case .report: "report"
      }
    }

    /// SeriesNumber: beyond those that scanners give.
    fileprivate var number: Int {
      switch self {
      case .segmentation: 9_001
      case .report: 9_000
      }
    }
  }

  private let run: ExportedRun
  private let patient: String

  /// Identifiers for a patient whose id fits into PatientID.
  init(_ run: ExportedRun, patient: String) throws(PatientObjectsError) {
    guard DICOMAttribute.words(patient, atMost: 64) == patient else { throw .unusableID }
    (self.run, self.patient) = (run, patient)
  }

  /// The program as observer.
  var software: String { uid("software", run.results.study.software) }

  /// SeriesInstanceUID of an object.
  func series(_ object: Object) -> String { uid("series", patient, object.name) }

  /// The segmentation on a series.
  func segmentation(of series: String) -> ReferencedSeries.Instance {
    .init(classUID: SegmentationWriter.sopClassUID, uid: instance(.segmentation(series)))
  }

  /// The lesion on a series.
  func lesion(on series: String) -> TrackedLesion {
    TrackedLesion(name: "Lesion on \(series)", uid: uid("lesion", patient, series))
  }

  /// The prediction of a model.
  func prediction(of model: String) -> String { uid("prediction", patient, model) }

  /// What an object says of itself.
  func object(_ object: Object, studyUID: String, description: String) -> DerivedObject {
    let digits = run.date.filter { $0.isNumber }
    return DerivedObject(
      patientID: patient, studyUID: studyUID, seriesUID: series(object), instanceUID: instance(object),
      number: object.number, description: description, date: String(digits.prefix(8)),
      time: String(digits.dropFirst(8).prefix(6)), software: run.results.study.software)
  }

  private func instance(_ object: Object) -> String { uid("instance", patient, object.name) }

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
}
