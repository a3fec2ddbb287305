import Study
import Testing

/// A finding that counts patients names every one of them, however many they are.
struct NamedPatientsTests {
  private static let rows = ["DLR (MR)"]

  @Test(arguments: [1, 10, 11, 40]) func findingsOfTheNetworkNameAllPatients(count: Int) {
    let patients = (1...count).map { "P\($0)x" }
    let findings: [StudyFinding] = [
      .lesionUnseen(rows: Self.rows, patients: patients, of: 90),
      .sameFeatures(rows: Self.rows, patients: patients, of: 90),
      .sameVectors(rows: Self.rows, patients: patients, of: 90),
      .sameScores(row: Self.rows[0], patients: patients, of: 90),
    ]
    for finding in findings.map(\.finding) {
      #expect(finding.title.contains("\(count) of 90"))
      for patient in patients { #expect("\(finding.title) \(finding.detail)".contains(patient), "\(patient)") }
    }
  }
}
