import Cohorts
import Records
import Results

/// What the tables of a run hold of each patient.
struct PatientTable {
  /// Every patient, in the order of the table of features.
  let patients: [String]
  private let names: [(at: Int, name: FeatureName)]
  private let rows: [String: [String]]
  /// Hashes of images by series, then patient.
  private let hashes: [String: [String: String]]

  /// Reads `features.csv` and `patients.csv`.
  init(_ run: ExportedRun) throws {
    guard let table = try run.table(.features), let subject = table.columns.firstIndex(of: PatientFile.subject) else {
      throw PatientObjectsError.noFeatures(folder: run.folder)
    }
    patients = table.rows.map { $0[subject] }
    names = table.columns.enumerated().compactMap { at, column in
      FeatureName(column, series: run.results.study.series).map { (at, $0) }
    }
    rows = Dictionary(table.rows.map { ($0[subject], $0) }, uniquingKeysWith: { first, _ in first })
    hashes = try run.table(.patients).map(Self.hashes) ?? [:]
  }

  private static func hashes(_ table: CSVTable) -> [String: [String: String]] {
    guard let subject = table.columns.firstIndex(of: PatientFile.subject) else { return [:] }
    var found: [String: [String: String]] = [:]
    for (at, column) in table.columns.enumerated() {
      guard let series = PatientFile.series(ofHashes: column) else { continue }
      for row in table.rows where !row[at].isEmpty { found[series, default: [:]][row[subject]] = row[at] }
    }
    return found
  }

  /// Values of a patient in the order of the columns; undefined ones are left out.
  func features(of patient: String) throws(PatientObjectsError) -> [(name: FeatureName, value: Double)] {
    guard let row = rows[patient] else { throw .unknown }
    return names.compactMap { at, name in Double(row[at]).flatMap { $0.isFinite ? (name, $0) : nil } }
  }

  /// Hash of the image that the run read; `nil` if the run did not write it.
  func imageHash(of patient: String, on series: String) -> String? { hashes[series]?[patient] }
}
