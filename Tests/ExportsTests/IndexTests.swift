import Execution
import Exports
import Foundation
import TestSupport
import Testing

/// What an index says of an export, and that it says the same when it comes from the cache.
@Suite struct IndexTests {
  private typealias Patient = GeneratedExport.Patient
  private typealias Series = GeneratedExport.Series

  /// Two patients in one folder with UIDs as names, beside files that are no DICOM.
  private func mixed(_ scratch: ScratchFolder) throws -> GeneratedExport {
    let export = try scratch.export()
    for (n, id) in ["A1", "B2"].enumerated() {
      let patient = Patient(id, name: "Geheim^Otto\(n)", birth: "1961010\(n + 1)", sex: "M")
      var sagittal = Series("2.25.5\(n)2")
      (sagittal.description, sagittal.cosines, sagittal.count) = ("T1 sag", [0, 1, 0, 0, 0, -1], 5)
      let axial = Series("2.25.5\(n)1")
      for series in [axial, sagittal] { try export.add(series, of: patient) { "flat/\(series.uid).\($0 + 1)" } }
      try export.write(
        GeneratedExport.contours(["GTV", "Bladder"], on: axial, of: patient, label: "v1", approval: "APPROVED"),
        "flat/2.25.6\(n)")
    }
    try export.write(Array("not an image".utf8), "flat/readme.txt")
    try export.write(Array("a,b\n1,2\n".utf8), "table.csv")
    return export
  }

  @Test func seriesAndStructureSetsAreFoundByWhatTheySayOfThemselves() throws {
    let scratch = try ScratchFolder()
    let export = try mixed(scratch)
    let index = try ExportIndex(reading: [export.folder], workers: 2)
    #expect(index.patientIDs == ["A1", "B2"])
    #expect(index.counts.files == 32 && index.counts.opened == 32)
    #expect(index.problems.isEmpty)
    let own = index.series(of: "A1")
    #expect(own.map(\.description) == ["T1 sag", "T2"])
    #expect(own.map(\.slices) == [5, 9])
    #expect(own.map(\.orientation) == [.sagittal, .axial])
    #expect(own[1].echoTimes == [90] && own[1].repetitionTimes == [4000] && own[1].made == "20210304120000")
    #expect(own[1].imageTypes == ["M", "ORIGINAL", "PRIMARY"])
    let sets = index.regionSets(of: "B2")
    #expect(sets.map(\.traits.names) == [["GTV", "Bladder"]])
    #expect(sets[0].traits.isApproved && sets[0].traits.label == "v1" && sets[0].made == "20210305")
    #expect(index.isContoured(own[1]) && !index.isContoured(own[0]))
  }

  @Test func anUnchangedFileIsNotOpenedAgain() throws {
    let scratch = try ScratchFolder()
    let export = try mixed(scratch)
    let cache = IndexCache(["\(scratch.path)/cache"])
    let first = try ExportIndex(reading: [export.folder], cache: cache, workers: 2)
    let again = try ExportIndex(reading: [export.folder], cache: cache, workers: 2)
    #expect(first.counts.opened == 32 && again.counts.opened == 0)
    #expect(again.text == first.text)

    // One changed, one gone, one new.
    var series = Series("2.25.501")
    series.description = "T2 new"
    let changed = GeneratedExport.slices(series, of: Patient("A1"))[0]
    try export.write(changed + [0, 0], "flat/2.25.501.1")
    try FileManager.default.removeItem(atPath: "\(export.folder)/flat/2.25.512.5")
    try export.write(GeneratedExport.contours(["GTV"], on: series, of: Patient("A1"), date: "20220101"), "later")
    let third = try ExportIndex(reading: [export.folder], cache: cache, workers: 2)
    #expect(third.counts.opened == 2)
    #expect(third.text == (try ExportIndex(reading: [export.folder], workers: 1)).text)
    #expect(third.series(of: "B2").first?.slices == 4)
    #expect(third.regionSets(of: "A1").count == 2)
  }

