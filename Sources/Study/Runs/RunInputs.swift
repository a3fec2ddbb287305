import Cohorts
import Execution
import Foundation
import Records
import Results

/// The inputs of a run by their hashes.
struct RunInputs: Sendable {
  /// Files by what they are.
  private let files: [(input: String, hash: String)]
  /// Contours by series, one hash for all patients.
  private let contours: [(input: String, hash: String)]
  private let ids: [String]
  /// Hashes of images by series and patient.
  private let images: [(series: String, hashes: [String: String])]

  /// The decisions of a review, among the inputs.
  static let decisionsName = "the decisions of the review"

  /// Those of a finished run.
  init(_ results: StudyResults, patients: CSVTable) {
    let decisions = results.files?[RunFile.decisions.rawValue].map { [(input: Self.decisionsName, hash: $0)] } ?? []
    self.init(files: decisions, provenance: results.provenance, patients: patients)
  }

  /// Those that are known before anything is read.
  init(_ decisions: ReviewDecisions) {
    let file = decisions.all.isEmpty ? [] : [(input: Self.decisionsName, hash: Data(decisions.text.utf8).sha256)]
    (files, contours, images, ids) = (file, [], [], [])
  }

  /// Those that are known when every image has been read.
  init(_ provenance: RunProvenance, patients: CSVTable) {
    self.init(files: [], provenance: provenance, patients: patients)
  }

  private init(
    files: [(input: String, hash: String)], provenance: RunProvenance?, patients: CSVTable
  ) {
    let known = provenance?.inputs ?? []
    self.files = files + known.filter { $0.patients == nil }.map { ("the file \($0.file ?? $0.label)", $0.sha256) }
    let ids = patients[PatientFile.subject] ?? []
    self.ids = ids
    // Images have a hash for each patient in patients.csv, which says whose differ.
    contours = known.filter { $0.patients != nil && !$0.label.hasPrefix("Images ") }
      .map { ($0.label.prefix(1).lowercased() + $0.label.dropFirst(), $0.sha256) }
    images = patients.columns.compactMap { column in
      PatientFile.series(ofHashes: column).map { series in
        (series, Dictionary(zip(ids, patients[column] ?? [])) { first, _ in first })
      }
    }
  }

  /// The inputs in which two runs differ. Images are compared for patients whom both have.
  func differences(from other: RunInputs) -> [RunComparison.InputDifference] {
    // Of other patients, contours differ in any case, and the patients are told elsewhere.
    let isSameCohort = ids == other.ids
    return Self.changes(files, other.files) + (isSameCohort ? Self.changes(contours, other.contours) : [])
      + images.compactMap { series, hashes in
        guard let others = other.images.first(where: { $0.series == series })?.hashes else { return nil }
        let patients = hashes.keys.filter { others[$0] != nil && others[$0] != hashes[$0] }.sorted()
        guard !patients.isEmpty else { return nil }
        return RunComparison.InputDifference(
          input: "images of \(series)", first: nil, second: nil, patients: patients)
      }
  }

  private static func changes(
    _ first: [(input: String, hash: String)], _ second: [(input: String, hash: String)]
  ) -> [RunComparison.InputDifference] {
    let (known, theirs) = (byName(first), byName(second))
    let names = first.map(\.input) + second.map(\.input).filter { known[$0] == nil }
    return names.filter { known[$0] != theirs[$0] }.map {
      RunComparison.InputDifference(input: $0, first: known[$0], second: theirs[$0], patients: [])
    }
  }

  private static func byName(_ files: [(input: String, hash: String)]) -> [String: String] {
    Dictionary(files.map { ($0.input, $0.hash) }) { first, _ in first }
  }
}
