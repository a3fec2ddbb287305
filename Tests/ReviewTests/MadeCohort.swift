import Cohorts
import Foundation
import ImageFiles
import Review
import StudyFiles

/// A folder with the files of a study of made lesions; it is gone after the test.
final class MadeCohort {
  let root = FileManager.default.temporaryDirectory.appending(path: "apus-review-\(UUID().uuidString)").path
  let ids: [String]

  /// - Parameter lesions: one for each patient; `nil` for one without files.
  init(_ lesions: [MadeLesion?], prefix: String = "Hospital ") throws {
    ids = lesions.indices.map { "\(prefix)\($0 + 101)" }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (id, lesion) in zip(ids, lesions) {
      guard let lesion else { continue }
      try FileManager.default.createDirectory(atPath: "\(root)/\(id)", withIntermediateDirectories: true)
      try writeNIfTI(lesion.image, to: "\(root)/\(id)/t1.nii.gz")
      try writeNIfTI(lesion.mask, to: "\(root)/\(id)/mask.nii.gz")
    }
    let rows = ids.enumerated().map { "\($1),\($0 % 3 == 0 ? "non-CR" : "CR")\n" }
    try ("patient,response\n" + rows.joined()).write(toFile: "\(root)/clinical.csv", atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// One series with a contour of its own.
  static let one = #"T1: {image: "{id}/t1.nii.gz", mask: "{id}/mask.nii.gz"}"#

  /// - Parameter series: those of the study file.
  func study(_ series: String = one) throws -> StudyFile {
    let text = """
      apus: 1
      name: Made
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      series: {\(series)}
      features: {recipe: jeong2024}
      split: {train: 0.6}
      """
    return try StudyFile(parsing: text, file: "study.yaml", folder: root)
  }

  func review(
    _ series: String = one, decisions: ReviewDecisions = .none, pictures: Bool = false, workers: Int = 2,
    export: MaskExport? = nil
  ) throws -> CohortReview {
    let study = try study(series)
    return try CohortReviewer(study, decisions: decisions, workers: workers).review(
      try study.readCohort(), pictures: pictures, export: export)
  }

  func names(showsIDs: Bool = false) throws -> PatientNames { PatientNames(ids, of: try study(), showsIDs: showsIDs) }
}
