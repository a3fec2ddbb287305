import Foundation
import Testing

/// A patient from a scanner that the model has not seen, by the built command on DICOM.
@Suite struct ScannerRefusalTests {
  /// The images of a patient as another scanner would have written them: same voxels, another model name of the same
  /// length.
  private func copy(
    _ run: SavedModelRun, _ patient: String, of series: [String], model name: String
  ) throws -> String {
    let folder = run.scratch.file("from-\(name)-\(series.joined(separator: "-"))")
    try FileManager.default.copyItem(atPath: run.scratch.file("cohort/patients/\(patient)"), toPath: folder)
    for series in series {
      for file in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(series)") {
        let path = "\(folder)/\(series)/\(file)"
        var data = try Data(contentsOf: URL(filePath: path))
        // (0008,1090) LO in explicit little endian; a model name of the phantom is "SYNTHETIC S1" to "SYNTHETIC S3".
        let tag = Data([0x08, 0x00, 0x90, 0x10]) + Data("LO".utf8) + Data([12, 0]) + Data("SYNTHETIC S".utf8)
        let place = try #require(data.range(of: tag), "\(path) names no scanner")
        data.replaceSubrange((place.upperBound - 1)..<(place.upperBound + 1), with: Data(name.utf8))
        try data.write(to: URL(filePath: path))
      }
    }
    return folder
  }

  private func files(_ folder: String) -> [String] {
    ["CE-T1", "T2"].flatMap {
      ["--image", "\($0)=\(folder)/\($0)", "--mask", "\($0)=\(folder)/RTSTRUCT_\($0).dcm"]
    }
  }

  /// Everything else is accepted: a cohort this small has test patients beyond its training range in other ways.
  private let others = ["spacing", "intensity", "volume", "factor"].flatMap { ["--accept", $0] }

  @Test func anUnseenScannerIsRefusedByNameAndAcceptedByName() throws {
    let run = try SavedModelRun(patients: 22)
    let patient = try #require(try run.written("hcr_mr").keys.min())
    let seen = try Command(
      "predict", run.model("hcr_mr"),
      ["--case", "own", "--json", run.scratch.file("own.json")]
        + files(run.scratch.file("cohort/patients/\(patient)")) + others)
    #expect(seen.status == 0 && !seen.output.contains("scanner of"), "\(seen.output)\(seen.errors)")

    let folder = try copy(run, patient, of: ["T2"], model: "Q9")
    let options = ["--case", "moved"] + files(folder) + others
    let refused = try Command(
      "predict", run.model("hcr_mr"), options + ["--csv", run.scratch.file("refused.csv")])
    #expect(refused.status == 1)
    let sentence = try #require(refused.output.split(separator: "\n").first { $0.contains("scanner: ") })
    #expect(sentence.contains("scanner of T2 is SYNTHETIC SYNTHETIC Q9"), "\(sentence)")
    #expect(sentence.contains("trained on SYNTHETIC SYNTHETIC S"), "\(sentence)")
    #expect(!refused.output.contains("scanner of CE-T1"), "only T2 is from elsewhere")
    #expect(
      refused.output.contains("--accept scanner") && !refused.output.contains("probability of non-complete response 0"))
    let row = try #require(try run.scratch.read("refused.csv").split(separator: "\n").last)
    #expect(row.hasPrefix("moved,refused,,,,"))

    let accepted = try Command(
      "predict", run.model("hcr_mr"), options + ["--accept", "scanner", "--json", run.scratch.file("moved.json")])
    #expect(accepted.status == 0 && accepted.output.contains("OUTSIDE THE TRAINING RANGE"))
    let moved = try #require(try run.predictions(run.scratch.file("moved.json"))["moved"])
    #expect(moved.status == .flagged && moved.outside.contains { $0.kind == .scanner })
    // The voxels are the same, so is the score: the refusal is about what the model cannot know.
    let own = try #require(try run.predictions(run.scratch.file("own.json"))["own"])
    #expect(moved.score == own.score && own.score != nil)
  }
}
