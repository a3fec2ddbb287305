import Cohorts
import Execution
import Foundation
import Records
import Results

/// The inputs of a run by their hashes.
struct RunInputs: Sendable {
  /// Files by what they are.
  private let files: [(input: String, hash: String)]
  /// Hashes of images by series and patient.
  private let images: [(series: String, hashes: [String: String])]

  /// The decisions of a review, among the inputs.
  static let decisionsName = "the decisions of the review"

  /// Those of a finished run.
  init(_ results: StudyResults, patients: CSVTable) {
    self.init(
      files: results.files?[RunFile.decisions.rawValue].map { [(Self.decisionsName, $0)] } ?? [], patients: patients)
  }

  /// Those that are known before anything is read.
  init(_ decisions: ReviewDecisions) {
    let file = decisions.all.isEmpty ? [] : [(input: Self.decisionsName, hash: Data(decisions.text.utf8).sha256)]
    (files, images) = (file, [])
  }

  /// The images of patients.
  init(patients: CSVTable) { self.init(files: [], patients: patients) }

  private init(files: [(input: String, hash: String)], patients: CSVTable) {
    self.files = files
    let ids = patients[PatientFile.subject] ?? []
    images = patients.columns.compactMap { column in
      PatientFile.series(ofHashes: column).map { series in
        (series, Dictionary(zip(ids, patients[column] ?? [])) { first, _ in first })
      }
    }
  }

  /// The inputs in which two runs differ. Images are compared for patients whom both have.
  func differences(from other: RunInputs) -> [RunComparison.InputDifference] {
    let (known, theirs) = (Self.byName(files), Self.byName(other.files))
    let names = files.map(\.input) + other.files.map(\.input).filter { known[$0] == nil }
    let changed = names.filter { known[$0] != theirs[$0] }.map {
      RunComparison.InputDifference(input: $0, first: known[$0], second: theirs[$0], patients: [])
    }
    return changed
      + images.compactMap { series, hashes in
        guard let others = other.images.first(where: { $0.series == series })?.hashes else { return nil }
        let patients = hashes.keys.filter { others[$0] != nil && others[$0] != hashes[$0] }.sorted()
        guard !patients.isEmpty else { return nil }
        return RunComparison.InputDifference(
          input: "images of \(series)", first: nil, second: nil, patients: patients)
      }
  }

  private static func byName(_ files: [(input: String, hash: String)]) -> [String: String] {
    Dictionary(files.map { ($0.input, $0.hash) }) { first, _ in first }
  }
}
