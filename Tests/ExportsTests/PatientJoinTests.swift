import Execution
import Exports
import Testing

/// Rows of a table and PatientIDs of an export.
@Suite struct PatientJoinTests {
  private func join(_ keys: [String], _ known: [String]) -> PatientJoin {
    PatientJoin(keys.map { PatientJoin.Row(id: "id-\($0)", key: $0) }, to: known)
  }

  @Test func equalTextsAreJoinedBeforeSimilarOnes() {
    let found = join(["7", "007"], ["007", "7"])
    #expect(found.patientIDs == ["id-7": ["7"], "id-007": ["007"]])
    #expect(found.respelt.isEmpty && found.unused.isEmpty)
  }

  @Test func whatCouldBeTwoPatientsIsJoinedToNone() {
    let patients = join(["7"], ["007", "0007"])
    #expect(patients.misses == ["id-7": .ambiguous(rows: 1, patients: 2)])
    let rows = join(["7", "07"], ["007"])
    #expect(rows.patientIDs.isEmpty)
    #expect(rows.misses["id-07"] == .ambiguous(rows: 2, patients: 1))
    // One that has its equal is in question for no other row.
    let taken = join(["007", "7"], ["007"])
    #expect(taken.patientIDs == ["id-007": ["007"]])
    #expect(taken.misses == ["id-7": .unknown])
  }

  @Test func severalRowsOfOnePatientShareItsImages() {
    let rows = ["a", "b"].map { PatientJoin.Row(id: $0, key: "P1") }
    #expect(PatientJoin(rows, to: ["p1"]).patientIDs == ["a": ["p1"], "b": ["p1"]])
  }

  /// Ids in any spelling find their patient, and nobody else's.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func everySpellingFindsItsOwnPatient(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "patient join")
    let numbers = Array(Set((0..<40).map { _ in Int.random(in: 1...500, using: &stream) })).sorted()
    let known = numbers.map { (Bool.random(using: &stream) ? "P-00" : "P-") + "\($0)" }
    let rows = zip(numbers, known).map { number, own in
      let spelt = [own, own.lowercased(), "p-000\(number)", " P-\(number) ", "P- \(number)"]
      return PatientJoin.Row(id: "\(number)", key: spelt.randomElement(using: &stream) ?? own)
    }
    let join = PatientJoin(rows.shuffled(using: &stream), to: known.shuffled(using: &stream))
    #expect(
      join.patientIDs == Dictionary(uniqueKeysWithValues: zip(numbers.map { "\($0)" }, known.map { [$0] })),
      "seed \(seed)")
    #expect(join.unused.isEmpty && join.misses.isEmpty, "seed \(seed)")
    let equal = Set(zip(rows, known).filter { $0.key == $1 }.map(\.0.id))
    #expect(Set(join.respelt) == Set(rows.map(\.id)).subtracting(equal), "seed \(seed)")
  }

  /// Signs beside letters are set aside at last; between digits they tell patients apart.
  @Test func signsBesideLettersAreSetAside() {
    let found = join(
      ["Onc-104", "Onc-105", "1-23", "S 7", "X_1"], ["Onc104", "Onc_105", "12-3", "s-007", "X1", "X-1"])
    #expect(found.patientIDs == ["id-Onc-104": ["Onc104"], "id-Onc-105": ["Onc_105"], "id-S 7": ["s-007"]])
    #expect(found.respelt == ["id-Onc-104", "id-Onc-105", "id-S 7"])
    #expect(found.misses == ["id-1-23": .unknown, "id-X_1": .unknown])
  }

  /// A person with two PatientIDs: the cell names both, in any spelling, and one of them may have no images.
  @Test func aCellMayHoldSeveralPatientIDs() {
    let known = ["A1", "A2", "B-007", "C;3"]
    #expect(join(["A1; A2"], known).patientIDs == ["id-A1; A2": ["A1", "A2"]])
    #expect(join(["A1;a2;A1"], known).patientIDs == ["id-A1;a2;A1": ["A1", "A2"]])
    let partly = join(["B-7; B-8", "A1"], known)
    #expect(partly.patientIDs == ["id-B-7; B-8": ["B-007"], "id-A1": ["A1"]])
    #expect(partly.respelt == ["id-B-7; B-8"] && partly.misses.isEmpty && partly.unused == ["A2", "C;3"])
    // A PatientID may hold a semicolon itself.
    #expect(join(["C;3"], known).patientIDs == ["id-C;3": ["C;3"]])
    #expect(join([";", "X; Y"], known).misses == ["id-;": .unknown, "id-X; Y": .unknown])
  }

  @Test func nothingIsJoinedToAnEmptyText() {
    let found = join(["", " "], ["  ", "A"])
    #expect(found.patientIDs.isEmpty && found.isEmpty)
  }
}
