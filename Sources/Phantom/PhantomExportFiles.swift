import Execution
import Foundation
import ImageFiles
import Volumes

/// Writes the images and contours of one patient as a hospital exports them.
///
/// Files are named by UID, and those of half of the patients lie together in one folder. Descriptions and names of
/// regions are spelt in several ways. A localiser, an aborted T2 and a draft of the contours lie beside what is wanted,
/// and every eighth patient has no T2.
struct PhantomExportFiles {
  private let own: PhantomPatientFiles
  private let number: Int
  private let plan: Plan

  /// What is special about a patient.
  private struct Plan {
    let isInOwnFolder, hasT2, hasAbortedT2: Bool
    let descriptions: [String]
    let region: String
  }

  /// - Parameter number: of the patient, from 1.
  init(_ patient: PhantomPatient, number: Int, settings: PhantomSettings) {
    own = PhantomPatientFiles(patient, settings: settings)
    self.number = number
    var stream = RandomStream(seed: settings.seed, name: "\(patient.id)/export")
    let contrast = ["AX CE-T1 FSE", "ax T1 FSE +C", "T1 FSE AX GD"], t2 = ["AX T2 FSE", "T2 TSE ax", "t2_tse_tra"]
    let regions = ["GTV", "gtv", "GTV_T", "GTVp", "Tumor"]
    // The first patients show everything, so that a small cohort does too.
    let hasT2 = !number.isMultiple(of: 8)
    plan = Plan(
      isInOwnFolder: number.isMultiple(of: 2), hasT2: hasT2, hasAbortedT2: hasT2 && number % 3 == 1,
      descriptions: [contrast, t2].map { "SYNTHETIC \($0[Int(stream.next() % UInt64($0.count))])" },
      region: regions[Int(stream.next() % UInt64(regions.count))])
  }

  /// PatientID of patient `number`; spreadsheets lose the zeros.
  static func patientID(_ number: Int) -> String { "00\(100_000 + 7 * number)" }

  /// Files of the patient.
  var fileCount: Int {
    let slices = own.settings.slices
    return 3 + slices + 2 + (plan.hasT2 ? slices + 1 : 0) + (plan.hasAbortedT2 ? slices / 2 : 0)
  }

  /// Writes the files below the folder of the export.
  func write(to export: String) throws {
    let folder = "\(export)/\(plan.isInOwnFolder ? Self.patientID(number) : "incoming")"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let renderer = PhantomRenderer(own.patient, settings: own.settings)
    try writeLocaliser(to: folder)
    for kind in PhantomSeriesKind.allCases where kind != .t2 || plan.hasT2 {
      let series = renderer.render(kind)
      try write(series, uid: "\(kind.name)/series", slices: 0..<series.grid.size.z, to: folder)
      if kind == .t2, plan.hasAbortedT2 {
        try write(series, uid: "aborted/series", slices: 0..<series.grid.size.z / 2, time: "115000", to: folder)
      }
      try writeContours(of: renderer, on: series, to: folder)
    }
  }

  private var header: DICOMHeader {
    var header = own.header
    header.patientID = Self.patientID(number)
    return header
  }

  private func write(
    _ series: PhantomSeries, uid: String, slices: Range<Int>, time: String = "120000", to folder: String
  ) throws {
    var description = own.description(of: series.kind)
    (description.uid, description.time) = (own.uid(uid), time)
    description.description = plan.descriptions[series.kind.rawValue]
    let writer = DICOMSeriesWriter(header: header, series: description, grid: series.grid)
    let plane = series.grid.size.x * series.grid.size.y
    for k in slices {
      let instance = own.uid("\(uid.split(separator: "/")[0])/\(k)")
      try writer.write(
        slice: k, instance: (k + 1, instance), pixels: Array(series.stored[(k * plane)..<((k + 1) * plane)]),
        to: "\(folder)/\(instance)")
    }
  }

  /// Three slices at right angles, in one series.
  private func writeLocaliser(to folder: String) throws {
    var description = own.description(of: .contrastEnhancedT1)
    (description.uid, description.number) = (own.uid("localiser/series"), 9)
    (description.description, description.contrastAgent) = ("SYNTHETIC LOCALIZER", nil)
    let planes = [
      Axes(i: [1, 0, 0], j: [0, 1, 0], k: [0, 0, 1]), Axes(i: [1, 0, 0], j: [0, 0, -1], k: [0, 1, 0]),
      Axes(i: [0, 1, 0], j: [0, 0, -1], k: [-1, 0, 0]),
    ]
    for (n, axes) in planes.enumerated() {
      let grid = Grid(size: [32, 32, 1], spacing: [10, 10, 10], origin: [0, 0, 0], axes: axes)
      let instance = own.uid("localiser/\(n)")
      try DICOMSeriesWriter(header: header, series: description, grid: grid).write(
        slice: 0, instance: (n + 1, instance), pixels: (0..<1024).map { UInt16($0 % 200) }, to: "\(folder)/\(instance)")
    }
  }

  /// A draft on CE-T1 that is a little too large, and the approved contours of each series.
  private func writeContours(of renderer: PhantomRenderer, on series: PhantomSeries, to folder: String) throws {
    let name = series.kind.name
    for isDraft in series.kind == .t2 ? [false] : [true, false] {
      var whose = header
      if isDraft { whose.date = "19991231" }
      let uid = own.uid("RTSTRUCT/\(name)\(isDraft ? "/draft" : "")")
      var writer = StructureSetWriter(
        header: whose, uids: (own.uid("RTSTRUCT/\(name)/\(isDraft)/series"), uid), drawnOn: own.drawnOn(series),
        number: series.kind.rawValue + 11, description: "SYNTHETIC contours")
      (writer.label, writer.isApproved) = (isDraft ? "draft" : "final", !isDraft)
      try writer.write(
        [
          DrawnRegion(name: "Necrosis", contours: own.contours(of: renderer, on: series, scale: 0.4)),
          DrawnRegion(name: plan.region, contours: own.contours(of: renderer, on: series, scale: isDraft ? 1.15 : 1)),
        ], to: "\(folder)/\(uid)")
    }
  }
}
