import Audit
import Cohorts
import Execution
import Foundation
import ImageFiles
import Learning
import Logging
import Results
import Study
import StudyFiles
import Testing
import Volumes

/// A study of small images, from files to results in this process.
@Suite struct StudyRunOfImagesTests {
  /// Thirty patients, each a bright block in noise; events are brighter at one end.
  private func images(in folder: String) throws {
    var stream = RandomStream(seed: 3, name: "images")
    var clinical = "patient,response,side\n"
    let grid = Grid(size: SIMD3(12, 11, 10), spacing: [1, 1, 1])
    let places = (0..<grid.count).map { ($0 % 12, $0 / 12 % 11, $0 / 132) }
    let mask = places.map { x, y, z in (3..<9).contains(x) && (3..<8).contains(y) && (3..<7).contains(z) }
    for patient in 0..<30 {
      let isEvent = patient % 5 < 2
      let voxels = places.indices.map { at -> Double in
        let noise = 30 * stream.normal()
        guard mask[at] else { return (100 + noise).rounded() }
        return (400 + Double(patient) + (isEvent ? 20 * Double(places[at].0) : 0) + noise).rounded()
      }
      let own = "\(folder)/P\(patient)"
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      try writeNIfTI(Volume(grid: grid, voxels: voxels), to: "\(own)/t1.nii")
      try writeNIfTI(Volume(grid: grid, voxels: mask.map { $0 ? 1 : 0 }), to: "\(own)/mask.nii")
      clinical += "P\(patient),\(isEvent ? "non-CR" : "CR"),\(patient % 3 == 0 ? "test" : "train")\n"
    }
    try clinical.write(toFile: "\(folder)/clinical.csv", atomically: true, encoding: .utf8)
    try "setting: {binWidth: 25}\nfeatureClass: {firstorder: [Mean, Variance, Skewness], glcm: [Contrast]}\n"
      .write(toFile: "\(folder)/params.yaml", atomically: true, encoding: .utf8)
  }

  /// Landmarks are fitted before any row, and no row owns them: their fit is in the log of the run all the same, and
  /// the audit of the folder asks for it.
  @Test func fitsOnImagesAreInTheLogOfTheRun() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-images-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try images(in: folder)
    let text = """
      apus: 1
      name: Images
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      series:
        T1: {image: "{id}/t1.nii", mask: "{id}/mask.nii", normalisation: {method: nyul, low: 0, high: 1000}}
      models: {selected-features: 2}
      features: {parameters: params.yaml}
      learning: {select: [{name: mrmr, keep: 2}], classifier: {name: naive-bayes}}
      split: {column: side}
      """
    let study = try StudyFile(parsing: text, file: "study.yaml", folder: folder)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let results = try StudyRun(
      study: study, folder: RunFolder("\(folder)/run", for: study), workers: 1, logger: logger
    ) { _ in }.execute()
    let log = try JSONDecoder().decode(
      FitLog.self, from: Data(String(contentsOfFile: "\(folder)/run/fits.json", encoding: .utf8).utf8))
    let fits = log.entries.filter { $0.kind == .intensityLandmarks }
    #expect(fits.map { "\($0.purpose)" } == ["normalisation of T1 / split"])
    #expect(fits.map { log.subjects(of: $0) } == [(0..<30).filter { $0 % 3 != 0 }.map { "P\($0)" }])
    #expect(results.audit?.refutesNothing == true)
    let finding = try RunAudit(folder: "\(folder)/run").report.findings.first { $0.check == .imageFitsHonest }
    #expect(finding?.verdict == .proved)
  }
}
