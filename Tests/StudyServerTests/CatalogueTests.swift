import Execution
import Foundation
import StudyServer
import Testing

/// What the list of `apus serve` finds below a folder.
@Suite struct CatalogueTests {
  @Test func studiesRunsAndFoldersWithoutAStudyAreFound() throws {
    let tree = try ServedTree()
    try tree.writeTables(in: "a")
    try tree.write(ServedTree.study("First"), "a/study.yaml")
    try tree.write("imageType: {Original: {}}\n", "a/params.yaml")
    try tree.write("apus: 1\nname: [\n", "broken/study.yml")
    try tree.writeTables(in: "new/deep")
    for run in ["a/results", "a/results-2", "stray"] {
      // A run writes every key in quotes.
      let text = ServedTree.study(run == "stray" ? "Other" : "First").replacing("apus:", with: "\"apus\":")
      try tree.write(text.replacing("name:", with: "\"name\":"), "\(run)/study.yaml")
      try tree.write("{}", "\(run)/results.json")
      try tree.make("\(run)/cache")
    }
    let listing = Catalogue(tree.path).listing()
    #expect(listing.isComplete && Set(listing.studies.map(\.place)) == ["a/study.yaml", "broken/study.yml"])
    #expect(listing.studies.first { $0.place == "a/study.yaml" }?.name == "First")
    #expect(listing.studies.first { $0.place == "broken/study.yml" }?.fault != nil)
    let first = try #require(listing.studies.first { $0.name == "First" })
    #expect(Set(listing.runs(of: first).map(\.place)) == ["a/results", "a/results-2"])
    #expect(listing.runs.first { $0.place == "stray" }?.study == nil)
    let open = try #require(listing.folders.first { $0.place == "new/deep" })
    #expect(open.tables == ["clinical.csv", "features.csv"] && !listing.folders.contains { $0.place == "a" })
  }

  @Test func linksAreNotFollowed() throws {
    let (outside, tree) = (try ServedTree(), try ServedTree())
    try outside.write(ServedTree.study("Outside"), "study.yaml")
    try outside.writeTables(in: "data")
    try tree.make("inside")
    try tree.link("inside/study.yaml", to: outside.file("study.yaml"))
    try tree.link("folder", to: outside.path)
    try tree.link("loop", to: tree.path)
    try tree.link("inside/clinical.csv", to: outside.file("data/clinical.csv"))
    let listing = Catalogue(tree.path).listing()
    #expect(listing.studies.isEmpty && listing.folders.isEmpty && listing.runs.isEmpty && listing.isComplete)
  }

  /// A page that was loaded before must not start another study.
  @Test func aNumberStaysWithItsPath() throws {
    let tree = try ServedTree()
    try tree.write(ServedTree.study("B"), "b/study.yaml")
    let catalogue = Catalogue(tree.path)
    let before = try #require(catalogue.listing().studies.first)
    try tree.write(ServedTree.study("A"), "a/study.yaml")
    catalogue.refresh()
    let after = catalogue.listing()
    #expect(try after.study(before.number).path == before.path && after.studies.count == 2)
    try FileManager.default.removeItem(atPath: tree.file("b"))
    catalogue.refresh()
    #expect(throws: ServeError.self) { try catalogue.listing().study(before.number) }
  }

  @Test func aLargeFolderIsSearchedAsFarAsTheLimitsAllow() throws {
    let tree = try ServedTree()
    try tree.write(ServedTree.study("Near"), "study.yaml")
    for number in 0..<60 { try tree.write("x", "export/\(number)/1.dcm") }
    try tree.write(ServedTree.study("Deep"), "1/2/3/4/study.yaml")
    let few = Catalogue(tree.path, limits: .init(depth: 6, folders: 20, entries: 1000)).listing()
    #expect(!few.isComplete && few.studies.map(\.name) == ["Near"])
    let shallow = Catalogue(tree.path, limits: .init(depth: 2, folders: 1000, entries: 10_000)).listing()
    #expect(!shallow.isComplete && shallow.studies.map(\.name) == ["Near"])
    #expect(Catalogue(tree.path).listing().studies.count == 2)
  }

  /// A study file that is too large to be one is listed with the reason, and a fault that quotes it is cut.
  @Test func aStudyFileThatIsTooLargeIsListedWithTheReason() throws {
    let tree = try ServedTree()
    let comment = "# " + String(repeating: "x", count: 1000) + "\n"
    try tree.write(ServedTree.study("Big") + String(repeating: comment, count: 1200), "big.yaml")
    try tree.write(String(repeating: comment, count: 1200), "no-study.yaml")
    try tree.write("apus: 1\nname: " + String(repeating: "[", count: 100_000) + "\n", "deep.yaml")
    let listing = Catalogue(tree.path).listing()
    #expect(Set(listing.studies.map(\.place)) == ["big.yaml", "deep.yaml"])
    #expect(listing.studies.first { $0.place == "big.yaml" }?.fault?.contains("has more than 1 MB") ?? false)
    #expect(listing.studies.allSatisfy { ($0.fault ?? "").utf8.count < 10_000 && $0.fault != nil })
  }

  /// Trees drawn at random: all that is listed stands below the folder, each study once, and none of a link.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func whatIsListedIsBelowTheFolder(seed: UInt64) throws {
    print("catalogue: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "catalogue")
    let (outside, tree) = (try ServedTree(), try ServedTree())
    try outside.write(ServedTree.study("Outside"), "study.yaml")
    var (folders, studies) = ([""], Set<String>())
    for number in 0..<40 {
      let home = folders[Int(stream.next() % UInt64(folders.count))]
      let place = home.isEmpty ? "n\(number)" : "\(home)/n\(number)"
      guard place.split(separator: "/").count <= 5 else { continue }
      switch stream.next() % 4 {
      case 0:
        try tree.make(place)
        folders.append(place)
      case 1:
        try tree.write(ServedTree.study("S\(number)"), "\(place).yaml")
        studies.insert("\(place).yaml")
      case 2: try tree.link("\(place).yaml", to: outside.file("study.yaml"))
      default: try tree.link(place, to: stream.next() % 2 == 0 ? outside.path : tree.path)
      }
    }
    let listing = Catalogue(tree.path).listing()
    #expect(Set(listing.studies.map(\.place)) == studies && listing.studies.count == studies.count)
    #expect(listing.studies.allSatisfy { $0.path.hasPrefix(tree.path + "/") && $0.name != "Outside" })
  }
}
