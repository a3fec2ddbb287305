import Foundation
import Results
import Testing
import TestSupport

/// Studies of images whose scanner, echo time or slices tell the outcome, by the built command.
@Suite struct AcquisitionLeakTests {
  private static let corners: [SIMD2<Double>] = [[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]]
  private static let patients = 44

  /// Patients of one DICOM series and a structure set; `kind` is what tells two thirds of the outcome.
  private func write(_ kind: String, _ seed: UInt64, _ scratch: Scratch) throws -> String {
    let draw = uniformDraws(seed: seed)
    for _ in 0..<5 { _ = draw() }
    var table = "patient,response\n"
    for row in 0..<Self.patients {
      let isEvent = row % 2 == 0
      // Of those that the kind marks nine of ten have the event; of those that nothing marks, half.
      let marked = { (name: String) in name == kind ? isEvent != (draw() < 0.08) : draw() < 0.5 }
      var series = GeneratedSeries()
      series.spacing = marked("slice distance") ? 3 : 2.5
      series.shade = Int(300 * draw())
      series.extra = [
        .text(0x0008_0070, "LO", "MAKER"), .text(0x0008_1090, "LO", marked("scanner") ? "One" : "Two"),
        .numbers(0x0018_0081, [marked("echo time") ? 90 : 102]),
      ]
      let folder = "P\(row)/img"
      try FileManager.default.createDirectory(atPath: scratch.file(folder), withIntermediateDirectories: true)
      for (k, slice) in series.slices.enumerated() {
        try Data(slice).write(to: URL(filePath: scratch.file("\(folder)/\(k).dcm")))
      }
      let contours = (2...6).map { GeneratedStructureSet.Contour(Self.corners, z: Double($0) * series.spacing) }
      let set = GeneratedStructureSet([.init("GTV", number: 1, contours)])
      try Data(set.bytes).write(to: URL(filePath: scratch.file("P\(row)/rs.dcm")))
      table += "P\(row),\(isEvent ? 1 : 0)\n"
    }
    _ = try scratch.write(table, to: "clinical.csv")
    _ = try scratch.write(
      "featureClass: {firstorder: [Mean, Entropy, Skewness, Kurtosis]}\nsetting: {binWidth: 25}\n", to: "p.yaml")
    return try scratch.write(
      """
      apus: 1
      name: Images
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: 1, non-event: 0}
      series: {T2: {image: "{id}/img", mask: "{id}/rs.dcm", roi: GTV}}
      features: {parameters: p.yaml}
      learning: {select: [{name: mrmr, keep: 2}], classifier: {name: logistic}}
      split: {train: 0.6}
      """, to: "study.yaml")
  }

  private func titles(_ kind: String, _ seed: UInt64) throws -> [String] {
    let scratch = try Scratch()
    let run = try Command("study", "run", try write(kind, seed, scratch), "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let data = try Data(contentsOf: URL(filePath: scratch.file("run/results.json")))
    return try JSONDecoder().decode(StudyResults.self, from: data).findings.map(\.title)
  }

  @Test(arguments: ["scanner", "echo time", "slice distance"])
  func whatTellsTheOutcomeIsNamed(_ kind: String) throws {
    let titles = try titles(kind, 5)
    #expect(
      titles.contains("The image acquisition is associated with the outcome (p < .001): \(kind) of T2."),
      "seed 5: \(titles)")
  }

  @Test func whatIsSharedByBothClassesIsNot() throws {
    let titles = try titles("nothing", 6)
    #expect(!titles.contains { $0.contains("acquired") }, "seed 6: \(titles)")
  }
}
