import Execution
import Review
import StudyFiles
import Testing

@Suite struct PatientNamesTests {
  private func study(_ name: String = "Made", root: String = "/data/my study") throws -> StudyFile {
    let text = """
      apus: 1
      name: \(name)
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      series: {T1: {image: "{id}/t1.nii.gz", mask: "/contours/all/{id}/*.dcm"}}
      features: {recipe: jeong2024}
      split: {train: 0.6}
      """
    return try StudyFile(parsing: text, file: "study.yaml", folder: root)
  }

  @Test func aPseudonymStaysWhoeverIsAdded() throws {
    let ids = (0..<2000).map { "H\($0)" }
    let (few, all) = (
      PatientNames(Array(ids.prefix(10)), of: try study(), showsIDs: false),
      PatientNames(ids, of: try study(), showsIDs: true)
    )
    #expect(ids.prefix(10).allSatisfy { few.name(of: $0) == all.pseudonym(of: $0) })
    #expect(Set(ids.map(all.pseudonym)).count == ids.count)
    #expect(ids.allSatisfy { all.id(named: all.pseudonym(of: $0)) == $0 && all.id(named: $0) == $0 })
    #expect(all.id(named: "H2000") == nil)
    let other = PatientNames(ids, of: try study("Other"), showsIDs: false)
    #expect(ids.allSatisfy { other.name(of: $0) != all.pseudonym(of: $0) })
  }

  static let messages: [(String, String)] = [
    (
      "/data/my study/Kim Min/t1.nii.gz: no such file or folder. Check it.", "[path]: no such file or folder. Check it."
    ),
    (
      "/contours/all/Kim Min/a.dcm: 2 files match (/contours/all/Kim Min/a.dcm, /contours/all/Kim Min/b.dcm). Make",
      "[path]: 2 files match ([path], [path]). Make"
    ),
    ("the series of Kim Min has 3/4 of its slices", "the series of P-name has 3/4 of its slices"),
    ("Kim Minor is another", "Kim Minor is another"),
  ]

  @Test(arguments: messages) func messagesNameNobody(_ message: String, _ shown: String) throws {
    let names = PatientNames(["Kim Min"], of: try study(), showsIDs: false)
    let expected = shown.replacing("P-name", with: names.pseudonym(of: "Kim Min"))
    #expect(names.shown(message, of: "Kim Min") == expected)
  }

  @Test func aShortNumberIsNoIdentity() throws {
    #expect(PatientNames(["2"], of: try study(), showsIDs: false).shown("2 files", of: "2") == "2 files")
  }
}
