import Cohorts
import DeepRadiomics
import Foundation
import Records
import Results

// Tables of a run that not every run has.
extension AuditEvidence {
  /// Features of networks by column, with the patients in the order of `ids`; empty where the run wrote none.
  static func deepFeatures(in folder: String, of ids: [String]) throws(AuditError) -> [String: [Double?]] {
    let file = RunFile.deepFeatures
    guard FileManager.default.fileExists(atPath: "\(folder)/\(file)") else { return [:] }
    let table = try table(file, in: folder)
    guard table[FeatureFile.subject] == ids else {
      throw .damaged(folder: folder, file: file, cause: "its patients differ from those of \(RunFile.patients)")
    }
    let columns = table.columns.indices.filter { !FeatureFile.own.contains(table.columns[$0]) }
    return Dictionary(columns.map { at in (table.columns[at], table.rows.map { table.number($0[at]) }) }) { first, _ in
      first
    }
  }

  /// Features of slices; empty where the run wrote none.
  static func deepSlices(in folder: String, of ids: [String]) throws(AuditError) -> [String: [SliceFeatures]] {
    let file = RunFile.deepSlices
    guard FileManager.default.fileExists(atPath: "\(folder)/\(file)") else { return [:] }
    guard let slices = DeepSliceFile.read(try table(file, in: folder), of: ids) else {
      throw .damaged(
        folder: folder, file: file, cause: "it needs the area and the features of every slice, in the order of slices")
    }
    return slices
  }

  /// Landmarks of the patients in the order of `ids`; `nil` where the run wrote none.
  static func landmarks(in folder: String, of ids: [String]) throws(AuditError) -> [[String: [Double]]]? {
    guard FileManager.default.fileExists(atPath: "\(folder)/\(RunFile.landmarks)") else { return nil }
    let table = try table(.landmarks, in: folder)
    guard let landmarks = LandmarkTable.read(table, of: ids) else {
      throw .damaged(
        folder: folder, file: .landmarks,
        cause: "it needs the columns subject and series, and numbers in the columns of the landmarks")
    }
    return landmarks
  }
}
