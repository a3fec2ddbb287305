import Execution
import Exports
import ImageFiles
import TestSupport
import Testing

/// The choice of a series by rules.
@Suite struct SeriesRulesTests {
  private typealias Series = GeneratedExport.Series

  private func index(_ scratch: ScratchFolder, _ all: [Series]) throws -> ExportIndex {
    let export = try scratch.export()
    for series in all { try export.add(series, of: GeneratedExport.Patient("P")) { "\(series.uid).\($0)" } }
    return try ExportIndex(reading: [export.folder], workers: 2)
  }

  private func uids(_ chosen: Chosen<ExportSeries>) -> [String] {
    switch chosen {
    case .none: []
    case .one(let one): [one.seriesUID]
    case .several(let all): all.map(\.seriesUID).sorted()
    }
  }

  private var five: [Series] {
    var all = (1...5).map { Series("2.25.\($0)") }
    for (at, text) in ["T2 TSE ax", "t2 tse AX late", "T1 ax", "DWI b800", "T2 TSE cor"].enumerated() {
      all[at].description = text
    }
    (all[1].date, all[1].count) = ("20210401", 7)
    (all[2].echoTime, all[2].repetitionTime) = (10, 600)
    all[3].imageType = "DERIVED\\SECONDARY\\ADC"
    all[4].cosines = [1, 0, 0, 0, 0, -1]
    return all
  }

  @Test func everyRuleLeavesOutWhatDoesNotFit() throws {
    let scratch = try ScratchFolder()
    let all = try index(scratch, five).series(of: "P")
    func fitting(_ rules: SeriesRules) -> [String] { all.filter(rules.fits).map(\.seriesUID).sorted() }
    let uids = (1...5).map { "2.25.\($0)" }
    #expect(fitting(SeriesRules()) == uids)
    #expect(fitting(SeriesRules(modality: "CT")).isEmpty)
    #expect(fitting(SeriesRules(modality: "m?")) == uids)
    #expect(fitting(SeriesRules(description: ["T2*AX*"])) == [uids[0], uids[1]])
    #expect(fitting(SeriesRules(description: ["*cor", "dwi*"])) == [uids[3], uids[4]])
    #expect(fitting(SeriesRules(imageType: ["ORIGINAL", "prim*"])) == [uids[0], uids[1], uids[2], uids[4]])
    #expect(fitting(SeriesRules(echoTime: 5...20)) == [uids[2]])
    #expect(fitting(SeriesRules(repetitionTime: 1000...Double.infinity)) == [uids[0], uids[1], uids[3], uids[4]])
    #expect(fitting(SeriesRules(orientation: .coronal)) == [uids[4]])
    #expect(fitting(SeriesRules(slices: 1...8)) == [uids[1]])
  }

  @Test func oneOfSeveralIsChosenOnlyWhereTheRuleDecides() throws {
    let scratch = try ScratchFolder()
    let index = try index(scratch, five)
    let all = index.series(of: "P")
    func chosen(_ rules: SeriesRules) -> [String] { uids(rules.chosen(among: all) { $0.seriesUID == "2.25.1" }) }
    let axial = ["T2*ax*"]
    #expect(chosen(SeriesRules(description: axial)) == ["2.25.1", "2.25.2"])
    #expect(chosen(SeriesRules(description: axial, choose: .latest)) == ["2.25.2"])
    #expect(chosen(SeriesRules(description: axial, choose: .earliest)) == ["2.25.1"])
    #expect(chosen(SeriesRules(description: axial, choose: .mostSlices)) == ["2.25.1"])
    #expect(chosen(SeriesRules(description: axial, choose: .contoured)) == ["2.25.1"])
    // Four series are of one time, so none of them is the earliest, and none was contoured that fits.
    #expect(chosen(SeriesRules(choose: .earliest)) == ["2.25.1", "2.25.3", "2.25.4", "2.25.5"])
    #expect(chosen(SeriesRules(description: ["T1*", "DWI*"], choose: .contoured)) == ["2.25.3", "2.25.4"])
  }

  /// What is chosen depends on what series say of themselves, and not on the names or the order of their files.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func namesOfFilesChooseNothing(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "series rules")
    var all: [Series] = []
    for n in 0..<6 {
      var one = Series("2.25.\(n + 1)")
      one.count = Int.random(in: 3...6, using: &stream)
      one.description = ["T2 ax", "T2 cor", "T1"].randomElement(using: &stream) ?? ""
      one.date = "2021010\(Int.random(in: 1...4, using: &stream))"
      all.append(one)
    }
    let rules = [SeriesRules.Choice.latest, .earliest, .mostSlices].map {
      SeriesRules(description: ["T2*"], choose: $0)
    }
    var found: [[[String]]] = []
    for copy in 0..<2 {
      let scratch = try ScratchFolder()
      let export = try scratch.export()
      for series in all.shuffled(using: &stream) {
        let tag = UInt32.random(in: 0...UInt32.max, using: &stream)
        try export.add(series, of: GeneratedExport.Patient("P")) { copy == 0 ? "\(tag)/\($0)" : "\($0)-\(tag)" }
      }
      let index = try ExportIndex(reading: [export.folder], workers: 2)
      found.append(rules.map { uids($0.chosen(among: index.series(of: "P")) { _ in false }) })
    }
    #expect(found[0] == found[1], "seed \(seed)")
    // The same by hand.
    let fitting = all.filter { $0.description.hasPrefix("T2") }
    let last = fitting.filter { $0.date == fitting.map(\.date).max() }.map(\.uid).sorted()
    let most = fitting.filter { $0.count == fitting.map(\.count).max() }.map(\.uid).sorted()
    #expect(found[0][0] == last, "seed \(seed)")
    #expect(found[0][2] == most, "seed \(seed)")
  }
}
