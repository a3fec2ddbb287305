import Execution
import Exports
import Foundation
import TestSupport
import Testing

/// What is wrong with an export is named, and sound exports are accused of nothing.
@Suite struct ExportFaultTests {
  private typealias Patient = GeneratedExport.Patient
  private typealias Series = GeneratedExport.Series

  /// Eight patients with a series and a structure set each, in a folder of their own.
  private func sound(_ scratch: ScratchFolder, change: (Int, inout Patient) -> Void = { _, _ in }) throws
    -> GeneratedExport
  {
    let export = try scratch.export()
    for n in 1...8 {
      var patient = Patient("P\(n)", name: "Name^\(n)", birth: "196\(n)0101", sex: n % 2 == 0 ? "F" : "M")
      change(n, &patient)
      let series = Series("2.25.10\(n)")
      try export.add(series, of: patient) { "p\(n)/\($0)" }
      try export.write(GeneratedExport.contours(["GTV"], on: series, of: patient), "p\(n)/set")
    }
    return export
  }

  private func faults(_ export: GeneratedExport) throws -> ExportFaults {
    ExportFaults(try ExportIndex(reading: [export.folder], workers: 2))
  }

  private func isNothing(_ faults: ExportFaults) -> Bool {
    faults.samePersons.isEmpty && faults.severalPersons.isEmpty && faults.inSeveralFolders.isEmpty
      && faults.copies.isEmpty && faults.sharedImages.isEmpty && faults.strays.isEmpty
  }

  @Test func aSoundExportIsAccusedOfNothing() throws {
    let scratch = try ScratchFolder()
    #expect(isNothing(try faults(try sound(scratch))))
  }

