import Audit
import Execution
import Foundation
import Records
import Results
import StudyFiles
import Testing

/// What results.json.sha256 holds beyond results.json: whoever mends only the hashes in results.json is found by it.
@Suite struct RunSealTests {
  private let place: RunPlace

  init() throws {
    place = try RunPlace()
    _ = try place.run()
  }

  /// Changes the results, and mends the hash that results.json itself has in the seal.
  private func results(_ change: (inout StudyResults) -> Void) throws {
    var results = try JSONDecoder().decode(StudyResults.self, from: Data(place.read("results.json").utf8))
    change(&results)
    try place.write(String(decoding: JSONEncoder().encode(results), as: UTF8.self), "results.json")
    let hash = Data(try place.read("results.json").utf8).sha256
    try place.write(hash + place.read("results.json.sha256").dropFirst(hash.count), "results.json.sha256")
  }

  private var files: String { get throws { try place.refuted["files-untouched"] ?? "" } }

  @Test func aRunAsItWasWrittenIsAccusedOfNothing() throws {
    #expect(try place.refuted == [:])
    try results { _ in }
    #expect(try place.refuted == [:], "the same values in another layout")
  }

  /// Parts that no other file determines.
  @Test func aPartOfTheResultsThatWasChangedIsNamed() throws {
    let changes: [(words: String, change: (inout StudyResults) -> Void)] = [
      ("methods", { $0.methods.removeLast() }), ("findings", { $0.findings = [] }),
      ("Table 1", { $0.factors = [] }), ("description of the study", { $0.study.featureRecipe = "another" }),
      ("row hcr_mr", { $0.protocols[0].models[1].summary = "A better row." }),
      ("row hcr_mr", { $0.protocols[0].models[1].features = nil }),
      ("libraries and inputs", { $0.provenance?.inputs = [] }),
    ]
    let (text, seal) = (try place.read("results.json"), try place.read("results.json.sha256"))
    for (words, change) in changes {
      try results(change)
      #expect(try files.contains("results.json, \(words): differs from its hash in results.json.sha256"), "\(words)")
      try place.write(text, "results.json")
      try place.write(seal, "results.json.sha256")
    }
  }

  /// Parts that an older run does not have either: without them the results still read.
  @Test func aPartThatWasTakenOutIsMissed() throws {
    try results { $0.provenance = nil }
    let words = "results.json: lacks the libraries and inputs, although results.json.sha256 has their hash"
    #expect(try files.contains(words))
  }

  /// A file is reported once, by the hash that results.json or training.json has of it.
  @Test func aFileThatWasChangedIsReportedOnce() throws {
    try place.write(try RunPlace.cell(place.read("features.csv"), "f3", "0.125"), "features.csv")
    let model = "models/hcr_mr/model.json"
    try place.write(place.read(model).replacing("\"HCR (MR)\"", with: "\"HCR (MS)\""), model)
    let files = try files
    for name in ["features.csv: ", "models/hcr_mr: "] {
      #expect(files.components(separatedBy: name).count == 2, "\(files)")
    }
  }

  @Test func aReportOrModelThatWasTakenAwayIsMissed() throws {
    for file in ["report.html", "models/hcr_mr/model.json"] {
      guard FileManager.default.fileExists(atPath: "\(place.path)/run/\(file)") else { continue }
      try FileManager.default.removeItem(atPath: "\(place.path)/run/\(file)")
      #expect(try files.contains("\(file): is missing, although results.json.sha256 has its hash"))
    }
    #expect(!FileManager.default.fileExists(atPath: "\(place.path)/run/models/hcr_mr/model.json"))
  }

  @Test func aRowThatWasTakenOutOfTheResultsIsMissed() throws {
    try results { $0.protocols[0].models.removeAll { $0.id == "hcr_mr" } }
    #expect(try files.contains("hcr_mr: results.json.sha256 has this row, but results.json does not"))
    // So do the other files that have it.
    #expect(try place.refuted["record-follows"]?.contains("hcr_mr: predictions.csv has this row, but") == true)
  }

  /// The study file and its hash in the results, both changed.
  @Test func anotherStudyFileWithItsHashIsNamed() throws {
    let text = try place.read("study.yaml")
    let other = text.replacing(/selected-features"?: 4/) { String(text[$0.range].dropLast()) + "5" }
    try #require(other != text)
    try place.write(other, "study.yaml")
    let study = try StudyFile(reading: "\(place.path)/run/study.yaml")
    try results { $0.study.studyHash = ContentHash.of(study.identity) }
    #expect(try files.contains("study.yaml: differs from the study file whose hash is in results.json.sha256"))
    #expect(try !files.contains("study.yaml: differs from the study file of this run"))
  }

  /// A row that only training.json has is missed like one of predictions.csv.
  @Test func aRowThatOnlyTheTrainingFileHasIsNamed() throws {
    try results { $0.protocols[0].models.removeAll { $0.id == "hcr_mr" } }
    let text = try place.read("predictions.csv")
    try place.write(text.replacing("hcr_mr_score", with: "other"), "predictions.csv")
    #expect(try place.refuted["record-follows"]?.contains("hcr_mr: training.json has this row, but") == true)
  }

  /// Two tables whose patients stand in another order would be read as each other's.
  @Test func tablesOfOtherPatientsAreRefused() throws {
    let text = try place.read("features.csv")
    try place.write(text.replacing("\nP3,", with: "\nP33,"), "features.csv")
    #expect(throws: AuditError.self) { try RunAudit(folder: "\(place.path)/run") }
    var lines = text.split(separator: "\n")
    lines.swapAt(1, 2)
    try place.write(lines.joined(separator: "\n") + "\n", "features.csv")
    #expect(throws: AuditError.self) { try RunAudit(folder: "\(place.path)/run") }
    try place.write(text, "features.csv")
    #expect(try place.refuted == [:])
  }

  /// Of a key that is there twice, readers differ on which counts.
  @Test(arguments: ["results.json", "fits.json"]) func aFileWithAKeyTwiceIsRefused(_ file: String) throws {
    let text = try place.read(file)
    let start = try #require(text.firstIndex(of: "{"))
    let first = try #require(text[start...].firstIndex(of: "\""))
    let key = text[first...].prefix { $0 != ":" }
    try place.write("\(text[...start])\(key): 0, \(text[first...])", file)
    let error = #expect(throws: AuditError.self) { try RunAudit(folder: "\(place.path)/run") }
    #expect(error.map { "\($0)".contains("twice, and readers differ on which counts") } == true)
  }
}
