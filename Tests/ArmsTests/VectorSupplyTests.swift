import Arms
import Foundation
import StudyFiles
import Testing

/// Vectors from several tables.
@Suite struct VectorSupplyTests {
  @Test func theVectorsOfSeveralTablesAreJoinedInTheOrderOfTheStudyFile() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "apus-vectors-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    try "id,e0,e1\nP0,1.5,2.25\nP1,3.5,0.125\n".write(toFile: "\(place)/two.csv", atomically: true, encoding: .utf8)
    try "id,e0\nP1,8.75\nP0,7.5\n".write(toFile: "\(place)/one.csv", atomically: true, encoding: .utf8)
    let text = """
      apus: 1
      name: Vectors
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      features: {table: features.csv, id: id}
      arms: [dlr]
      deep: {table: [two.csv, one.csv], ensemble: 2}
      split: {train: 0.6}
      """
    let study = try StudyFile(parsing: text, file: "study.yaml", folder: place)
    let supply = try VectorSupply(study.networks[0], of: study)
    #expect(supply.columns == ["two_deep_e0", "two_deep_e1", "one_deep_e0"])
    #expect(try supply.vector(of: "P0") == [1.5, 2.25, 7.5] && supply.vector(of: "P1") == [3.5, 0.125, 8.75])
  }
}