  @Test func theIndexIsTheSameForAnyNumberOfThreads() throws {
    let scratch = try ScratchFolder()
    let export = try mixed(scratch)
    let one = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(try ExportIndex(reading: [export.folder], workers: 4).text == one.text)
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func aDamagedCacheIsReadAgain(seed: UInt64) throws {
    let scratch = try ScratchFolder()
    let export = try mixed(scratch)
    let cache = IndexCache(["\(scratch.path)/cache"])
    let sound = try ExportIndex(reading: [export.folder], cache: cache, workers: 2)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/cache").first)
    let url = URL(filePath: "\(scratch.path)/cache/\(name)")
    var stream = RandomStream(seed: seed, name: "damage")
    var bytes = [UInt8](try Data(contentsOf: url))
    switch seed % 3 {
    case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &stream))
    case 1: bytes[Int.random(in: 0..<bytes.count, using: &stream)] ^= 1 << UInt8.random(in: 0..<8, using: &stream)
    default:
      bytes.insert(UInt8.random(in: 0...255, using: &stream), at: Int.random(in: 0...bytes.count, using: &stream))
    }
    try Data(bytes).write(to: url)
    let again = try ExportIndex(reading: [export.folder], cache: cache, workers: 2)
    #expect(again.text == sound.text, "seed \(seed)")
    #expect(again.counts.opened == 32, "seed \(seed)")
  }

  @Test func theCacheHoldsNoNameAndNoDateOfBirthAndIsForItsOwnerOnly() throws {
    let scratch = try ScratchFolder()
    let export = try mixed(scratch)
    _ = try ExportIndex(reading: [export.folder], cache: IndexCache(["\(scratch.path)/cache"]), workers: 2)
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/cache") {
      let path = "\(scratch.path)/cache/\(name)"
      let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      for secret in ["Geheim", "Otto", "196101"] { #expect(!text.contains(secret)) }
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func aHeaderLongerThanTheFirstBytesIsReadToItsEnd() throws {
    let scratch = try ScratchFolder()
    let export = try scratch.export()
    let bytes = GeneratedExport.slices(Series("2.25.1"), of: Patient("A"))[0]
    var long = GeneratedSeries()
    (long.uid, long.count) = ("2.25.2", 1)
    long.extra = [.raw(0x0009_1010, "UN", [UInt8](repeating: 7, count: 200_000)), .text(0x0010_0020, "LO", "A")]
    try export.write(bytes, "short")
    try export.write(long.slices[0], "long")
    // Cut within its pixels it is still a slice, and cut within its header it is damaged.
    try export.write(Array(long.slices[0].dropLast(100)), "cut-pixels.dcm")
    try export.write(Array(bytes.prefix(400)), "cut-header.dcm")
    let index = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(index.series(of: "A").map(\.seriesUID).sorted() == ["2.25.1", "2.25.2"])
    #expect(index.problems.map { URL(filePath: $0.file).lastPathComponent } == ["cut-header.dcm"])
  }

  @Test func fourThousandRegionsAreRead() throws {
    let scratch = try ScratchFolder()
    let export = try scratch.export()
    let (patient, series) = (Patient("A"), Series("2.25.1"))
    try export.add(series, of: patient) { "\($0)" }
    let names = (0..<4096).map { "R\($0)" }
    try export.write(GeneratedExport.contours(names, on: series, of: patient), "set")
    let index = try ExportIndex(reading: [export.folder], workers: 1)
    #expect(index.regionSets.first?.traits.names == names)
    guard case .one(let found) = index.region(RegionRequest(rois: ["R4095"]), on: index.series[0]) else {
      Issue.record("the last of 4096 regions was not found")
      return
    }
    #expect(found.name == "R4095")
    #expect(found.set.label.count < 200)
  }
}

extension ExportIndex {
  /// Everything that it says, in its order.
  var text: String {
    let series = series.map { one in
      "\(one.patientID) \(one.studyUID) \(one.seriesUID) \(one.framesOfReference) \(one.label) \(one.imageTypes) "
        + "\(one.echoTimes) \(one.repetitionTimes) \(one.made) \(one.persons) "
        + one.files.map { "\($0.path) \($0.instanceUID) \($0.stamp.size)" }.joined(separator: ",")
    }
    let sets = regionSets.map { set in
      "\(set.patientID) \(set.studyUID) \(set.made) \(set.person) \(set.label) \(set.file.path) "
        + set.traits.groups.map { "\($0.origin.series) \($0.origin.instances) \($0.names)" }.joined(separator: ",")
    }
    return (series + sets + problems.map { "\($0)" } + samePersons.map { $0.joined(separator: "=") })
      .joined(separator: "\n")
  }
}