  /// A patient on two discs has one structure set, and two of one identity that differ are two.
  @Test(arguments: [true, false]) func aSecondCopyOfAStructureSetIsNone(isEqual: Bool) throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch)
    let index = try ExportIndex(reading: [export.folder], workers: 1)
    let file = try #require(index.regionSets.first).file.path
    var bytes = try Data(contentsOf: URL(filePath: file))
    if !isEqual { bytes[bytes.count - 1] ^= 1 }
    try FileManager.default.createDirectory(atPath: "\(export.folder)/disc2", withIntermediateDirectories: true)
    try bytes.write(to: URL(filePath: "\(export.folder)/disc2/set"))
    let both = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(both.regionSets.count == index.regionSets.count + (isEqual ? 0 : 1))
  }

  /// Anonymisers give everybody one name and date of birth, or none.
  @Test func anAnonymisedExportIsAccusedOfNothing() throws {
    for (name, birth) in [("Anonymous", "19000101"), ("", "19000101"), ("Anonymous", ""), ("", "")] {
      let scratch = try ScratchFolder()
      let export = try sound(scratch) { _, patient in (patient.name, patient.birth, patient.sex) = (name, birth, "") }
      #expect(isNothing(try faults(export)), "\(name) \(birth)")
    }
  }

  @Test func twoPatientIDsOfOnePersonAreNamed() throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch) { n, patient in
      if n == 5 { (patient.name, patient.birth, patient.sex) = ("Name^2", "19620101", "F") }
    }
    #expect(try faults(export).samePersons == [["P2", "P5"]])
    // From the cache too, and for a patient that is new.
    let cache = IndexCache(["\(scratch.path)/cache"])
    _ = try ExportIndex(reading: [export.folder], cache: cache, workers: 1)
    let again = try ExportIndex(reading: [export.folder], cache: cache, workers: 1)
    #expect(again.counts.opened == 0 && again.samePersons == [["P2", "P5"]])
    let twin = Patient("P9", name: "name 3", birth: "19630101", sex: "M")
    try export.add(Series("2.25.109"), of: twin) { "p9/\($0)" }
    let third = try ExportIndex(reading: [export.folder], cache: cache, workers: 1)
    #expect(third.counts.opened == 9 && third.samePersons == [["P2", "P5"], ["P3", "P9"]])
  }

  @Test func onePatientIDOfTwoPeopleIsNamedAndRefused() throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch)
    let cache = IndexCache(["\(scratch.path)/cache"])
    _ = try ExportIndex(reading: [export.folder], cache: cache, workers: 1)
    let stranger = Patient("P4", name: "Someone^Else", birth: "19990101", sex: "F")
    var other = Series("2.25.777")
    other.description = "T1"
    try export.add(other, of: stranger) { "extra/\($0)" }
    // The known files are not opened again but for one of each patient.
    let index = try ExportIndex(reading: [export.folder], cache: cache, workers: 1)
    #expect(index.counts.opened == 9)
    #expect(ExportFaults(index).severalPersons == ["P4"])
    let request = SeriesRequest(
      name: "T2", rules: SeriesRules(description: ["T2"]), region: RegionRequest(rois: ["GTV"]))
    let rows = (1...8).map { PatientJoin.Row(id: "P\($0)", key: "P\($0)") }
    let links = SeriesLinks(index: index, join: PatientJoin(rows, to: index.patientIDs), requests: [request])
    #expect(links.questions.map(\.ids) == [["P4"]])
    #expect(links.questions.map(\.problem.title) == ["files of two people under one PatientID"])
    #expect(try links.series("T2", of: "P3").region?.name == "GTV")
  }

  /// One person under two PatientIDs, T2 under one and T1 under the other: a row that names both has both.
  @Test func aRowWithTwoPatientIDsHasTheSeriesOfBoth() throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch)
    var other = Series("2.25.778")
    other.description = "T1"
    try export.add(other, of: Patient("Q4", name: "Name^4", birth: "19640101")) { "extra/\($0)" }
    let index = try ExportIndex(reading: [export.folder], cache: .none, workers: 1)
    let requests = [
      SeriesRequest(name: "T2", rules: SeriesRules(description: ["T2"]), region: RegionRequest(rois: ["GTV"])),
      SeriesRequest(name: "T1", rules: SeriesRules(description: ["T1"]), region: nil),
    ]
    func links(_ key: String) -> SeriesLinks {
      let rows = [PatientJoin.Row(id: "four", key: key)]
      return SeriesLinks(index: index, join: PatientJoin(rows, to: index.patientIDs), requests: requests)
    }
    #expect(links("P4").problems(of: "four").map(\.series) == ["T1"])
    #expect(links("Q4").problems(of: "four").map(\.series) == ["T2"])
    #expect(links("P4; Q4").problems(of: "four").isEmpty)
    #expect(try links("P4; Q4").series("T1", of: "four").series.patientID == "Q4")
  }

  /// Rows of a patient who name their regions in a column, which another row leaves empty or spells wrongly.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func rowsNameTheirOwnRegions(seed: UInt64) throws {
    print("rows with regions: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "rows with regions")
    let names = Array(["GTV1", "gtv 2", "종양", "Lesion_left", "3"].shuffled(using: &stream).prefix(2 + Int(seed) % 3))
    let scratch = try ScratchFolder()
    let export = try GeneratedExport(in: "\(scratch.path)/named")
    var rows: [PatientJoin.Row] = []
    for number in 1...4 {
      let (patient, series) = (Patient("P\(number)"), Series("2.25.4\(number)"))
      try export.add(series, of: patient) { "p\(number)/\($0)" }
      try export.write(GeneratedExport.contours(names, on: series, of: patient), "p\(number)/set")
      for name in names.shuffled(using: &stream) {
        rows.append(.init(id: "P\(number)-\(name)", key: patient.id, regions: ["lesion": name]))
      }
    }
    rows += [.init(id: "empty", key: "P1"), .init(id: "wrong", key: "P2", regions: ["lesion": "other"])]
    let index = try ExportIndex(reading: [export.folder], cache: .none, workers: 1)
    let request = SeriesRequest(
      name: "T2", rules: SeriesRules(modality: "MR"), region: RegionRequest(rois: [], column: "lesion"))
    let links = SeriesLinks(index: index, join: PatientJoin(rows, to: index.patientIDs), requests: [request])
    for row in rows.dropLast(2) {
      #expect(try links.series("T2", of: row.id).region?.name == row.regions["lesion"], "seed \(seed): \(row.id)")
    }
    #expect(links.questions.map(\.ids) == [["empty"], ["wrong"]])
    #expect(links.questions[0].detail == "Write the name of the region into the column \"lesion\".")
    #expect(links.questions[1].problem.title == "no structure set on the series has the region")
  }

  @Test func aPatientInTwoFoldersIsNamed() throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch)
    try export.add(Series("2.25.778"), of: Patient("P1")) { "again/\($0)" }
    let found = try faults(export).inSeveralFolders
    #expect(found.map(\.patientID) == ["P1"] && found.map(\.folders) == [["again", "p1"]])
  }

  @Test func copiesSharedImagesAndStraysAreNamed() throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch)
    let first = Series("2.25.101")
    let bytes = GeneratedExport.slices(first, of: Patient("P1", name: "Name^1", birth: "19610101", sex: "M"))
    try export.write(bytes[0], "p1/copy")
    #expect(try faults(export).copies.count == 1)
    // The images of a series again, in another series.
    var twin = GeneratedSeries()
    (twin.uid, twin.frame, twin.count) = ("2.25.102", "2.25.102.9", 2)
    twin.extra = [.text(0x0010_0020, "LO", "P2"), .text(0x0008_103e, "LO", "twin")]
    for (k, slice) in twin.slices.enumerated() {
      // The element of the SeriesInstanceUID, which alone has this length.
      let (own, another) = (Data("UI\u{8}\02.25.102".utf8), Data("UI\u{8}\02.25.999".utf8))
      let other = Data(slice).replacing(own, with: another)
      try export.write([UInt8](other), "p2/twin\(k)")
    }
    let shared = try faults(export).sharedImages
    #expect(shared.map(\.images) == [2])
    try export.write(GeneratedExport.contours(["GTV"], on: Series("2.25.31415"), of: Patient("P3")), "p3/stray")
    #expect(try faults(export).strays.map(\.patientID) == ["P3"])
  }

  @Test func aCopyIsReadOnceAndAnotherContentIsRefused() throws {
    let scratch = try ScratchFolder()
    let export = try scratch.export()
    let (patient, series) = (Patient("P"), Series("2.25.1"))
    try export.add(series, of: patient) { "\($0)" }
    let bytes = GeneratedExport.slices(series, of: patient)
    try export.write(bytes[3], "copy")
    let index = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(try index.series[0].sliceFiles().count == 9)
    var other = bytes[3]
    other[other.count - 1] ^= 1
    try export.write(other, "copy")
    let again = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(throws: LinkProblem.self) { try again.series[0].sliceFiles() }
    // The first index no longer describes the file.
    #expect(throws: LinkProblem.self) { try index.series[0].sliceFiles() }
  }

  /// In a folder of its own a series may lack what is damaged; in one of all patients nobody can tell whose it was.
  @Test func aDamagedFileIsAskedOnlyOfTheSeriesBesideWhichItLies() throws {
    let scratch = try ScratchFolder()
    let export = try sound(scratch)
    let cut = Array(GeneratedExport.slices(Series("2.25.1"), of: Patient("X"))[0].prefix(300))
    try export.write(cut, "p1/damaged.dcm")
    try export.write(cut, "flat/damaged.dcm")
    for n in 1...2 { try export.add(Series("2.25.20\(n)"), of: Patient("Q\(n)")) { "flat/\(n)-\($0)" } }
    let index = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(index.problems.count == 2)
    #expect(index.damagedNeighbours(of: index.series(of: "P1")[0]).count == 1)
    #expect(index.damagedNeighbours(of: index.series(of: "P2")[0]).isEmpty)
    #expect(index.damagedNeighbours(of: index.series(of: "Q1")[0]).isEmpty)
  }
}
