import Execution
import Foundation
import ImageFiles
import Records
import Volumes

/// Writes the images and contours of one patient.
struct PhantomPatientFiles {
  /// What every object of the cohort says of itself.
  static let notice = "SYNTHETIC DATA made by apus phantom. No patient, no measurement; not for clinical use."

  let patient: PhantomPatient
  let settings: PhantomSettings

  init(_ patient: PhantomPatient, settings: PhantomSettings) {
    self.patient = patient
    self.settings = settings
  }

  /// `FOLDER/CE-T1/*.dcm`, `FOLDER/T2/*.dcm` and a structure set for each.
  func write(to folder: String) throws {
    let renderer = PhantomRenderer(patient, settings: settings)
    for kind in PhantomSeriesKind.allCases {
      try makeFolder("\(folder)/\(kind.name)")
      let series = renderer.render(kind)
      try write(series, to: "\(folder)/\(kind.name)")
      try writeContours(of: renderer, on: series, to: "\(folder)/RTSTRUCT_\(kind.name).dcm")
    }
  }

  private func makeFolder(_ folder: String) throws(PhantomError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: folder, cause: WriteFailure(error))
    }
  }

  private func write(_ series: PhantomSeries, to folder: String) throws {
    let writer = DICOMSeriesWriter(header: header, series: description(of: series.kind), grid: series.grid)
    let plane = series.grid.size.x * series.grid.size.y
    for (position, k) in patient.scanner.fileOrder.slices(series.grid.size.z).enumerated() {
      let digits = String(position + 1)
      let name = "IM" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      try writer.write(
        slice: k, instance: (position + 1, uid("\(series.kind.name)/\(k)")),
        pixels: Array(series.stored[(k * plane)..<((k + 1) * plane)]), to: "\(folder)/\(name).dcm")
    }
  }

  private func writeContours(of renderer: PhantomRenderer, on series: PhantomSeries, to file: String) throws {
    let name = series.kind.name
    let writer = StructureSetWriter(
      header: header, uids: (uid("RTSTRUCT/\(name)/series"), uid("RTSTRUCT/\(name)")),
      drawnOn: drawnOn(series), number: series.kind.rawValue + 11, description: "SYNTHETIC GTV on \(name)")
    try writer.write([DrawnRegion(name: "GTV", contours: contours(of: renderer, on: series))], to: file)
  }

  /// The outline of the lesion on every slice that it reaches.
  /// - Parameter scale: how much larger than the lesion it is drawn, about its middle on each slice.
  func contours(of renderer: PhantomRenderer, on series: PhantomSeries, scale: Double = 1) -> [DrawnContour] {
    (0..<series.grid.size.z).compactMap { k -> DrawnContour? in
      let height = renderer.place(of: series.grid.position(of: [0, 0, Double(k)])).z
      guard let outline = renderer.lesion.shape.outline(z: height) else { return nil }
      let middle = outline.reduce(SIMD3.zero, +) / Double(outline.count)
      let drawn = scale == 1 ? outline : outline.map { middle + ($0 - middle) * scale }
      return DrawnContour(points: drawn.map(renderer.patientPosition), imageUID: uid("\(series.kind.name)/\(k)"))
    }
  }

  /// The UIDs of a series and its slices.
  func drawnOn(_ series: PhantomSeries) -> (seriesUID: String, imageUIDs: [String]) {
    let name = series.kind.name
    return (uid("\(name)/series"), (0..<series.grid.size.z).map { uid("\(name)/\($0)") })
  }

  var header: DICOMHeader {
    DICOMHeader(
      patientName: "SYNTHETIC^\(patient.id)", patientID: "SYNTHETIC-\(patient.id)", patientAge: patient.record.age,
      studyUID: uid("study"), frameOfReferenceUID: uid("frame"), date: "20000101",
      studyDescription: "SYNTHETIC pelvis", manufacturer: "SYNTHETIC",
      model: "SYNTHETIC \(patient.scanner.name)", institution: "SYNTHETIC hospital \(settings.seed)",
      comments: Self.notice)
  }

  func description(of kind: PhantomSeriesKind) -> MRSeriesDescription {
    let rescale = patient.scanner.rescaleSlope.map { MRSeriesDescription.Rescale(slope: $0, intercept: 0) }
    let field = patient.scanner.fieldStrength
    return switch kind {
    case .contrastEnhancedT1:
      MRSeriesDescription(
        uid: uid("CE-T1/series"), number: 1, description: "SYNTHETIC AX CE-T1 FSE", repetitionTime: 600, echoTime: 10,
        fieldStrength: field, contrastAgent: "SYNTHETIC", rescale: rescale)
    case .t2:
      MRSeriesDescription(
        uid: uid("T2/series"), number: 2, description: "SYNTHETIC AX T2 FSE", repetitionTime: 4200, echoTime: 95,
        fieldStrength: field, rescale: rescale)
    }
  }

  func uid(_ name: String) -> String {
    PhantomUID.make(seed: settings.seed, name: "\(patient.id)/\(name)")
  }
}

extension PhantomScanner.FileOrder {
  /// Slices, counted from the feet, in the order of their file names.
  package func slices(_ count: Int) -> [Int] {
    switch self {
    case .ascending: Array(0..<count)
    case .descending: (0..<count).reversed()
    case .interleaved: Array(stride(from: 0, to: count, by: 2)) + Array(stride(from: 1, to: count, by: 2))
    }
  }
}

/// DICOM identifiers without a registered root: `2.25.` and a UUID as a decimal number (DICOM PS3.5, B.2).
package enum PhantomUID {
  /// The identifier of a name under a seed; a UUID of version 8 (RFC 9562), the one for values made in an own way.
  package static func make(seed: UInt64, name: String) -> String {
    var stream = RandomStream(seed: seed, name: "uid/\(name)")
    let high = (stream.next() & ~0xf000) | 0x8000
    let low = (stream.next() & ~(3 << 62)) | (2 << 62)
    return "2.25.\(UInt128(high) << 64 | UInt128(low))"
  }
}
